"""The folder of an exported case file: what goes into which file. Layout: `ledger/casefile.py`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from mingjing import law
from mingjing.cases import shown
from mingjing.cases.circumstances import state_of
from mingjing.cases.export_words import HOWTO, HOWTO_EN, about
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.standalone import standalone_page
from mingjing.ledger.entry import canonical
from mingjing.ledger.fields import disclose, fields_of
from mingjing.ledger.policy import Policy
from mingjing.ledger.signing import SignedCheckpoint
from mingjing.records import log
from mingjing.records.models import Attachment, Record
from mingjing.records.proofs import RecordProof

PAGE = "核验.html"


class ExportRefused(Exception):
    """The case file can't be written; the text is a Chinese sentence with the way to mend it."""


@dataclass(frozen=True)
class Contents:
    """What an export is made of. `policy` = the trust policy's text."""

    case: Case
    records: Sequence[Record]
    proofs: Sequence[RecordProof]
    signed: SignedCheckpoint
    policy: str

    @classmethod
    def of(
        cls, case: Case, records: Sequence[Record], proofs: Sequence[RecordProof], signed: SignedCheckpoint,
        policy: str,
    ) -> Contents:  # fmt: skip
        """Ask for no more cosignatures than the checkpoint has: a witness that is down doesn't make the file useless."""
        parsed = Policy.parse(policy.encode())
        if not parsed.satisfied(signed.cosignatures):
            lines = [line for line in policy.splitlines() if not line.startswith("quorum")]
            policy = "\n".join(
                [*lines, "# no checkpoint that holds these records is cosigned yet", "quorum none\n"]
            )
        return cls(case, records, proofs, signed, policy)


class Bag:
    """Writes the folder; `write` returns the number of originals. Raises `ExportRefused`."""

    def __init__(self, folder: Path, contents: Contents) -> None:
        self.folder, self.contents = folder, contents

    def write(self) -> int:
        self._records()
        originals = self._originals()
        self._tags(originals)
        _digests(self.folder, "manifest-sha256.txt", (self.folder / "data").rglob("*"))
        tags = [path for path in self.folder.rglob("*") if not path.is_relative_to(self.folder / "data")]
        _digests(self.folder, "tagmanifest-sha256.txt", tags)
        return originals

    def put(self, path: str, data: bytes | str) -> None:
        """One file below the folder."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)

    def _records(self) -> None:
        for record, proof in zip(self.contents.records, self.contents.proofs, strict=True):
            self.put(f"proofs/{record.rid}.entry", proof.entry)
            self.put(f"proofs/{record.rid}.tlog-proof", proof.proof)
            if record.content.manifest is not None:
                self.put(f"data/manifests/{record.rid}.json", record.committed_bytes)
                self.put(f"data/keys/{record.rid}.hex", bytes(record.content.key).hex() + "\n")
                self._fields(record)

    def _fields(self, record: Record) -> None:
        kept = record.manifest
        if kept["v"] != 1:
            fields = fields_of(kept["record"], bytes.fromhex(kept["salt"]))
            self.put(f"data/records/{record.rid}.json", disclose(record.rid, fields))

    def _originals(self) -> int:
        """Copy what the records hold, and check each copy's digest while it is written."""
        (self.folder / "data/blobs").mkdir(parents=True)
        held = Attachment.objects.filter(record__in=self.contents.records, record__content__key__isnull=False)
        digests = sorted(set(held.values_list("sha256", flat=True)))
        for digest in digests:
            _copy(digest, self.folder / "data/blobs" / digest)
        self.put("data/contents.json", self._contents())
        return len(digests)

    def _contents(self) -> bytes:
        """卷内目录 for people and programs: the volumes with page numbers, and where each document's file is."""
        case = self.contents.case
        pack = library_of(case.agency).on(timezone.now().astimezone(SHANGHAI).date())
        leaves = law.contents(pack, state_of(case))
        rows = [
            {
                **leaf.row(),
                "volume_title": law.VOLUMES[leaf.volume],
                "file": f"data/blobs/{leaf.document['digest']}",
            }
            for leaf in leaves
        ]
        return canonical({"v": 1, "title": case.title, "number": case.number, "documents": rows})

    def _tags(self, originals: int) -> None:
        contents = self.contents
        head = contents.signed.checkpoint
        self.put("checkpoint", contents.signed.note.raw)
        self.put("trust/log.vkey", f"{log.signer().vkey}\n")
        self.put("trust/policy", contents.policy)
        self.put("HOWTO.txt", HOWTO)
        self.put("HOWTO.en.txt", HOWTO_EN)
        self.put(PAGE, standalone_page())
        self.put("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        case = contents.case
        day = shown.day(timezone.now().astimezone(SHANGHAI).date())
        self.put(
            "bag-info.txt",
            about(
                case.agency.name, case.number or case.title, day, len(contents.records), originals, head.origin,
                head.size,
            ),
        )  # fmt: skip


def _copy(digest: str, target: Path) -> None:
    state = hashlib.sha256()
    with vault().open(digest) as source, target.open("wb") as copy:
        while piece := source.read(1 << 20):
            state.update(piece)
            copy.write(piece)
    if state.hexdigest() != digest:
        raise ExportRefused(f"原件{digest[:16]}…与记录的摘要不符，已停止导出；请先检查原件库。")


def _digests(folder: Path, name: str, paths: Iterable[Path]) -> None:
    """`<sha256>  <path>` lines, so that `sha256sum -c` checks them."""
    files = sorted(path for path in paths if path.is_file())
    lines = [f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / name).write_text("".join(lines), encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
