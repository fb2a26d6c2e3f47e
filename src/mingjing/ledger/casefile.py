"""Verification of an exported case file (BagIt folder), offline and without trusting the agency that exported it.

    checkpoint                       the checkpoint of the newest log that holds records of the case
    checkpoints/*                    those of the earlier logs and of the SM3 twins (`case_proofs.py`)
    proofs/<rid>.entry, .tlog-proof, .sm3-proof   log entries of the records, proved in log and twin
    data/manifests/<rid>.json        what the log commits to (RFC 8785): case, seq, prev, blobs, digests of the fields
    data/records/<rid>.json          the fields themselves with their salts (a version 1 manifest holds the record itself)
    data/redaction.json              in a redacted export: what is left out
    data/keys/<rid>.hex              keys of the commitments, for this export only
    data/blobs/*                     originals
    trust/policy, trust/*.vkey       copied; the verifier should bring his own
    manifest-sha256.txt, tagmanifest-sha256.txt   digests of all files below data/, and of all others

What a case file cannot prove is that nothing was left off its end, or never recorded: the report says so.
"""

from pathlib import Path

from mingjing.ledger.bag import verify_bag
from mingjing.ledger.case_folder import CaseFolder, fault_of
from mingjing.ledger.case_proofs import read_checkpoints, read_entries, verify_twins
from mingjing.ledger.chain import Manifest, verify_blobs, verify_chain
from mingjing.ledger.entry import Entry, opens
from mingjing.ledger.errors import MalformedError, MissingFileError
from mingjing.ledger.fields import check_disclosed, read_disclosed
from mingjing.ledger.policy import Policy
from mingjing.ledger.report import Report
from mingjing.ledger.trust import Keys, find_trust
from mingjing.ledger.withheld import Withheld, read_withheld

_MAX_MANIFEST = 64_000_000
_KEY_FILE = 65


def is_case_export(folder: Path) -> bool:
    """Whether the folder has the layout of an exported case file."""
    return (folder / "manifest-sha256.txt").is_file() or (folder / "data" / "manifests").is_dir()


def verify_case_export(folder: Path, vkeys: Keys = None, policy: Policy | None = None) -> Report:
    """Verify digests, keyed commitments, proofs, the chain of records and the originals.

    A twin's key among `vkeys` asks for the twin's proofs too; what the folder has of them is verified in any case.
    Never raises for bad input: every fault is a finding that names its file.
    """
    report = Report(f"核验案卷 {folder.name}")
    verify_bag(folder, report)
    trust = find_trust(report, vkeys, policy, (folder / "trust", folder), "案卷")
    if trust is None:
        return report
    files = CaseFolder(folder)
    checkpoints = read_checkpoints(files, trust, report)
    if not checkpoints:
        return report
    placed = read_entries(files, checkpoints, trust, report)
    wanted = {vkey.name for vkey in trust.logs} if vkeys or policy else set()
    verify_twins(files, placed, checkpoints, wanted, trust, report)
    entries = placed.entries
    manifests = _manifests(files, entries, report)
    withheld = read_withheld(folder, report)
    _fields(files, manifests, withheld, report)
    disposed = {e.prev for e in entries.values() if e.type == "disposal" and e.prev} - set(manifests)
    _missing(files, entries, manifests, disposed | withheld.records, report)
    verify_chain(manifests, len((disposed | withheld.records) & set(entries) - set(manifests)), report)
    verify_blobs(folder, manifests, withheld.blobs, report)
    report.caution("", "核验能发现案卷内的改动和缺漏，不能证明案卷末尾之后没有其他记录；请与在线日志核对。")
    return report


def _manifests(files: CaseFolder, entries: dict[str, Entry], report: Report) -> dict[str, Manifest]:
    """Records whose bytes open their entry's commitments, by rid."""
    manifests: dict[str, Manifest] = {}
    names = files.names("data/manifests", ".json")
    for rid in names:
        path = f"data/manifests/{rid}.json"
        with fault_of(report, path):
            raw = files.read(path, _MAX_MANIFEST)
            manifest = Manifest.parse(raw)
            if rid not in entries:
                raise MissingFileError("没有这条记录的有效存在性证明。")
            if not opens(entries[rid].commitment, _key(files, rid), raw):
                raise MalformedError("内容与日志中的承诺值不符，已被改动，或者密钥不对。")
            manifests[rid] = manifest
    if names and len(manifests) == len(names):
        report.holds("data/manifests", f"{len(manifests)}条记录的内容与日志中的承诺值一致。")
    return manifests


def _fields(files: CaseFolder, manifests: dict[str, Manifest], withheld: Withheld, report: Report) -> None:
    """The fields of each record, against the digests that the log commits to."""
    shown = hidden = 0
    faults = len(report.faults)
    for rid, manifest in manifests.items():
        if manifest.digests is None:
            continue
        path = f"data/records/{rid}.json"
        with fault_of(report, path):
            if rid in withheld.records and not (files.root / path).is_file():
                hidden += len(manifest.digests)
                continue
            fields = read_disclosed(files.read(path, _MAX_MANIFEST), rid)
            left = check_disclosed(fields, manifest.digests)
            if left and not withheld.redacted:
                raise MalformedError(f"缺少{left}栏，案卷也没有遮盖说明。")
            shown, hidden = shown + len(fields), hidden + left
    for rid in set(files.names("data/records", ".json")) - {
        rid for rid, one in manifests.items() if one.digests is not None
    }:
        path = f"data/records/{rid}.json"
        report.fault(path, f"文件 {path} 没有对应的、可以核验的记录。")
    if shown and len(report.faults) == faults:
        report.holds("data/records", f"记录的{shown}栏与日志承诺的摘要一致。")
    if hidden:
        report.caution("data/records", f"有{hidden}栏没有提供；它们的摘要仍在记录中，不能被替换。")


def _key(files: CaseFolder, rid: str) -> bytes:
    path = f"data/keys/{rid}.hex"
    text = files.read(path, _KEY_FILE).decode("ascii", "replace").removesuffix("\n")
    if len(text) != 64 or set(text) - set("0123456789abcdef"):
        raise MalformedError(f"密钥文件 {path} 不是64位十六进制数。")
    return bytes.fromhex(text)


def _missing(
    files: CaseFolder,
    entries: dict[str, Entry],
    manifests: dict[str, Manifest],
    disposed: set[str],
    report: Report,
) -> None:
    """An entry without its record is a fault unless the log itself says that the record was disposed of."""
    for rid in sorted(set(entries) - set(manifests) - set(files.names("data/manifests", ".json"))):
        path = f"data/manifests/{rid}.json"
        if rid in disposed:
            report.caution(path, f"记录 {path} 已依法销毁，或者遮盖后没有提供，只能证明它存在过。")
        else:
            report.fault(path, f"案卷缺少文件 {path}，日志中有这条记录，也没有销毁登记。")
