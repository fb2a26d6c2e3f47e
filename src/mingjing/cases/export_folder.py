"""The files of an exported case file: what goes into which. Layout: `ledger/casefile.py`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils import timezone

from mingjing import law
from mingjing.cases import shown
from mingjing.cases.circumstances import state_of
from mingjing.cases.export_places import BLOBS, Place
from mingjing.cases.export_words import HOWTO, HOWTO_EN, about
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.standalone import standalone_page
from mingjing.ledger.bag import MANIFEST, TAG_MANIFEST
from mingjing.ledger.case_proofs import OTHERS
from mingjing.ledger.entry import canonical
from mingjing.ledger.fields import Field, disclose, fields_of
from mingjing.ledger.policy import Policy
from mingjing.ledger.signing import SignedCheckpoint
from mingjing.ledger.store import CHECKPOINT
from mingjing.ledger.withheld import COPIES, REDACTION
from mingjing.records import log
from mingjing.records.models import Attachment, Record
from mingjing.records.proofs import Ground, RecordProof

PAGE = "核验.html"
Progress = Callable[[int, int], None]


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
    """What an export is made of. `grounds`, oldest log first; `policy` = the trust policy's text; without `redaction` everything is given."""

    case: Case
    records: Sequence[Record]
    proofs: Sequence[RecordProof]
    grounds: Sequence[Ground]
    policy: str
    redaction: Redaction | None = None

    @classmethod
    def of(
        cls, case: Case, records: Sequence[Record], proofs: Sequence[RecordProof], grounds: Sequence[Ground],
        policy: str, redaction: Redaction | None = None,
    ) -> Contents:  # fmt: skip
        """Ask for no more cosignatures than the checkpoints have: a witness that is down doesn't make the file useless."""
        parsed = Policy.parse(policy.encode())
        if not all(parsed.satisfied(ground.signed.cosignatures) for ground in grounds):
            lines = [line for line in policy.splitlines() if not line.startswith("quorum")]
            policy = "\n".join(
                [*lines, "# no checkpoint that holds these records is cosigned as asked yet", "quorum none\n"]
            )
        return cls(case, records, proofs, grounds, policy, redaction)

    @property
    def newest(self) -> SignedCheckpoint:
        """The checkpoint of the newest log that holds records of the case."""
        return self.grounds[-1].signed


class Bag:
    """Writes the files; `write` returns the number of originals. Raises `ExportRefused`.

    `progress(done, of)` counts originals, given or not, and one step more for all the rest.
    """

    def __init__(self, place: Place, contents: Contents, progress: Progress = lambda done, of: None) -> None:
        self.place, self.contents, self.progress = place, contents, progress
        self.digests: dict[str, str] = {}  # of all files written, by path
        self.left_out: dict[str, dict[str, str | None]] = {}  # originals by digest
        self.unshown: dict[str, str] = {}  # records by rid

    def write(self) -> int:
        self._records()
        originals = self._originals()
        if self.contents.redaction:
            told = {"v": 1, "records": self.unshown, "blobs": self.left_out}
            self.put(REDACTION, canonical(told))
        self._tags(originals)
        self.put(MANIFEST, self._list(True))
        self.put(TAG_MANIFEST, self._list(False))
        return originals

    def _list(self, data: bool) -> str:
        """Lines of a digest list as `sha256sum -c` reads them: of what lies below data/, or of all else."""
        lines = (
            f"{digest}  {path}\n"
            for path, digest in sorted(self.digests.items())
            if path.startswith("data/") == data
        )
        return "".join(lines)

    def put(self, path: str, data: bytes | str) -> None:
        """One file of which we have the content."""
        raw = data.encode() if isinstance(data, str) else data
        with self.place.open(path, len(raw)) as file:
            file.write(raw)
        self.digests[path] = hashlib.sha256(raw).hexdigest()

    def _records(self) -> None:
        for record, proof in zip(self.contents.records, self.contents.proofs, strict=True):
            self.put(f"proofs/{record.rid}.entry", proof.entry)
            self.put(f"proofs/{record.rid}.tlog-proof", proof.proof)
            if proof.twin is not None:
                self.put(f"proofs/{record.rid}.sm3-proof", proof.twin)
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
        held = Attachment.objects.filter(record__in=self.contents.records, record__content__key__isnull=False)
        rows = held.order_by("sha256").values_list("sha256", "record_id", "size")
        owners = {digest: (owner, size) for digest, owner, size in rows}
        records = {record.pk: record for record in self.contents.records}
        given = 0
        for number, (digest, (owner, size)) in enumerate(owners.items()):
            self.progress(number, len(owners) + 1)
            if self._given(records[owner], digest):
                self._copy(digest, size)
                given += 1
        self.progress(len(owners), len(owners) + 1)
        self.put("data/contents.json", self._contents())
        return given

    def _copy(self, digest: str, size: int) -> None:
        path, state = f"{BLOBS}/{digest}", hashlib.sha256()
        with vault().open(digest) as source, self.place.open(path, size) as copy:
            while piece := source.read(1 << 20):
                state.update(piece)
                copy.write(piece)
        if state.hexdigest() != digest:
            raise ExportRefused(f"原件{digest[:16]}…与记录的摘要不符，已停止导出；请先检查原件库。")
        self.digests[path] = digest

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
        return f"{BLOBS}/{digest}" if left_out is None else left_out["copy"] or ""

    def _logs(self) -> None:
        """Checkpoint and key of each tree: the newest log's under the plain names, the others' under those of their folders."""
        for ground in self.contents.grounds:
            newest = ground.signed is self.contents.newest
            name = ground.place.folder or "first"
            self.put(CHECKPOINT if newest else f"{OTHERS}/{name}", ground.signed.note.raw)
            self.put(f"trust/{'log' if newest else name}.vkey", f"{log.vkey(ground.place)}\n")
            if ground.twin is not None:
                self.put(f"{OTHERS}/{name}-sm3", ground.twin.note.raw)
                self.put(f"trust/{name}-sm3.vkey", f"{log.twin_vkey(ground.place)}\n")

    def _tags(self, originals: int) -> None:
        contents = self.contents
        head = contents.newest.checkpoint
        self._logs()
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
