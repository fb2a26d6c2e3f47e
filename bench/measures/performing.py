"""`perform()`: whole cases act by act, beside bare INSERTs of the rows that an act leaves."""

from __future__ import annotations

from collections.abc import Sequence

from bench import bare, playing
from bench.rows import Baseline, Row
from bench.timing import median, percentile

AIM_MS, AIM_QUERIES = 10.0, 20


def measure(*, small: bool) -> list[Row]:
    playing.play(playing.bureau().stage())  # loads packs, fonts, templates
    played = [playing.play(playing.bureau().stage()) for _ in range(1 if small else 8)]
    acts = [act for one in played for act in one.done]
    plain = bare.inserts(played[-1].case.pk, 5 if small else 100)
    dry = [act for act in acts if not act.documents]
    wet = [act for act in acts if act.documents]
    return [
        *_rows("without documents", dry, plain, AIM_MS),
        *_rows("with documents", wet, plain, None),
        Row("perform", "SQL queries of an act, median", median([act.queries for act in acts]), "queries"),
        Row("perform", f"SQL queries, most ({_most(acts)})", max(act.queries for act in acts), "queries",
            at_most=AIM_QUERIES),
    ]  # fmt: skip


def _rows(kind: str, acts: Sequence[playing.Act], plain: bare.Bare, aim: float | None) -> list[Row]:
    taken = [act.ms for act in acts]
    beside = Baseline(f"INSERT of {plain.rows} rows, one transaction", plain.ms)
    rate = Baseline("the same INSERTs", 1000 / plain.ms)
    return [
        Row("perform", f"an act {kind}, p50", median(taken), "ms", beside, aim),
        Row("perform", f"an act {kind}, Python's own work, p50", median([act.cpu for act in acts]), "ms"),
        Row("perform", f"an act {kind}, p95", percentile(taken, 0.95), "ms", beside),
        Row("perform", f"an act {kind}, least disturbed (p05)", percentile(taken, 0.05), "ms", beside, aim),
        Row("perform", f"acts {kind}, one after the other", 1000 * len(taken) / sum(taken), "acts/s", rate),
    ]


def _most(acts: Sequence[playing.Act]) -> str:
    most = max(acts, key=lambda act: act.queries)
    return f"{most.act}, {most.step}, {most.documents} documents"
