"""The part of `mingjing law diff --cases` that needs the database; called by name, for the law room knows no cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any


def open_cases(first: date, last: date, layer: str) -> tuple[list[dict[str, Any]], Sequence[str]]:
    """The open cases that are touched, as data and as lines. Starts the database if it doesn't run."""
    from mingjing.project.runtime import ready

    with ready():
        from mingjing.cases import touched

        found = list(touched.touched_cases(first, last, layer))
        return touched.as_data(found), list(touched.as_text(found))
