"""A case that is archived, with originals of every kind."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from case_bureau import Bureau, found_bureau
from filming import film, photo
from whole_case import Matter

from mingjing.archive.models import ArchivedFile
from mingjing.cases.attachments import Attachment
from mingjing.records import log
from mingjing.records.sequencer import Sequencer

ON_SITE = "inspect_site"


@dataclass
class Filed:
    """`file` is read anew: another test may have begun from the same state."""

    bureau: Bureau
    matter: Matter

    @property
    def file(self) -> ArchivedFile:
        return ArchivedFile.objects.select_related("case__agency", "case__unit", "agency").get(
            case=self.matter.case
        )


def file_a_case() -> Filed:
    bureau = found_bureau()
    bureau.agency.code = "11990105MB0X12345A"
    bureau.agency.save(update_fields=["code"])
    matter = Matter(bureau)
    matter.go("collect_evidence", before=True)
    sent = [
        Attachment.of_bytes("现场照片.jpg", photo()),
        Attachment.of_bytes("现场录像.mp4", film(1)),
        Attachment.of_bytes("营业执照.pdf", plain_pdf()),
    ]
    matter.done.append(matter.act("collect_evidence", attachments=sent))
    matter.go("archive_case")
    Sequencer(log.store(), log.signer()).drain()
    return Filed(bureau, matter)


def plain_pdf() -> bytes:
    """A PDF as a scanner hands it in: no PDF/A."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(595, 842))
        made.save(out, deterministic_id=True)
    return out.getvalue()


def folder_of(path: Path) -> dict[str, bytes]:
    return {
        one.relative_to(path).as_posix(): one.read_bytes() for one in sorted(path.rglob("*")) if one.is_file()
    }
