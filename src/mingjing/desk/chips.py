"""How a clock looks: which of the seven states of the deadline chip, and its words.

Colours follow the visual standard: calm, 15 days and less, 5 and less, today, overdue, paused, done.
"""

from dataclasses import dataclass
from typing import Any

DONE = {
    "met": "已在期限内办结",
    "used": "已经办理",
    "closed": "已终了",
    "passed": "已届满",
    "waiting": "未到",
}


@dataclass(frozen=True, slots=True)
class Chip:
    css: str
    icon: str
    before: str
    number: str
    after: str


def tone(days_left: int) -> str:
    """The class for a number of days left (0 = the last day is today)."""
    if days_left < 0:
        return "is-over"
    if days_left == 0:
        return "is-due"
    if days_left <= 5:
        return "is-t5"
    return "is-t15" if days_left <= 15 else "is-calm"


def chip(clock: Any) -> Chip:
    """The chip of a clock (state, days_left, unit)."""
    state = clock.state
    left = clock.days_left
    unit = getattr(clock, "unit", "") or "日"
    if state == "paused":
        return Chip(
            "is-paused",
            "player-pause",
            "停计" + (" · 余" if left is not None else ""),
            _n(left),
            unit if left is not None else "",
        )
    if state == "waiting":
        return Chip("is-calm", "clock-pause", "须等", _n(left), unit if left is not None else "")
    if state in ("met", "used", "closed", "passed", "expired", "late"):
        late = state in ("late", "expired")
        words = {"late": "逾期办结", "expired": "已过期"}.get(state) or DONE[state]
        return Chip("is-t5" if late else "is-done", "alert-triangle" if late else "check", words, "", "")
    if getattr(clock, "kind", "") == "accrual":
        return Chip("is-over", "alert-octagon", "已累计", _n(clock.days), unit)
    if left is None:
        return Chip("", "hourglass-empty", "未起算", "", "")
    if left < 0:
        return Chip("is-over", "alert-octagon", "逾期", str(-left), unit)
    if left == 0:
        return Chip("is-due", "alarm", "", "今天", "到期")
    return Chip(tone(left), "", "余", str(left), unit)


def _n(left: int | None) -> str:
    return "" if left is None else str(max(left, 0))
