"""The chain of a case's records and the originals that they name.

Each record's manifest carries `case`, `seq` (1, 2, ...), `prev` (SHA-256 hex of the manifest before, null for the
first) and `blobs` ([{"sha256", "size"}]).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mingjing.ledger.bag import file_sha256
from mingjing.ledger.entry import load_canonical
from mingjing.ledger.errors import MalformedError
from mingjing.ledger.report import Report

_HEX = re.compile(r"[0-9a-f]{64}\Z")
_MAX = 64_000_000


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the chain needs of a record; `blobs` are (sha256 hex, size in bytes).

    `digests` are those of its fields; None for version 1, whose manifest is the whole record.
    """

    case: str
    seq: int
    prev: str | None
    blobs: tuple[tuple[str, int], ...]
    digest: str
    digests: tuple[str, ...] | None = None

    @classmethod
    def parse(cls, raw: bytes) -> "Manifest":
        """Parse a record's canonical JSON. Raises MalformedError."""
        value = load_canonical(raw, "记录", _MAX)
        if not isinstance(value, dict):
            raise MalformedError("记录不是JSON对象。")
        case, seq, prev, blobs = (value.get(key) for key in ("case", "seq", "prev", "blobs"))
        if not isinstance(case, str) or type(seq) is not int or seq < 1 or not isinstance(blobs, list):
            raise MalformedError("记录缺少案件编号、顺序号或者原件清单。")
        if not (prev is None or (isinstance(prev, str) and _HEX.match(prev))):
            raise MalformedError("记录的前一条摘要写法不对。")
        digests = _digests(value) if value.get("v") == 2 else None
        named = tuple(_blob(item) for item in blobs)
        return cls(case, seq, prev, named, hashlib.sha256(raw).hexdigest(), digests)


def _digests(value: dict[str, object]) -> tuple[str, ...]:
    found = value.get("digests")
    if isinstance(found, list) and all(isinstance(one, str) and _HEX.match(one) for one in found):
        return tuple(found)
    raise MalformedError("记录的栏目摘要写法不对。")


def _blob(item: object) -> tuple[str, int]:
    if isinstance(item, dict):
        digest, size = item.get("sha256"), item.get("size")
        if isinstance(digest, str) and _HEX.match(digest) and type(size) is int and size >= 0:
            return digest, size
    raise MalformedError("记录的原件清单写法不对。")


def verify_chain(manifests: dict[str, Manifest], disposed: int, report: Report) -> None:
    """Check one case, seq from 1 without gaps, each prev the digest of the record before.

    `disposed` records may be missing, because the log holds their disposal; what follows each gap is then not linked.
    """
    faults, gaps, before = len(report.faults), 0, None
    for rid, manifest in sorted(manifests.items(), key=lambda item: item[1].seq):
        path = f"data/manifests/{rid}.json"
        missing = manifest.seq - (before.seq if before else 0) - 1
        if before and manifest.case != before.case:
            report.fault(path, f"文件 {path} 属于另一个案件。")
        if missing < 0:
            report.fault(path, f"文件 {path} 的顺序号{manifest.seq}重复。")
        elif missing:
            gaps += missing
            if gaps > disposed:
                report.fault(path, f"文件 {path}（第{manifest.seq}条）之前缺少{missing}条记录。")
        elif manifest.prev != (before.digest if before else None):
            report.fault(path, f"文件 {path}（第{manifest.seq}条）与前一条记录对不上，记录链断开。")
        before = manifest
    if not manifests:
        report.fault("data/manifests", "案卷没有一条可以核验的记录。")
    elif len(report.faults) == faults:
        report.holds("data/manifests", f"记录链从第1条到第{before.seq if before else 0}条前后相接。")


def verify_blobs(
    folder: Path, manifests: dict[str, Manifest], withheld: Mapping[str, str], report: Report
) -> None:
    """Check that each original a record names is there with its size, and that no other file poses as one.

    `withheld`: digests of those that a redacted export declares to leave out.
    """
    faults, left_out = len(report.faults), 0
    files = [p for p in sorted((folder / "data" / "blobs").rglob("*")) if p.is_file() and not p.is_symlink()]
    there = {(file_sha256(path), path.stat().st_size): path for path in files}
    named = {blob: rid for rid, manifest in sorted(manifests.items()) for blob in manifest.blobs}
    for (digest, size), rid in named.items():
        if (digest, size) in there:
            continue
        if digest in withheld:
            left_out += 1
        else:
            report.fault(
                f"data/manifests/{rid}.json",
                f"记录 data/manifests/{rid}.json 所列的原件（{size}字节，摘要{digest[:16]}…）不在案卷中或者已被改动。",
            )
    for blob, path in there.items():
        if blob not in named:
            name = path.relative_to(folder).as_posix()
            report.fault(name, f"文件 {name} 不在任何一条记录的原件清单中，不能证明来源。")
    if named and len(report.faults) == faults:
        report.holds("data/blobs", f"{len(named) - left_out}个原件与记录所列的摘要一致。")
    if left_out:
        copies = sum(1 for digest, _ in named if withheld.get(digest))
        report.caution(
            "data/blobs",
            f"有{left_out}个原件没有提供，其中{copies}个以遮盖副本代替；遮盖副本由导出单位制作，日志不证明它。",
        )
