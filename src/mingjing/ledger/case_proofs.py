"""The logs that an exported case file leans on, and the proofs that its entries are in them.

A case that ran over the new year lies in two logs, and each log has an SM3 twin: every tree has one checkpoint in the
folder and every proof leads to the one of its own tree.
"""

from dataclasses import dataclass, field

from mingjing.ledger.case_folder import CaseFolder, fault_of
from mingjing.ledger.entry import MAX_ENTRY_JSON, Entry
from mingjing.ledger.errors import MalformedError
from mingjing.ledger.note import MAX_NOTE
from mingjing.ledger.proof import MAX_PROOF, TlogProof
from mingjing.ledger.report import Report
from mingjing.ledger.signing import SignedCheckpoint, origin_of
from mingjing.ledger.store import CHECKPOINT
from mingjing.ledger.trust import Trust
from mingjing.ledger.twin import is_twin, twin_origin

OTHERS = "checkpoints"
"""Folder of the checkpoints other than `checkpoint`."""


@dataclass(slots=True)
class Placed:
    """Entries by rid, and where each lies: (origin, index), of the main logs only."""

    entries: dict[str, Entry] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)


def read_checkpoints(files: CaseFolder, trust: Trust, report: Report) -> dict[str, SignedCheckpoint]:
    """The checkpoint of each tree, by origin; none without a main log's own."""
    found: dict[str, SignedCheckpoint] = {}
    for path in (CHECKPOINT, *(f"{OTHERS}/{name}" for name in files.names(OTHERS))):
        with fault_of(report, path):
            raw = files.read(path, MAX_NOTE)
            origin = origin_of(raw)
            signed = trust.open(raw, origin, report, path)
            if path == CHECKPOINT and is_twin(origin):
                raise MalformedError("这是国密副树的检查点，不是日志的检查点。")
            if origin in found:
                raise MalformedError(f"日志“{origin}”的检查点有两份。")
            found[origin] = signed
            if path == CHECKPOINT:
                head = signed.checkpoint
                report.facts |= {"origin": head.origin, "size": head.size, "root": head.root.hex()}
    mains = [origin for origin in found if not is_twin(origin)]
    if len(mains) > 1:
        report.holds(OTHERS, f"案卷的记录分在{len(mains)}个日志里：{'、'.join(mains)}。")
    return found if mains else {}


def read_entries(
    files: CaseFolder, checkpoints: dict[str, SignedCheckpoint], trust: Trust, report: Report
) -> Placed:
    """Entries whose proofs lead to their log's one checkpoint."""
    placed = Placed()
    names = sorted({*files.names("proofs", ".entry"), *files.names("proofs", ".tlog-proof")})
    for rid in names:
        with fault_of(report, f"proofs/{rid}.tlog-proof"):
            raw = files.read(f"proofs/{rid}.entry", MAX_ENTRY_JSON)
            place = _proved(files, f"proofs/{rid}.tlog-proof", raw, checkpoints, trust)
            entry = Entry.parse(raw)
            if entry.rid != rid:
                raise MalformedError("条目的编号与文件名不符。")
            if place in placed.places.values():
                raise MalformedError("两份证明指向日志的同一条。")
            if is_twin(place[0]):
                raise MalformedError("这是国密副树的证明，不是日志的证明。")
            placed.entries[rid], placed.raw[rid], placed.places[rid] = entry, raw, place
    if names and len(placed.entries) == len(names):
        report.holds("proofs", f"{len(names)}条记录都在日志中，存在性证明有效。")
    if not names:
        report.fault("proofs", "案卷没有存在性证明（文件夹 proofs 是空的）。")
    return placed


def verify_twins(
    files: CaseFolder,
    placed: Placed,
    checkpoints: dict[str, SignedCheckpoint],
    wanted: set[str],
    trust: Trust,
    report: Report,
) -> None:
    """Every entry at the same place of its log's twin. `wanted`: origins of twins that must be there."""
    faults, count = len(report.faults), 0
    for rid, (origin, index) in placed.places.items():
        twin, path = twin_origin(origin), f"proofs/{rid}.sm3-proof"
        if twin not in checkpoints and twin not in wanted and not (files.root / path).exists():
            continue
        with fault_of(report, path):
            if _proved(files, path, placed.raw[rid], checkpoints, trust) != (twin, index):
                raise MalformedError("国密副树的证明与日志的证明不是同一条。")
            count += 1
    for rid in set(files.names("proofs", ".sm3-proof")) - set(placed.places):
        report.fault(f"proofs/{rid}.sm3-proof", f"文件 proofs/{rid}.sm3-proof 没有对应的日志条目。")
    if count and len(report.faults) == faults:
        report.holds("proofs", f"{count}条记录也都在国密副树（SM3）中，位置相同。")


def _proved(
    files: CaseFolder, path: str, entry: bytes, checkpoints: dict[str, SignedCheckpoint], trust: Trust
) -> tuple[str, int]:
    """Origin and index that the proof at `path` shows for the entry. Raises LedgerError."""
    proof = TlogProof.parse(files.read(path, MAX_PROOF))
    found = proof.verify(entry, trust.key(proof.origin))
    kept = checkpoints.get(proof.origin)
    if kept is None or found.checkpoint != kept.checkpoint:
        raise MalformedError("证明所用的检查点不是案卷的检查点。")
    return proof.origin, proof.index
