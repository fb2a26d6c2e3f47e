"""What a redacted export says it leaves out: `data/redaction.json`.

    {"v":1,"records":{<rid>:<reason>},"blobs":{<sha256>:{"reason","copy":<path below the folder> or null}}}

A bag without this file is a full one, and whatever is missing in it is a fault. With it, what is named here may be
missing: the verifier says so, because the file is the exporter's word and not proved by the log.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from mingjing.ledger.bounded import read_regular
from mingjing.ledger.entry import load_canonical
from mingjing.ledger.errors import LedgerError, MalformedError
from mingjing.ledger.report import Report

REDACTION = "data/redaction.json"
COPIES = "data/redacted/"
_MAX = 16_000_000
_RID = re.compile(r"[0-9a-f]{32}\Z")
_SHA = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Withheld:
    """Rids of records and digests of originals (with the redacted copy that stands in, or "") that are left out."""

    redacted: bool = False
    records: frozenset[str] = frozenset()
    blobs: dict[str, str] = field(default_factory=dict)


def read_withheld(folder: Path, report: Report) -> Withheld:
    """What the export declares; a fault and nothing withheld when the declaration can't be read."""
    file = folder / REDACTION
    if not file.is_file():
        return Withheld()
    try:
        found = _parse(read_regular(file, _MAX))
    except LedgerError as error:
        report.fault(REDACTION, f"文件 {REDACTION}：{error}")
        return Withheld()
    for copy in found.blobs.values():
        if copy and not (folder / copy).is_file():
            report.fault(copy, f"案卷缺少文件 {copy}，它应当代替遮盖的原件。")
    report.caution(REDACTION, "这是遮盖后的案卷：下面说明哪些没有提供；没有提供的不影响其余部分的核验。")
    return found


def _parse(raw: bytes) -> Withheld:
    told = load_canonical(raw, "遮盖说明", _MAX)
    good = isinstance(told, dict) and set(told) == {"v", "records", "blobs"} and told["v"] == 1
    if not good or not isinstance(told["records"], dict) or not isinstance(told["blobs"], dict):
        raise MalformedError("遮盖说明的写法不对。")
    blobs = {}
    for digest, one in told["blobs"].items():
        copy = one.get("copy") if isinstance(one, dict) else ""
        if not _SHA.match(digest) or not (copy is None or _is_copy(copy)):
            raise MalformedError("遮盖说明所列的原件写法不对。")
        blobs[digest] = copy or ""
    if not all(_RID.match(rid) for rid in told["records"]):
        raise MalformedError("遮盖说明所列的记录写法不对。")
    return Withheld(True, frozenset(told["records"]), blobs)


def _is_copy(copy: object) -> bool:
    return isinstance(copy, str) and copy.startswith(COPIES) and "/" not in copy.removeprefix(COPIES)
