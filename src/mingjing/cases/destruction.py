"""Destroying what is kept: three steps by three people, days to undo, then carried out. For recordings and for case files.

Each app keeps its own lists and steps; the order of the steps is told here, who takes which and how many people it
needs by the pack (limits `destruction_roles`, `destruction_persons`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from mingjing import law
from mingjing.agencies.models import Agency
from mingjing.agencies.roles import ROLES as TITLES
from mingjing.cases.libraries import installed_on, pack_on
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.refused import Fault, Refused, bad, require_readable
from mingjing.cases.standing import Place, Standing


class Step(models.TextChoices):
    PROPOSE = "propose", "提出"
    LEGAL = "legal", "法制机构核对"
    HEAD = "head", "负责人批准"
    RETURN = "return", "退回"
    UNDO = "undo", "撤回"
    BEGUN = "begun", "开始销毁"
    DONE = "done", "已销毁"


SETTLED = (Step.RETURN, Step.UNDO, Step.DONE)
APPROVALS = (Step.PROPOSE, Step.LEGAL, Step.HEAD)
ROLES = frozenset(
    {"archivist", "legal_reviewer", "agency_head"}
)  # who may look at lists and hold what is on them
BY, PERSONS = "destruction_roles", "destruction_persons"  # limits of the pack


def proposer(standing: Standing | None) -> Place:
    """Where the person holds the post that proposes. Raises `Refused`."""
    places = standing.places if standing else ()
    agencies = Agency.objects.in_bulk({one.agency_id for one in places})
    for one in places:
        if one.role == _by(_pack(agencies[one.agency_id]))[Step.PROPOSE]:
            return one
    pack = _pack(next(iter(agencies.values()))) if agencies else installed_on(_today())
    who = _title(_by(pack)[Step.PROPOSE])
    raise refused(pack, BY, f"销毁由{who}提出。", f"请{who}鉴定后提出。")


def following(steps: Sequence[Any], standing: Standing, agency: Agency) -> Step:
    """The approval that the person may give now: its role, and enough different people in the end. Raises `Refused`."""
    pack, last = _pack(agency), Step(steps[-1].step)
    role = awaits(last, agency)
    if not role:
        raise bad("这份销毁清单不在等待批准；请刷新页面核对。")
    step = APPROVALS[APPROVALS.index(last) + 1]
    if role not in standing.roles_in(agency.pk):
        who = _title(role)
        raise refused(pack, BY, f"“{step.label}”这一步由{who}办理。", f"请本机关的{who}办理。")
    people = {one.user_id for one in steps} | {standing.user_id}
    wanted = int(pack.limit_values[PERSONS])
    if len(people) + len(APPROVALS) - APPROVALS.index(step) - 1 < wanted:
        said = f"提出、核对、批准应当由{_COUNT.get(wanted, wanted)}个人办理，您已经办理过其中一步。"
        raise refused(pack, PERSONS, said, "请由另一人办理。")
    return step


def awaits(last: str, agency: Agency) -> str:
    """The role whose approval a list waits for after the step `last`; "" for none."""
    step = Step(last)
    return _by(_pack(agency))[APPROVALS[APPROVALS.index(step) + 1]] if step in APPROVALS[:-1] else ""


def backward(steps: Sequence[Any], standing: Standing, agency: Agency, reason: str) -> Step:
    """Return before the last approval, undo after it. Raises `Refused`."""
    last, pack = Step(steps[-1].step), _pack(agency)
    if last in SETTLED:
        raise bad("这份销毁清单已经办结，不能再退回或者撤回。", mend="请查看清单的办理经过。")
    if last == Step.BEGUN:
        raise bad("已经开始销毁，不能再撤回。", mend="清单中还没有开始销毁的，可以逐件冻结。")
    if not set(_by(pack).values()) & set(standing.roles_in(agency.pk)):
        raise may_not(agency, "退回或者撤回销毁")
    if not reason.strip():
        raise bad("没有写明退回或者撤回的理由；请填写后办理。", fields=("reason",))
    require_readable(reason, "理由", "reason")
    return Step.UNDO if last == Step.HEAD else Step.RETURN


def may_not(agency: Agency, what: str) -> Refused:
    """The refusal for somebody who takes no part in destroying and wants to stop or hold it."""
    pack = _pack(agency)
    who = "、".join(_title(role) for role in _by(pack).values())
    return refused(pack, BY, f"您无权{what}；由{who}之一办理。", f"请本机关的{who}办理。")


def refused(pack: law.Pack, limit_id: str, sentence: str, mend: str) -> Refused:
    """A refusal by a limit of the pack, with its article."""
    limit = pack.limits[limit_id]
    fault = Fault(
        limit_id, sentence, mend, str(limit.citation), title=limit.title, provisional=limit.provisional
    )
    return Refused([fault], title="不能办理销毁。")


_COUNT = {2: "两", 3: "三"}


def _by(pack: law.Pack) -> dict[Step, str]:
    return {Step(step): str(role) for step, role in pack.limit_values[BY].items()}


def _title(role: str) -> str:
    return TITLES.get(role, role)


def _pack(agency: Agency) -> law.Pack:
    return pack_on(agency, _today())


def _today() -> date:
    return timezone.now().astimezone(SHANGHAI).date()
