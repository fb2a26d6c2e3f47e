"""Destroying what is kept: three steps by three people, days to undo, then carried out. For recordings and for case files.

Each app keeps its own lists and steps; who may take which step, and in which order, is told here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from mingjing.cases.refused import bad, require_readable
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
ROLES = frozenset({"archivist", "legal_reviewer", "agency_head"})
_NEXT = {Step.PROPOSE: (Step.LEGAL, "legal_reviewer"), Step.LEGAL: (Step.HEAD, "agency_head")}
_WORDS = {"legal_reviewer": "法制审核人员", "agency_head": "机关负责人"}


def proposer(standing: Standing | None) -> Place:
    """Where the person is archivist. Raises `Refused`."""
    place = next((one for one in standing.places if one.role == "archivist"), None) if standing else None
    if place is None:
        raise bad("销毁由档案管理员提出。")
    return place


def following(steps: Sequence[Any], standing: Standing, agency_id: int) -> Step:
    """The approval that the person may give now: its role, and no step taken before. Raises `Refused`."""
    found = _NEXT.get(Step(steps[-1].step))
    if found is None:
        raise bad("这份销毁清单不在等待批准；请刷新页面核对。")
    step, role = found
    if role not in standing.roles_in(agency_id):
        raise bad(f"这一步由{_WORDS[role]}办理。")
    if any(one.user_id == standing.user_id for one in steps):
        raise bad("提出、核对、批准应当由三个人办理；请由另一人办理。")
    return step


def backward(steps: Sequence[Any], standing: Standing, agency_id: int, reason: str) -> Step:
    """Return before the last approval, undo after it. Raises `Refused`."""
    last = Step(steps[-1].step)
    if last in SETTLED:
        raise bad("这份销毁清单已经办结，不能再退回或者撤回。")
    if last == Step.BEGUN:
        raise bad("已经开始销毁，不能再撤回。", mend="还没有销毁的，可以逐件冻结。")
    if not ROLES & set(standing.roles_in(agency_id)):
        raise bad("您无权退回或者撤回销毁；由档案管理员、法制审核人员或者机关负责人办理。")
    if not reason.strip():
        raise bad("没有写明退回或者撤回的理由；请填写后办理。", fields=("reason",))
    require_readable(reason, "理由", "reason")
    return Step.UNDO if last == Step.HEAD else Step.RETURN
