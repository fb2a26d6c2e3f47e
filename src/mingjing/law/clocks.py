"""Clocks: deadlines of a case, computed from its acts whenever asked, never counted down by a job."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .accrual import Accrued, Money, days_within
from .conditions import compile_condition
from .due import Due, Extension, compute_due
from .faults import LawError
from .instants import CHINA, parse_instant
from .periods import Span, Unit, parse_length
from .procedure import Accrual, Deadline, Pause

if TYPE_CHECKING:
    from .sight import Sight

IDLE: Mapping[str, Any] = {
    "state": "idle", "started": False, "done": False, "over": False, "due": "", "days_left": 0, "basis": "",
    "days": 0, "amount": 0.0, "ended_on": "", "count": 0, "open": 0,
}  # fmt: skip
_DAY = dt.timedelta(days=1)
_ENDING = {"limit": ("met", "late"), "window": ("used", "late"), "bar": ("met", "late")}
_RUNNING = {
    "limit": "running",
    "window": "open",
    "bar": "running",
    "validity": "running",
    "display": "running",
}
_OVER = {
    "limit": "overdue",
    "window": "closed",
    "bar": "expired",
    "validity": "expired",
    "display": "expired",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """One running or ended deadline. `due` is a date, or an aware instant when counted in hours; None for accruals.

    `days_left` = calendar days from today to `due`, below zero when past; `days` = days elapsed (accruals: without
    pauses, until the end); `basis` = ISO date of the trigger; `cause` = the trigger in Chinese; `key` = which one; `whose` = the agency's to keep, or somebody's outside it.
    """

    id: str
    title: str
    citation: str
    kind: str
    state: str
    started: bool
    done: bool
    over: bool
    due: dt.date | None
    days_left: int
    days: int
    basis: str
    cause: str
    ended_on: str
    provisional: bool
    internal: bool
    who: str
    whose: str
    warn: tuple[int, ...]
    key: str
    computed: Due | None
    accrued: Accrued | None = None

    @property
    def derivation(self) -> tuple[str, ...]:
        """How the due day, or what has grown until now, was found, as Chinese sentences."""
        found = self.computed or self.accrued
        return tuple(found.sentences(self.cause)) if found else ()

    @property
    def amount(self) -> Decimal | None:
        """Yuan that an accrual has grown to; None for all others, and where the pack doesn't say how money grows."""
        return self.accrued.amount if self.accrued else None

    @property
    def due_iso(self) -> str:
        return _iso(self.due) if self.due else ""

    def summary(self) -> dict[str, Any]:
        """What conditions see as `clocks.<id>`."""
        return {
            "state": self.state, "started": True, "done": self.done, "over": self.over, "due": self.due_iso,
            "days_left": self.days_left, "basis": self.basis, "days": self.days, "amount": float(self.amount or 0),
            "ended_on": self.ended_on,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Event:
    moment: dt.date
    seq: int
    occurrence: Mapping[str, Any]
    cause: str
    day: dt.date


def _event(moment: dt.date, seq: int, occurrence: Mapping[str, Any], cause: str) -> _Event:
    return _Event(moment, seq, occurrence, cause, _day(moment))


class ClockReader:
    """Reads deadlines off a Sight."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight

    def summary(self, deadline: Deadline) -> dict[str, Any]:
        """The clock that presses most: a started one not done with the earliest due day, else the last.

        Where the proposed act ends or lengthens the deadline and names which one (`match`), only that one is looked at.
        """
        clocks = self._named(deadline, self.sight.clocks(deadline.id))
        if not clocks:
            return dict(IDLE)
        undone = [clock for clock in clocks if not clock.done]
        chosen = min(undone, key=lambda clock: clock.due_iso) if undone else clocks[-1]
        over = any(clock.over for clock in clocks)
        return {**chosen.summary(), "over": over, "count": len(clocks), "open": len(undone)}

    def _named(self, deadline: Deadline, clocks: list[Clock]) -> list[Clock]:
        act = self.sight.data["act"]
        if not deadline.match or act.get("id") not in deadline.moved_by:
            return clocks
        key = "/".join(str(act.get(name, "")) for name in deadline.match.values())
        return [clock for clock in clocks if clock.key == key] or clocks

    def read(self, deadline: Deadline) -> list[Clock]:
        """Every clock of the deadline; [] while nothing has started it or its `when` doesn't hold."""
        triggers = [event for ref in deadline.starts for event in self._events(ref)]
        if not triggers:
            return []
        if deadline.when:
            outcome = self.sight.holds(compile_condition(deadline.when))
            if outcome.error:
                raise LawError(f"期限“{deadline.title}”的条件算不出来：{outcome.error}")
            if not outcome.value:
                return []
        triggers.sort(key=lambda event: (event.day, event.seq))
        if not deadline.match:
            triggers = [triggers[0] if deadline.count_from == "first" else triggers[-1]]
        return [self._clock(deadline, trigger) for trigger in triggers]

    def _events(self, ref: str) -> Iterator[_Event]:
        name, rest = split_reference(ref)
        sight = self.sight
        if name == "case":
            sight.prepare([("case", rest)])
            value = sight.data["case"].get(rest, "")
            if value:
                fact = sight.pack.facts.get(rest)
                yield _event(_moment(value), 0, {}, fact.title if fact else rest)
        elif name == "clocks":
            for clock in sight.clocks(rest) if rest in sight.pack.deadlines else ():
                if clock.due:
                    yield _event(clock.due, 0, {}, f"{clock.title}届满")
        elif name in sight.state.acts:
            act = sight.procedure.act(name)
            title = act.fields[rest].title if act and rest in act.fields else act.title if act else name
            for item in sight.state.acts[name]:
                value = item.get(rest) if rest else item["at"]
                if value:
                    yield _event(_moment(value), item["seq"], item, title)

    def _clock(self, deadline: Deadline, trigger: _Event) -> Clock:
        sight, today = self.sight, self.sight.today
        end = self._end(deadline, trigger)
        pauses = list(self._pauses(deadline, trigger)) if deadline.pauses else []
        period = self._period(deadline, trigger)
        hourly = period[1] == "hours"
        now: dt.date = sight.moment if hourly else today
        until = min(end.day, today) if end else today
        counted = [Span(span.first, span.last or max(span.first, until)) for span in pauses]
        due, accrued = None, None
        if deadline.kind == "accrual":
            accrued = Accrued(deadline, trigger.day, until, tuple(counted), self._money(deadline.accrues))
        else:
            start = trigger.moment if hourly else trigger.day
            more = list(self._extensions(deadline, trigger, period[1])) if deadline.extend else []
            due = compute_due(deadline, start, [period], sight.calendar, counted, more)
        ended = None if end is None else (_as(end, hourly))
        state, done, over = _state(deadline, due.day if due else None, ended, now, pauses, today)
        lost = days_within(counted, trigger.day + _DAY, until) if counted else 0
        return Clock(
            id=deadline.id, title=deadline.title, citation=deadline.citation, kind=deadline.kind, state=state,
            started=True, done=done, over=over, due=due.day if due else None,
            days_left=(_day(due.day) - today).days if due else 0,
            days=accrued.days if accrued else max(0, (until - trigger.day).days - lost),
            basis=trigger.day.isoformat(), cause=trigger.cause, ended_on=end.day.isoformat() if end else "",
            provisional=due.provisional if due else deadline.provisional, internal=deadline.internal,
            who=deadline.who, whose=deadline.whose, warn=deadline.warn,
            key="/".join(str(trigger.occurrence.get(field, "")) for field in deadline.match), computed=due,
            accrued=accrued,
        )  # fmt: skip

    def _end(self, deadline: Deadline, trigger: _Event) -> _Event | None:
        candidates = [
            event
            for ref in deadline.ends
            for event in self._events(ref)
            if (deadline.before or event.day >= trigger.day)
            and (
                trigger.seq == 0 or event.seq > trigger.seq or (deadline.before and event.seq == trigger.seq)
            )
            and all(event.occurrence.get(b) == trigger.occurrence.get(a) for a, b in deadline.match.items())
        ]
        return min(candidates, key=lambda event: (event.day, event.seq), default=None)

    def _pauses(self, deadline: Deadline, trigger: _Event) -> Iterator[Span]:
        for pause in deadline.pauses:
            for begin in self._events(pause.since):
                if begin.day > self.sight.today or not _concerns(deadline, trigger, begin.occurrence):
                    continue
                last = min(
                    (day for ref in pause.until for day in self._ended(pause, begin, ref)), default=None
                )
                if last is None or last >= trigger.day:
                    yield Span(begin.day, last)

    def _ended(self, pause: Pause, begin: _Event, ref: str) -> Iterator[dt.date]:
        """The day on which `ref` ends a pause that began; nothing while it hasn't."""
        name, rest = split_reference(ref)
        if name == "clocks":
            key = "/".join(str(begin.occurrence.get(own, "")) for own in pause.match)
            for clock in self.sight.clocks(rest):
                if clock.key == key and clock.due and _day(clock.due) < self.sight.today:
                    yield max(begin.day, _day(clock.due))
            return
        ends = [
            event
            for event in self._events(ref)
            if event.seq > begin.seq
            and all(event.occurrence.get(b) == begin.occurrence.get(a) for a, b in pause.match.items())
        ]
        if ends:
            yield max(begin.day, min(ends, key=lambda event: event.seq).day)

    def _period(self, deadline: Deadline, trigger: _Event) -> tuple[int, Unit]:
        length = parse_length(deadline.lasts)
        amount = length.amount if length.amount is not None else self._amount(deadline, length.name, trigger)
        return amount, length.unit or "days"

    def _extensions(self, deadline: Deadline, trigger: _Event, unit: Unit) -> Iterator[Extension]:
        for extension in deadline.extend:
            more = parse_length(extension.lasts)
            for item in self.sight.state.acts.get(extension.by, ()):
                if item["seq"] <= trigger.seq or not _concerns(deadline, trigger, item):
                    continue
                named = item.get(more.name) if "." not in more.name else None
                amount = more.amount if more.amount is not None else named
                if amount is None:
                    amount = self._amount(deadline, more.name, trigger)
                approved = _moment(item["at"]) if unit == "hours" else _day(_moment(item["at"]))
                yield Extension(int(amount), more.unit or unit, approved, extension.in_time)

    def _money(self, rule: Accrual | None) -> Money | None:
        """How money grows; None where the pack doesn't say, or nothing is owed yet."""
        if rule is None:
            return None
        fact = rule.of.removeprefix("case.")
        self.sight.prepare([("case", fact)])
        base = Decimal(str(self.sight.data["case"].get(fact) or 0))
        return Money.by(rule, base, self.sight.pack.limit_values) if base > 0 else None

    def _amount(self, deadline: Deadline, name: str, trigger: _Event) -> int:
        root, _, rest = name.partition(".")
        value: Any = None
        if root == "limits":
            value = self.sight.pack.limit_values.get(rest)
        elif root == "case":
            self.sight.prepare([("case", rest)])
            value = self.sight.data["case"].get(rest)
        elif rest in trigger.occurrence:
            value = trigger.occurrence[rest]
        else:
            items = self.sight.state.acts.get(root, ())
            value = items[-1].get(rest) if items else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise LawError(f"期限“{deadline.title}”的长度“{name}”没有数值。")
        return int(value)


def _concerns(deadline: Deadline, trigger: _Event, item: Mapping[str, Any]) -> bool:
    """Is the act about what the clock is about? One that doesn't name it (`match`) concerns all."""
    return all(
        item[name] == trigger.occurrence.get(own)
        for own, name in deadline.match.items()
        if item.get(name) not in (None, "")
    )


def _state(
    deadline: Deadline,
    due: dt.date | None,
    ended: dt.date | None,
    now: dt.date,
    pauses: list[Span],
    today: dt.date,
) -> tuple[str, bool, bool]:
    """State, done, over of a started clock. `due`, `ended` and `now` are of one kind: dates, or instants for hours."""
    if due is None:
        return ("met", True, False) if ended else ("running", False, False)
    late = now > due
    if deadline.kind == "wait":
        return ("passed" if late else "waiting"), ended is not None, late
    if ended is not None and deadline.kind in _ENDING:
        in_time, too_late = _ENDING[deadline.kind]
        return (too_late, True, True) if ended > due else (in_time, True, False)
    if ended is not None:
        return "expired", True, late
    if late:
        return _OVER[deadline.kind], False, True
    if any(span.last is None and span.holds(today) for span in pauses):
        return "paused", False, False
    return _RUNNING[deadline.kind], False, False


@lru_cache(maxsize=1024)
def split_reference(ref: str) -> tuple[str, str]:
    """("seize", "start") of "seize.start"; the second is "" where only an act is named."""
    name, _, rest = ref.partition(".")
    return name, rest


@lru_cache(maxsize=4096)
def _moment(value: str) -> dt.date:
    return parse_instant(value) if "T" in value else dt.date.fromisoformat(value)


def _day(value: dt.date) -> dt.date:
    return value.astimezone(CHINA).date() if isinstance(value, dt.datetime) else value


def _as(event: _Event, hourly: bool) -> dt.date:
    if not hourly:
        return event.day
    if isinstance(event.moment, dt.datetime):
        return event.moment
    return dt.datetime.combine(event.moment, dt.time(), CHINA)


def _iso(value: dt.date) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(CHINA).isoformat(timespec="seconds")
    return value.isoformat()
