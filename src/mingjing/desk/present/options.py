"""What can be done now and why the rest can't: the options of a case in the order in which a person needs them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mingjing.desk.forms.judged import Shown, shown

LEADING, NEAR = 4, 4
PLACE = frozenset(
    {"stage", "once", "pending", "closed"}
)  # the law's own findings about when an act has its turn


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


@dataclass(frozen=True, slots=True)
class OptionGroups:
    leading: list[OptionLine]
    others: list[OptionLine]
    barred: list[OptionLine]
    far: list[OptionLine]


def groups(options: Sequence[Any], procedure: Any, pack: Any, stage: str) -> OptionGroups:
    """Acts that lead on, other possible ones, those barred that come next, and all the rest."""
    order = list(procedure.stages)
    here = order.index(stage) if stage in order else 0
    leading, others, barred, far = [], [], [], []
    for option in options:
        if option.act.starts_case or option.waits_for:
            continue
        at = order.index(option.act.stage) if option.act.stage in order else 0
        if option.possible and option.role_ok:
            moves = bool(option.act.moves_to) and at in (here, here + 1)
            (leading if moves and len(leading) < LEADING else others).append(option)
        elif option.possible:
            (barred if at == here and option.act.moves_to else far).append(option)
        elif _turn_only(option):
            far.append(option)
        else:
            (barred if here <= at <= here + 1 and len(barred) < NEAR else far).append(option)
    if not leading and others:
        leading, others = others[:1], others[1:]
    return OptionGroups(
        [_line(one, pack, first=not n) for n, one in enumerate(leading)],
        [_line(one, pack) for one in others],
        [_line(one, pack) for one in barred],
        [_line(one, pack) for one in far],
    )


def _turn_only(option: Any) -> bool:
    return all(found.check in PLACE for found in option.findings.bars)


def _line(option: Any, pack: Any, *, first: bool = False) -> OptionLine:
    act = option.act
    if not option.possible:
        return OptionLine(act.id, act.title, "bar", "", [shown(one) for one in option.findings.bars])
    if not option.role_ok:
        roles = "、".join(pack.role_title(role) for role in act.by)
        return OptionLine(act.id, act.title, "wait", f"由{roles}办理。", button="非本人岗位")
    passed = len(option.findings.passed)
    note = f"已核对的 {passed} 项检查通过。" if passed else ""
    if act.approvals:
        note += "提交后由" + "、".join(pack.role_title(role) for role in act.approvals) + "审批。"
    reasons = [shown(one) for one in option.findings.reasons]
    return OptionLine(act.id, act.title, "ok", note, reasons, first=first)
