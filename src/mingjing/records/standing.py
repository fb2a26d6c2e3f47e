"""How the logs stand, in sentences for the operator: sizes, kept checkpoints, witnesses, what waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mingjing.ledger.policy import Policy
from mingjing.ledger.reader import LogReader
from mingjing.ledger.report import Report
from mingjing.ledger.signing import open_checkpoint
from mingjing.ledger.store import CHECKPOINT
from mingjing.ledger.whole import verify_history
from mingjing.records import log, shards, trees, witnesses
from mingjing.records.models import Head, Outbox
from mingjing.records.quorum import AWAITING_HOURS, quorum_of
from mingjing.records.trees import Tree


@dataclass(slots=True)
class Standing:
    """Sentences; `good` is False when somebody must look."""

    lines: list[str] = field(default_factory=list)
    good: bool = True


def tell(now: datetime) -> Standing:
    """All logs with their twins. Raises LedgerError when a published checkpoint or the policy can't be read."""
    said, policy = Standing(), log.policy()
    sizes = dict(Head.objects.values_list("log", "size"))
    for place in shards.known():
        for tree in (trees.main_of(place), trees.twin_of(place)):
            if tree.origin in sizes:
                said.lines.append(f"{tree.origin}：{sizes[tree.origin]}条。{_history(tree, said)}")
        for tree in trees.witnessed(policy, place) if policy else []:
            found = quorum_of(policy, tree) if policy else None
            if found is not None:
                said.lines.append(found.sentence(now))
                said.good &= not found.late(now)
    said.lines.append(f"等待写入日志的记录{Outbox.objects.filter(idx__isnull=True).count()}条。")
    if policy is None:
        said.lines.append("没有设置信任策略（MINGJING_POLICY），没有外部见证。")
    else:
        _witnesses(policy, said, now)
    return said


def _history(tree: Tree, said: Standing) -> str:
    """The published tree against every kept checkpoint of it."""
    kept, raw = tree.store.published_sizes(), tree.store.read(CHECKPOINT)
    if raw is None:
        return ""
    reader = LogReader(tree.store, open_checkpoint(raw, tree.vkey).checkpoint.head, tree.digest)
    report = Report(tree.origin)
    verify_history(tree.store, kept, reader, tree.vkey, report, digest=tree.digest)
    said.good &= not report.faults
    return "".join(one.sentence for one in report.findings)


def _witnesses(policy: Policy, said: Standing, now: datetime) -> None:
    for one in witnesses.standings(policy):
        hours = one.hours(now)
        said.good &= hours <= AWAITING_HOURS
        waiting = f"，其后的检查点已等待{hours:.1f}小时" if one.awaiting_since else "，已是最新"
        tree = "" if one.origin == log.signer().name else "国密副树"
        said.lines.append(f"见证方 {one.name}：{tree}联署到{one.size}条{waiting}。")
