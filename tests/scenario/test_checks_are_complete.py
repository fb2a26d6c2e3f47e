"""What the checks must cover and how sure they may be."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("defect", range(1, 26))
def test_each_of_the_25_defects_has_a_check(checks: Any, defect: int) -> None:
    assert [one.id for one in checks.values() if one.defect == defect]


def test_there_are_at_least_seventy_checks(checks: Any) -> None:
    assert len(checks) >= 70


def test_bar_says_how_to_mend(checks: Any) -> None:
    silent = [one.id for one in checks.values() if not (one.say and one.mend and one.citation)]
    assert silent == []


def test_review_point_is_one_of_the_eight(checks: Any) -> None:
    points = {"authority", "procedure", "facts", "law", "discretion", "power", "documents", "crime"}
    assert {one.review_point for one in checks.values()} == points
