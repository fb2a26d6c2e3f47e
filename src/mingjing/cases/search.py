"""Chinese full-text search: character bigrams in a tsvector, found by phrase.

Words aren't split by a tokeniser (it would miss phrases); each run of letters becomes its overlapping pairs with
positions, so a phrase query of pairs equals a substring search and the GIN index serves it. Vectors and queries are
given as literals: PostgreSQL's own parser would drop Chinese letters under some locales.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

_RUN = re.compile(r"[0-9a-z㐀-鿿豈-﫿〇\U00020000-\U0003134f]+")
_MAX_POSITION = 16_000  # PostgreSQL folds positions above 16,383


def bigrams(text: str) -> list[list[str]]:
    """The overlapping pairs of each run of letters and digits, lower case; a run of one stays as it is."""
    runs = _RUN.findall(text.lower())
    return [[run[i : i + 2] for i in range(len(run) - 1)] or [run] for run in runs]


def vector_literal(texts: Iterable[str]) -> str:
    """The texts as a tsvector literal. Runs are set apart by a gap, so no phrase crosses from one to the next."""
    positions: dict[str, list[int]] = {}
    at = 1
    for text in texts:
        for run in bigrams(text):
            for pair in run:
                if at < _MAX_POSITION:
                    positions.setdefault(pair, []).append(at)
                at += 1
            at += 2
    return " ".join(
        f"'{pair}':{','.join(map(str, found[:250]))}" for pair, found in sorted(positions.items())
    )


def query_literal(words: str) -> str:
    """A tsquery literal: every run of `words` must occur, each as a phrase. Empty when nothing can be searched."""
    runs = []
    for run in bigrams(words):
        quoted = [f"'{pair}'" for pair in run]
        if len(run) == 1 and len(run[0]) == 1:
            quoted = [f"'{run[0]}':*"]  # one letter: any pair that begins with it
        runs.append("(" + " <-> ".join(quoted) + ")")
    return " & ".join(runs)


def search_vector(*texts: str) -> RawSQL:
    """The value to save in a `SearchVectorField`."""
    return RawSQL("%s::tsvector", (vector_literal(t for t in texts if t),))


def matching(cases: QuerySet, words: str) -> QuerySet:
    """Narrow a set of cases to those whose number, title, party or codes hold all the `words`."""
    literal = query_literal(words)
    if not literal:
        return cases.none()
    table = cases.model._meta.db_table
    return cases.extra(where=[f'"{table}".search @@ %s::tsquery'], params=[literal])  # noqa: S610 - parameters only
