"""Offline verification of a log folder or of one proof; no database, no network, no settings."""

from collections.abc import Sequence
from pathlib import Path

from cryptography import x509

from mingjing.ledger.bounded import read_regular
from mingjing.ledger.casefile import is_case_export, verify_case_export
from mingjing.ledger.checkpoint import Checkpoint
from mingjing.ledger.errors import LedgerError, MalformedError
from mingjing.ledger.opening import verify_opening
from mingjing.ledger.policy import Policy
from mingjing.ledger.proof import MAX_PROOF, TlogProof
from mingjing.ledger.reader import LogReader
from mingjing.ledger.report import Report
from mingjing.ledger.signing import SignedCheckpoint, open_checkpoint, origin_of
from mingjing.ledger.store import CHECKPOINT, LogStore
from mingjing.ledger.tiles import MAX_ENTRY
from mingjing.ledger.timestamp import verify_stamps
from mingjing.ledger.trust import Keys, Trust, find_trust, say_witnesses, several
from mingjing.ledger.twin import FOLDER, TwinStore, is_twin, twin_origin
from mingjing.ledger.verify_twin import first_look, verify_twin
from mingjing.ledger.vkey import Vkey
from mingjing.ledger.whole import check_growth, verify_entries, verify_files, verify_history, verify_tiles

PROOF_SUFFIX, TWIN_SUFFIX = ".tlog-proof", ".sm3-proof"


def verify_log(
    folder: Path,
    vkey: Keys = None,
    old_checkpoint: bytes | None = None,
    policy: Policy | None = None,
    twin_key: Keys = None,
    tsa_roots: Sequence[x509.Certificate] = (),
) -> Report:
    """Verify every tile and entry of a log folder against its checkpoint, and its history.

    `old_checkpoint` is a checkpoint that the verifier kept from before: the log must begin with that tree. The
    checkpoints kept in the folder are proved consistent in any case. The SM3 twin is verified when there is one, and
    asked for when the verifier gives its key; time stamps are verified against `tsa_roots`. Never raises for bad input.
    """
    report = Report(f"核验日志 {folder.name}")
    trust = find_trust(report, vkey, policy, (folder,), "日志")
    if trust is None:
        return report
    store = LogStore(folder)
    # Listed before the checkpoint is read, so that a log that grows meanwhile does not look rolled back.
    kept = store.published_sizes()
    twin = first_look(TwinStore(store))
    try:
        raw = store.read(CHECKPOINT)
        if raw is None:
            raise MalformedError(f"日志缺少文件 {CHECKPOINT}。")
        signed = _opened(raw, trust, report)
        key = trust.key(signed.checkpoint.origin)
        reader = LogReader(store, signed.checkpoint.head)
    except LedgerError as error:
        report.fault(CHECKPOINT, f"文件 {CHECKPOINT}：{error}")
        return report
    verify_tiles(reader, report)
    verify_entries(reader, report)
    verify_files(reader, report)
    verify_opening(reader, report)
    verify_history(store, kept, reader, key, report)
    verify_stamps(store, kept, tsa_roots, report)
    if old_checkpoint is not None:
        _verify_old(reader, old_checkpoint, key, report)
    twins = sorted(several(twin_key), key=lambda one: one.name != twin_origin(key.name))
    if (folder / FOLDER).is_dir() or twins:
        verify_twin(TwinStore(store), twin, key, twins[0] if twins else None, trust, reader, report)
    return report


def _opened(raw: bytes, trust: Trust, report: Report) -> SignedCheckpoint:
    origin = origin_of(raw)
    if is_twin(origin):
        raise MalformedError("这是国密副树的检查点，不是日志的检查点。")
    signed = trust.open(raw, origin, report, CHECKPOINT)
    report.facts |= facts_of(signed.checkpoint)
    return signed


def facts_of(checkpoint: Checkpoint) -> dict[str, object]:
    """Plain values of a checkpoint for a report."""
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}


def _verify_old(reader: LogReader, raw: bytes, key: Vkey, report: Report) -> None:
    try:
        old = open_checkpoint(raw, key).checkpoint
        check_growth(old, reader)
    except LedgerError as error:
        report.fault("", f"与您持有的旧检查点不一致：{error}")
    else:
        report.holds("", f"与您持有的旧检查点（{old.size}条）一致，其后只有追加。")


def verify_proof(
    path: Path, entry: Path | None = None, vkey: Keys = None, policy: Policy | None = None
) -> Report:
    """Verify a `.tlog-proof` (or a twin's `.sm3-proof`) with its entry (default: the same name with `.entry`). Never raises for bad input."""
    report = Report(f"核验证明 {path.name}")
    entry = entry or path.with_suffix(".entry")
    if not entry.is_file():
        report.fault(entry.name, f"缺少证明所对应的条目文件 {entry.name}。")
        return report
    trust = find_trust(report, vkey, policy, (path.parent, path.parent.parent / "trust"), "证明所在文件夹")
    if trust is None:
        return report
    try:
        proof = TlogProof.parse(read_regular(path, MAX_PROOF))
        if is_twin(proof.origin) and path.name.endswith(PROOF_SUFFIX):
            raise MalformedError("这是国密副树的证明，不是日志的证明。")
        key = trust.own_key(proof.origin)
        policy = (
            trust.policy if trust.policy and (not is_twin(key.name) or trust.policy.covers(key)) else None
        )
        signed = proof.verify(read_regular(entry, MAX_ENTRY), key, policy)
    except LedgerError as error:
        report.fault(path.name, f"文件 {path.name}：{error}")
        return report
    report.facts |= facts_of(signed.checkpoint) | {"index": proof.index}
    report.holds(path.name, f"条目是日志“{key.name}”的第{proof.index}号（共{signed.checkpoint.size}条）。")
    times = [(item.vkey.name, item.timestamp) for item in signed.cosignatures]
    say_witnesses(report, path.name, trust.policy, times)
    return report


def _without_history(report: Report, old_checkpoint: bytes | None) -> Report:
    """A check that was asked for and can't be made must not pass in silence."""
    if old_checkpoint is not None:
        report.fault(
            "", "案卷和证明里没有日志的历史，不能与旧检查点核对；请核验日志文件夹，或者不给旧检查点。"
        )
    return report


def verify_path(
    path: Path,
    vkey: Keys = None,
    policy: Policy | None = None,
    old_checkpoint: bytes | None = None,
    twin_key: Keys = None,
    tsa_roots: Sequence[x509.Certificate] = (),
) -> Report:
    """Verify whatever `path` is: an exported case file, a log folder or a `.tlog-proof`."""
    if path.is_dir() and is_case_export(path):
        report = verify_case_export(path, (*several(vkey), *several(twin_key)), policy)
        return _without_history(report, old_checkpoint)
    if path.is_dir() and (path / CHECKPOINT).is_file():
        return verify_log(path, vkey, old_checkpoint, policy, twin_key, tsa_roots)
    if path.is_file() and path.name.endswith((PROOF_SUFFIX, TWIN_SUFFIX)):
        return _without_history(
            verify_proof(path, None, (*several(vkey), *several(twin_key)), policy), old_checkpoint
        )
    report = Report(f"核验 {path.name}")
    kind = "既不是导出的案卷，也不是日志文件夹或者证明文件（.tlog-proof）" if path.exists() else "不存在"
    report.fault("", f"“{path.name}”{kind}，无法核验。")
    return report
