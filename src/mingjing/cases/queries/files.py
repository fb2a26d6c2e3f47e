"""What belongs to a case beside its page: issued documents, its verifiable export. Each reading is logged."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from uuid import UUID
from zipfile import ZipFile

from django.utils import timezone

from mingjing import law
from mingjing.cases import circumstances
from mingjing.cases.bound_volume import bound_volume
from mingjing.cases.export import zip_case
from mingjing.cases.export_folder import Redaction
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case, Document
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.reading import visible_case
from mingjing.cases.standing import Person


class NoSuchDocument(LookupError):
    """The case has no such document."""


def document_file(
    person: Person, case_id: UUID, digest: str, *, what: str = "文书"
) -> tuple[Document, BinaryIO]:
    """An issued document of a case that the person may see, and its bytes. Raises `NoSuchCase`, `NoSuchDocument`."""
    case = visible_case(person, case_id, what)
    found = Document.objects.select_related("case").filter(case=case, blob=digest).first()
    if found is None:
        raise NoSuchDocument
    return found, vault().open(found.blob)


class NothingToBind(Exception):
    """The volume has no document yet."""


def bound_volume_of(person: Person, case_id: UUID, volume: str) -> tuple[str, bytes]:
    """A volume of the case file (a key of `law.VOLUMES`) as one PDF: its file name and its bytes; the reading is logged.

    Raises `NoSuchCase`, `NothingToBind` and `NotInVaultError`.
    """
    title = law.VOLUMES.get(volume)
    if title is None:
        raise NothingToBind
    case = visible_case(person, case_id, f"{title}合订本")
    pack = library_of(case.agency).on(timezone.now().astimezone(SHANGHAI).date())
    pdf = bound_volume(pack, circumstances.state_of(case), volume)
    if pdf is None:
        raise NothingToBind
    return f"{case.number or case.title or '案卷'}（{title}）.pdf", pdf


def exported_case(
    person: Person, case_id: UUID, *, what: str = "", redacted: Callable[[Case], Redaction] | None = None
) -> tuple[str, BinaryIO]:
    """The verifiable case file as one archive: its name and its bytes. `redacted` = what an export of kind `what` (遮盖) shows.

    Raises `NoSuchCase`, `ExportRefused` and `NotYetLogged`.
    """
    case = visible_case(person, case_id, f"导出{what}案卷")
    name = (case.number or case.title or "案卷").replace("/", "-") + (f"（{what}）" if what else "")
    with ExitStack() as undo:
        out: Any = undo.enter_context(TemporaryFile())
        with ZipFile(out, "w") as archive:
            zip_case(case, archive, name, redaction=redacted(case) if redacted else None)
        out.seek(0)
        undo.pop_all()  # closed by the response that streams it
    return f"{name}.zip", out
