"""The folder of an exported case file: what goes into which file. Layout: `ledger/casefile.py`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

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
from mingjing.ledger.fields import Field, disclose, fields_of
from mingjing.ledger.policy import Policy
from mingjing.ledger.signing import SignedCheckpoint
from mingjing.ledger.withheld import COPIES, REDACTION
from mingjing.records import log
from mingjing.records.models import Attachment, Record
from mingjing.records.proofs import RecordProof

PAGE = "核验.html"


class ExportRefused(Exception):
    """The case file can't be written; the text is a Chinese sentence with the way to mend it."""


@dataclass(frozen=True, slots=True)
class Original:
    """What becomes of an original in a redacted export: given as it is, or left out for a reason, with a copy or without."""

    given: bool
    reason: str = ""
    copy: bytes = b""


class Redaction(Protocol):
    """Decides what a redacted export shows."""

    def lists(self, volume: str, digest: str) -> bool:
        """Do the contents name the paper? `volume`: main or inner."""

    def fields(self, record: Record, fields: list[Field]) -> list[Field]:
        """Those of a record's fields that are shown."""

    def original(self, record: Record, digest: str) -> Original:
        """What becomes of one original of a record."""


@dataclass(frozen=True)
class Contents:
    """What an export is made of. `policy` = the trust policy's text; without `redaction` everything is given."""

    case: Case
    records: Sequence[Record]
    proofs: Sequence[RecordProof]
    signed: SignedCheckpoint
    policy: str
    redaction: Redaction | None = None

    @classmethod
    def of(
        cls, case: Case, records: Sequence[Record], proofs: Sequence[RecordProof], signed: SignedCheckpoint,
        policy: str, redaction: Redaction | None = None,
    ) -> Contents:  # fmt: skip
        """Ask for no more cosignatures than the checkpoint has: a witness that is down doesn't make the file useless."""
        parsed = Policy.parse(policy.encode())
        if not parsed.satisfied(signed.cosignatures):
            lines = [line for line in policy.splitlines() if not line.startswith("quorum")]
            policy = "\n".join(
                [*lines, "# no checkpoint that holds these records is cosigned yet", "quorum none\n"]
            )
        return cls(case, records, proofs, signed, policy, redaction)


class Bag:
    """Writes the folder; `write` returns the number of originals. Raises `ExportRefused`."""

    def __init__(self, folder: Path, contents: Contents) -> None:
        self.folder, self.contents = folder, contents
        self.left_out: dict[str, dict[str, str | None]] = {}  # originals by digest
        self.unshown: dict[str, str] = {}  # records by rid

    def write(self) -> int:
        self._records()
        originals = self._originals()
        if self.contents.redaction:
            told = {"v": 1, "records": self.unshown, "blobs": self.left_out}
            self.put(REDACTION, canonical(told))
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
            whole = record.content.manifest is not None and record.manifest["v"] == 1
            if whole and self.contents.redaction:
                self.unshown[record.rid] = "较早的记录只能整条提供，遮盖后的案卷不提供"
            elif record.content.manifest is not None:
                self.put(f"data/manifests/{record.rid}.json", record.committed_bytes)
                self.put(f"data/keys/{record.rid}.hex", bytes(record.content.key).hex() + "\n")
                self._fields(record)

    def _fields(self, record: Record) -> None:
        kept = record.manifest
        if kept["v"] != 1:
            fields = fields_of(kept["record"], bytes.fromhex(kept["salt"]))
            if self.contents.redaction:
                fields = self.contents.redaction.fields(record, fields)
            self.put(f"data/records/{record.rid}.json", disclose(record.rid, fields))

    def _originals(self) -> int:
        """Copy what the records hold, and check each copy's digest while it is written."""
        (self.folder / "data/blobs").mkdir(parents=True)
        held = Attachment.objects.filter(record__in=self.contents.records, record__content__key__isnull=False)
        owners = dict(held.order_by("sha256").values_list("sha256", "record_id"))
        records = {record.pk: record for record in self.contents.records}
        given = [digest for digest, owner in owners.items() if self._given(records[owner], digest)]
        for digest in given:
            _copy(digest, self.folder / "data/blobs" / digest)
        self.put("data/contents.json", self._contents())
        return len(given)

    def _given(self, record: Record, digest: str) -> bool:
        """Whether the original goes along; a copy that stands in for it is written here."""
        if self.contents.redaction is None:
            return True
        found = self.contents.redaction.original(record, digest)
        if not found.given:
            copy = f"{COPIES}{digest[:32]}.pdf" if found.copy else None
            self.left_out[digest] = {"reason": found.reason, "copy": copy}
            if copy:
                self.put(copy, found.copy)
        return found.given

    def _contents(self) -> bytes:
        """卷内目录 for people and programs: the volumes with page numbers, and where each document's file is."""
        case = self.contents.case
        pack = library_of(case.agency).on(timezone.now().astimezone(SHANGHAI).date())
        leaves = law.contents(pack, state_of(case))
        if (redaction := self.contents.redaction) is not None:
            leaves = [one for one in leaves if redaction.lists(one.volume, str(one.document["digest"]))]
        rows = [
            {
                **leaf.row(),
                "volume_title": law.VOLUMES[leaf.volume],
                "file": self._file(str(leaf.document["digest"])),
            }
            for leaf in leaves
        ]
        return canonical({"v": 1, "title": case.title, "number": case.number, "documents": rows})

    def _file(self, digest: str) -> str:
        left_out = self.left_out.get(digest)
        return f"data/blobs/{digest}" if left_out is None else left_out["copy"] or ""

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
