"""Taking times: repeat, and read a percentile."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

LIMIT_SECONDS = 60.0


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def median(values: Sequence[float]) -> float:
    return percentile(values, 0.5)


def each(work: Callable[[], Any], times: int, *, warm: int = 2, limit: float = LIMIT_SECONDS) -> list[float]:
    """Milliseconds of each of `times` calls; stops early (after one at least) when `limit` seconds are over."""
    for _ in range(warm):
        work()
    taken: list[float] = []
    end = time.monotonic() + limit
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
        if time.monotonic() > end:
            break
    return taken


def typical(work: Callable[[], Any], times: int, **kwargs: Any) -> float:
    """Median milliseconds of a call."""
    return median(each(work, times, **kwargs))
