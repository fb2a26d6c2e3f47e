"""What can be done now and why the rest can't: the options of a case in the order in which a person needs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mingjing.cases.tasks import due_day, is_duty
from mingjing.desk.forms.judged import Shown, shown

LEADING, NEAR = 3, 2
SOON = 15  # days: an act whose period ends by then leads
PLACE = frozenset(
    {"stage", "once", "pending", "closed"}
)  # the law's own findings about when an act has its turn
UNGROUPED = "其他"


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One act. `state`: ok, wait (somebody else's turn), bar."""

    act: str
    title: str
    state: str
    note: str
    findings: list[Shown] = field(default_factory=list)
    button: str = ""
    first: bool = False
    clock: Any = None


@dataclass(frozen=True, slots=True)
class OptionGroups:
    """`others` = groups of possible acts by the pack's titles; `far` = what isn't possible and isn't next."""

    leading: list[OptionLine]
    others: list[tuple[str, list[OptionLine]]]
    barred: list[OptionLine]
    far: list[OptionLine]

    @property
    def other_count(self) -> int:
        return sum(len(lines) for _, lines in self.others)


def pressing(clocks: Sequence[Any], pack: Any, acts: Mapping[str, Any]) -> dict[str, Any]:
    """For each act that ends a period now running for the agency, the period that ends first.

    A period presses for an exceptional act only where nothing else ends it: a recusal that was asked for must be
    decided, but a case isn't to be dropped because its decision is due.
    """
    found: dict[str, Any] = {}
    for clock in sorted(filter(is_duty, clocks), key=due_day):
        ends = [end.partition(".")[0] for end in pack.deadlines[clock.id].ends]
        usual = [act for act in ends if act in acts and not acts[act].exceptional]
        for act in usual or ends:
            found.setdefault(act, clock)
    return found


def groups(
    options: Sequence[Any], procedure: Any, pack: Any, stage: str, done: Any, clocks: Sequence[Any] = (),
    *, deciding: bool = False,
) -> OptionGroups:  # fmt: skip
    """Acts that lead on, other possible ones, those barred that come next, and all the rest. `done` = acts done.

    First stands what a period presses for within `SOON` days, then what leads on from here. The first of the usual
    course is the page's main action, unless the person has an approval to decide (`deciding`).
    """
    due = pressing(clocks, pack, procedure.by_id)
    order = {key: place for place, key in enumerate(procedure.stages)}
    here = order.get(stage, 0)
    mine, barred, far = [], [], []
    for option in options:
        if option.act.starts_case or option.waits_for:
            continue
        ahead = order.get(option.act.stage, 0) >= here and option.act.id not in done
        if option.possible and option.role_ok:
            mine.append(option)
        elif ahead and _leads(option.act) and (option.possible or not _turn_only(option)):
            barred.append(option)
        else:
            far.append(option)
    soon = {act for act, clock in due.items() if clock.days_left <= SOON}
    mine.sort(
        key=lambda one: (
            due[one.act.id].days_left if one.act.id in soon else SOON + 1,
            *_rank(one.act, here, order, done),
        )
    )
    usual = [one for one in mine if not one.act.exceptional]
    leading = [
        one for one in mine if one.act.id in soon or (one in usual and _ahead(one.act, here, order, done))
    ][:LEADING]
    leading = leading or usual[:1]
    main = None if deciding else next((one for one in leading if one in usual), None)
    others = [one for one in mine if one not in leading]
    barred.sort(key=lambda one: order.get(one.act.stage, 0))
    near = list({one.act.stage: one for one in reversed(barred)}.values())[::-1][:NEAR]  # one of each stage
    return OptionGroups(
        [_line(one, pack, first=one is main, clock=due.get(one.act.id)) for one in leading],
        _by_group(others, pack),
        [_line(one, pack, clock=due.get(one.act.id)) for one in near],
        [_line(one, pack) for one in (*barred, *far) if one not in near],
    )


def _leads(act: Any) -> bool:
    return bool(act.moves_to or act.ends_case)


def _ahead(act: Any, here: int, order: dict[str, int], done: Any) -> bool:
    """A first-time act of this stage or the next that moves the case or makes a document."""
    near = here <= order.get(act.stage, 0) <= here + 1
    return near and act.id not in done and bool(_leads(act) or act.documents)


def _rank(act: Any, here: int, order: dict[str, int], done: Any) -> tuple[bool, bool, bool]:
    return (not _ahead(act, here, order, done), order.get(act.stage, 0) != here, not _leads(act))


def _turn_only(option: Any) -> bool:
    return all(found.check in PLACE for found in option.findings.bars)


def _by_group(options: Sequence[Any], pack: Any) -> list[tuple[str, list[OptionLine]]]:
    found: dict[str, list[OptionLine]] = {}
    for option in options:
        found.setdefault(option.act.group or UNGROUPED, []).append(_line(option, pack))
    return list(found.items())


def _line(option: Any, pack: Any, *, first: bool = False, clock: Any = None) -> OptionLine:
    act = option.act
    if not option.possible:
        return OptionLine(
            act.id, act.title, "bar", "", [shown(one) for one in option.findings.bars], clock=clock
        )
    if not option.role_ok:
        roles = "、".join(pack.role_title(role) for role in act.by)
        return OptionLine(act.id, act.title, "wait", f"由{roles}办理。", button="非本人岗位", clock=clock)
    passed = len(option.findings.passed)
    note = f"已核对的 {passed} 项检查通过。" if passed else ""
    if act.approvals:
        note += "提交后由" + "、".join(pack.role_title(role) for role in act.approvals) + "审批。"
    reasons = [shown(one) for one in option.findings.reasons]
    return OptionLine(act.id, act.title, "ok", note, reasons, first=first, clock=clock)
