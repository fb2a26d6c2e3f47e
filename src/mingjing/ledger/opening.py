"""The first entry of a log that took over from another: it commits to the final checkpoint of the one before."""

import json
from typing import Any

from mingjing.ledger.entry import Entry, load_canonical, opens
from mingjing.ledger.errors import LedgerError, MalformedError
from mingjing.ledger.reader import LogReader
from mingjing.ledger.report import Report

OPENING = "opening.json"
_MOST = 2_000_000


def read_opening(reader: LogReader) -> dict[str, Any] | None:
    """What the log's first entry says of the one before: `origin`, `size`, `root` (base64), `checkpoint`; None without one.

    Raises MalformedError when `opening.json` is not what entry 0 commits to, and what reading the log raises.
    """
    raw = reader.store.read(OPENING)
    if raw is None:
        return None
    said = load_canonical(raw, "日志的承接说明", _MOST)
    try:
        entry = Entry.parse(reader.entry(0))
        statement = said["statement"].encode()
        if entry.type != "shard" or not opens(entry.commitment, bytes.fromhex(said["key"]), statement):
            raise MalformedError("承接说明与日志的第0号条目不符，已被改动。")
        closed = json.loads(statement)["closed"]
        return {name: closed[name] for name in ("origin", "size", "root", "checkpoint")}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MalformedError("日志的承接说明写法不对。") from error


def verify_opening(reader: LogReader, report: Report) -> None:
    """Check that entry 0 opens to what `opening.json` says; a log whose entry 0 takes over from another must have it."""
    try:
        closed = read_opening(reader)
    except LedgerError as error:
        report.fault(OPENING, f"文件 {OPENING}：{error}")
        return
    if closed is None:
        if _opens_with_shard(reader):
            report.fault(
                OPENING, f"日志缺少文件 {OPENING}：第0号条目说明本日志承接另一个日志，不能核验承接了什么。"
            )
        return
    report.facts["takes_over"] = {name: closed[name] for name in ("origin", "size", "root")}
    report.holds(
        OPENING, f"本日志承接“{closed['origin']}”，其最终检查点为{closed['size']}条、根哈希{closed['root']}。"
    )


def _opens_with_shard(reader: LogReader) -> bool:
    try:
        return reader.head.size > 0 and Entry.parse(reader.entry(0)).type == "shard"
    except LedgerError:
        return False  # told already where the entries are checked
