"""The small chart of the start page: how many deadlines end on each of the next thirty days."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from mingjing.desk.templatetags.cn import cnshort

DAYS = 30
STEP = 10  # width of one day in the drawing
BASE = 34
TALL = 28


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True)
class Label:
    x: int
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    total: int
    sentence: str
    rests: list[int]
    bars: list[Bar]
    labels: list[Label]


def chart(due: Iterable[date], today: date, is_workday: Callable[[date], bool]) -> Chart:
    """The chart of the days on which deadlines end, from today on."""
    counts = Counter((day - today).days for day in due)
    counts = Counter({n: count for n, count in counts.items() if 0 <= n < DAYS})
    most = max(counts.values(), default=0)
    unit = TALL / max(most, 4)
    bars = [
        Bar(n * STEP + 1, BASE - count * unit, count * unit, _fill(n)) for n, count in sorted(counts.items())
    ]
    rests = [n * STEP for n in range(DAYS) if not is_workday(today + timedelta(days=n))]
    labels = [Label(0, "今天")] + [Label(n * STEP - 6, cnshort(today + timedelta(days=n))) for n in (10, 20)]
    busiest = max(counts, key=lambda n: (counts[n], -n), default=None)
    sentence = f"今后三十日共有 {sum(counts.values())} 个期限届满"
    if busiest is not None:
        sentence += f"，最多的一天是{cnshort(today + timedelta(days=busiest))}，{counts[busiest]} 个"
    return Chart(sum(counts.values()), sentence, rests, bars, labels)


def _fill(days_left: int) -> str:
    if days_left == 0:
        return "#a8201a"
    if days_left <= 5:
        return "#c2570f"
    return "#b98313" if days_left <= 15 else "#4c7fab"
