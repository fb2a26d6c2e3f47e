"""What must be done next, by whom, by when: derived from the pending acts and the running clocks of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from mingjing import law
from mingjing.cases.models import Case, Task
from mingjing.cases.payload import SHANGHAI

OF_A_UNIT = frozenset({"handler", "unit_head"})
DUTIES = frozenset({"limit", "validity", "display"})
PRESSING = frozenset({"running", "overdue", "expired"})


COLUMNS = tuple(field.column for field in Task._meta.concrete_fields)
_OPEN = f"SELECT {', '.join(COLUMNS)} FROM {Task._meta.db_table} WHERE case_id = ANY(%s) AND done IS NULL"  # noqa: S608 - own names

_MOVE = f"""UPDATE {Task._meta.db_table} t
  SET due = v.due, role = v.role, unit_id = v.unit, officer_id = v.officer, title = v.title
  FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::bigint[], %s::bigint[], %s::text[])
    AS v(id, due, role, unit, officer, title) WHERE t.id = v.id"""  # noqa: S608 - own names


def is_duty(clock: Any) -> bool:
    """Somebody of the agency must act by the clock's due day: running or over, not yet ended."""
    running = clock.state in PRESSING and not clock.done and clock.due is not None
    return running and clock.kind in DUTIES and clock.whose != "outside"


def due_day(clock: Any) -> date:
    """The due day in Asia/Shanghai, also of a clock that runs by the hour."""
    due = clock.due
    return due.astimezone(SHANGHAI).date() if isinstance(due, datetime) else due


def wanted(case: Case, state: law.CaseState, pack: law.Pack, clocks: Iterable[Any]) -> list[Task]:
    """The tasks that the case gives rise to now; unsaved: acts that wait or were sent back, duties that run."""
    procedure = pack.procedure(state.procedure)
    waiting = {act_id: _approval(case, act_id, one, procedure) for act_id, one in state.pending.items()}
    found = list(waiting.values())
    if not state.closed:
        found += [_mend(case, act_id, sent_back, procedure) for act_id, sent_back in state.returned.items()]
    for clock in clocks:
        task = _duty(case, clock, pack, procedure) if is_duty(clock) else None
        if task is None:
            continue
        if task.act in waiting:
            _press(waiting[task.act], task)
        else:
            found.append(task)
    return found


def sync(case: Case, tasks: Iterable[Task], now: datetime) -> None:
    """Make the open tasks of the case equal to `tasks` (at most 4 queries): new ones added, done ones marked."""
    difference = Difference()
    difference.add(open_tasks_of([case.pk]).get(case.pk, []), tasks, now)
    difference.write()


def open_tasks_of(cases: Sequence[UUID]) -> dict[UUID, list[Task]]:
    """The open tasks of these cases (1 query)."""
    found: dict[UUID, list[Task]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [list(cases)])
        for row in cursor.fetchall():
            task = Task.from_db(connection.alias, COLUMNS, row)
            found.setdefault(task.case_id, []).append(task)
    return found


class Difference:
    """What open tasks lack to be those that are wanted, of one case or of many."""

    def __init__(self) -> None:
        self._over: dict[datetime, list[int]] = {}
        self._new: list[Task] = []
        self._moved: list[Task] = []

    def add(self, rows: Iterable[Task], tasks: Iterable[Task], now: datetime) -> None:
        """One case: its open tasks, those wanted, and the moment of the change."""
        open_now = {_key(task): task for task in rows}
        want = {_key(task): task for task in tasks}
        over = [task.pk for key, task in open_now.items() if key not in want]
        if over:
            self._over.setdefault(now, []).extend(over)
        new = [task for key, task in want.items() if key not in open_now]
        for task in new:
            task.created = now
        self._new += new
        self._moved += [kept for key, kept in open_now.items() if key in want and _moved(kept, want[key])]

    def write(self) -> None:
        """At most 3 queries where all changes are of one moment."""
        for now, over in self._over.items():
            Task.objects.filter(pk__in=over).update(done=now)
        if self._new:
            Task.objects.bulk_create(self._new)
        if self._moved:
            rows = [
                (one.pk, one.due, one.role, one.unit_id, one.officer_id, one.title) for one in self._moved
            ]
            with connection.cursor() as cursor:
                cursor.execute(_MOVE, [list(column) for column in zip(*rows, strict=True)])


def _approval(case: Case, act_id: str, waiting: Mapping[str, Any], procedure: law.Procedure) -> Task:
    act, role = procedure.act(act_id), str(waiting.get("next_role", ""))
    return Task(
        case=case,
        kind=Task.Kind.APPROVE,
        act=act_id,
        title=f"审批：{act.title if act else act_id}",
        role=role,
        unit_id=case.unit_id if role in OF_A_UNIT else None,
    )


def _press(approval: Task, duty: Task) -> None:
    """The act was submitted in time or not: what remains until the due day is the approver's to keep."""
    if approval.due is None or (duty.due is not None and duty.due < approval.due):
        approval.due, approval.deadline = duty.due, duty.deadline


def _mend(case: Case, act_id: str, sent_back: Mapping[str, Any], procedure: law.Procedure) -> Task:
    """Who submitted it mends it: the task names the officer, not the role."""
    act, by = procedure.act(act_id), str(sent_back["by"])
    return Task(
        case=case,
        kind=Task.Kind.MEND,
        act=act_id,
        title=f"退回修改：{act.title if act else '原提交事项'}",
        item=f"理由：{sent_back['reason']}"[:200],
        role=sent_back["role"],
        officer_id=int(by) if by.isdigit() else None,
    )


def _duty(case: Case, clock: Any, pack: law.Pack, procedure: law.Procedure) -> Task | None:
    deadline = pack.deadlines.get(clock.id)
    acts = [end.partition(".")[0] for end in deadline.ends] if deadline else []
    act = next((found for found in map(procedure.act, acts) if found is not None), None)
    if act is None:
        return None
    role = deadline.who if deadline.who in pack.roles else act.by[0]
    return Task(
        case=case,
        kind=Task.Kind.ACT,
        act=act.id,
        title=deadline.title,
        deadline=clock.id,
        item=clock.key[:200],
        role=role,
        unit_id=case.unit_id if role in OF_A_UNIT else None,
        due=due_day(clock),
    )


def _key(task: Task) -> tuple[str, str, str, str]:
    return (task.kind, task.act, task.deadline, task.item)


def _moved(kept: Task, want: Task) -> bool:
    same = (kept.due, kept.role, kept.unit_id, kept.officer_id) == (
        want.due,
        want.role,
        want.unit_id,
        want.officer_id,
    )
    if not same:
        kept.due, kept.role, kept.unit_id, kept.officer_id = (
            want.due,
            want.role,
            want.unit_id,
            want.officer_id,
        )
        kept.title = want.title
    return not same
