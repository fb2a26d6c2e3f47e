"""What somebody must do next in a case: approvals that wait, and deadlines that run for the agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from .calendar import WorkCalendar
from .case_clocks import clocks
from .clocks import Clock
from .pack import Pack
from .state import CaseState

_PRESSING = {"running", "overdue"}


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. `id` = "approve.<act>" or the deadline's id; `due` ISO or ""; `warning` = within a `warn` day."""

    id: str
    title: str
    role: str
    due: str
    days_left: int | None
    act: str
    warning: bool


def tasks(
    pack: Pack,
    state: CaseState,
    calendar: WorkCalendar | None,
    today: dt.date,
    running: Sequence[Clock] | None = None,
) -> list[Task]:
    """Approvals first, then deadlines by due day. `running` = clocks already computed for `today`."""
    procedure = pack.procedure(state.procedure)
    waiting = [
        Task(
            f"approve.{act.id}",
            f"审批：{act.title}",
            state.pending[act.id]["next_role"],
            "",
            None,
            act.id,
            False,
        )
        for act in procedure.acts
        if act.id in state.pending
    ]
    due = []
    for clock in running if running is not None else clocks(pack, state, calendar, today):
        ours = clock.kind == "limit" and clock.whose != "outside"
        if not ours or clock.done or clock.state not in _PRESSING:
            continue
        ends = pack.deadlines[clock.id].ends
        act = procedure.act(ends[0].partition(".")[0]) if ends else None
        role = clock.who or (act.by[0] if act else "")
        warning = clock.days_left <= max(clock.warn, default=0)
        due.append(
            Task(clock.id, clock.title, role, clock.due_iso, clock.days_left, act.id if act else "", warning)
        )
    return waiting + sorted(due, key=lambda task: task.due)
