"""Whether the witnesses that the trust policy asks for have cosigned, tree by tree, and who is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from mingjing.ledger.errors import LedgerError
from mingjing.ledger.note import Note, Verified, open_note
from mingjing.ledger.note_line import SignatureLine
from mingjing.ledger.policy import Policy
from mingjing.ledger.report import Report
from mingjing.ledger.strict import b64encode
from mingjing.records import log, shards, trees
from mingjing.records.models import Checkpoint, Cosignature
from mingjing.records.shards import Place
from mingjing.records.trees import Tree

AWAITING_HOURS = 24


@dataclass(frozen=True, slots=True)
class Quorum:
    """A tree's newest checkpoint and the largest one with the policy's quorum (sizes, 0 for none).

    `missing` = names of the witnesses that the newest lacks; `since` = when the first checkpoint behind the largest
    with a quorum was signed, None when the newest has it.
    """

    origin: str
    newest: int
    reached: int
    missing: tuple[str, ...]
    since: datetime | None

    def hours(self, now: datetime) -> float:
        """Hours that a checkpoint has been waiting for its quorum."""
        return (now - self.since).total_seconds() / 3600 if self.since else 0.0

    def late(self, now: datetime) -> bool:
        """Whether that is longer than it may be."""
        return self.hours(now) > AWAITING_HOURS

    def sentence(self, now: datetime) -> str:
        """The state in Chinese."""
        if self.since is None:
            return f"“{self.origin}”的最新检查点（{self.newest}条）已达到信任策略要求的见证人数。"
        reached = f"达到的最大检查点是{self.reached}条" if self.reached else "还没有一个检查点达到"
        return (
            f"“{self.origin}”的最新检查点（{self.newest}条）没有达到信任策略要求的见证人数，缺{'、'.join(self.missing)}；"
            f"{reached}，已等待{self.hours(now):.1f}小时。"
        )


def quorum_of(policy: Policy, tree: Tree) -> Quorum | None:
    """How the tree stands; None while it has no checkpoint (3 queries and those of the rows looked at)."""
    rows = Checkpoint.objects.filter(log=tree.origin)
    newest = rows.order_by("-size").first()
    if newest is None:
        return None
    enough = _read(policy, cosigned_enough(policy, tree))
    reached = next((row.size for row, signed in enough if policy.satisfied(signed)), 0)
    if policy.quorum == "none":
        reached = newest.size
    own = [one for _, signed in _read(policy, rows.filter(pk=newest.pk)) for one in signed]
    later = rows.filter(size__gt=reached).order_by("size").values_list("signed_at", flat=True).first()
    return Quorum(tree.origin, newest.size, reached, tuple(policy.missing(own)), later)


def cosigned_enough(policy: Policy, tree: Tree) -> QuerySet[Checkpoint]:
    """Checkpoints with as many lines of known witnesses as the quorum needs at least (one in any case), newest first.

    None of the lines is verified yet.
    """
    known = Q(pk__in=[])
    for vkey in policy.witness_keys:
        # Base64 of the four bytes of the key's number: five characters depend on nothing else.
        known |= Q(line__startswith=f"— {vkey.name} {b64encode(vkey.id)[:5]}")
    lines = Cosignature.objects.filter(known, checkpoint=OuterRef("pk")).order_by().values("checkpoint")
    counted = Subquery(lines.annotate(count=Count("pk")).values("count"))
    rows = Checkpoint.objects.filter(log=tree.origin).annotate(lines=counted)
    return rows.filter(lines__gte=max(1, policy.fewest())).order_by("-size")


def _read(policy: Policy, rows: QuerySet[Checkpoint]) -> Iterator[tuple[Checkpoint, list[Verified]]]:
    """Checkpoints with the answers of known witnesses; an answer that is false counts for nothing."""
    for row in rows.prefetch_related("cosignatures").iterator(chunk_size=100):
        signed = []
        for one in row.cosignatures.all():
            try:
                signed += _verified(policy, row.note, one.line)
            except LedgerError:
                continue
        yield row, signed


def _verified(policy: Policy, note: str, line: str) -> list[Verified]:
    """What a kept line proves. Raises LedgerError where it is false or of nobody that the policy knows."""
    text = Note.parse(note.encode()).text
    return open_note(Note(text, (SignatureLine.parse(line.removesuffix("\n")),)), policy.witness_keys)


def audit_witnesses(report: Report, now: datetime) -> None:
    """The quorum of every log and twin that the policy covers, and every kept answer against its checkpoint."""
    try:
        policy = log.policy()
    except LedgerError as error:
        report.fault("log", f"信任策略（MINGJING_POLICY）读不了：{error}")
        return
    if policy is None:
        report.caution("log", "没有设置信任策略，没有外部见证：日志只能证明机关自己的说法。")
        return
    for place in shards.known():
        try:
            found = trees.witnessed(policy, place)
        except LedgerError:
            continue  # its key can't be read: told where the log itself is audited
        for tree in found:
            _tree(report, policy, place, tree, now)


def _tree(report: Report, policy: Policy, place: Place, tree: Tree, now: datetime) -> None:
    where = "/".join(
        filter(None, ("log", place.folder, "sm3" if tree.origin != place.origin else "", "checkpoint"))
    )
    faults = len(report.faults)
    known = {(vkey.name, vkey.id) for vkey in policy.witness_keys}
    rows = Cosignature.objects.filter(checkpoint__log=tree.origin, cosigner__in={name for name, _ in known})
    for one in rows.select_related("checkpoint").order_by("pk").iterator(chunk_size=500):
        try:
            line = SignatureLine.parse(one.line.removesuffix("\n"))
            # A line of a key that the policy doesn't know (any more) is unknown, not false.
            if (line.name, line.key_id) in known:
                _verified(policy, one.checkpoint.note, one.line)
        except LedgerError as error:
            report.fault(where, f"{one.checkpoint.size}条的检查点上“{one.cosigner}”的联署不能核验：{error}")
    found = quorum_of(policy, tree)
    if found is None:
        return
    if found.since is None:
        if len(report.faults) == faults:
            report.holds(where, found.sentence(now))
    elif found.late(now):
        report.fault(where, found.sentence(now))
    else:
        report.caution(where, found.sentence(now))
