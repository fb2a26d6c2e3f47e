"""Fixtures with which tests of cases begin: a bureau, a case that hasn't begun, a case that has come some way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from case_bureau import Bureau, found_bureau
from resuming import Resuming
from whole_case import Matter


@pytest.fixture
def bureau(taken_up: Callable[..., Any], _snapshots: Any, _own_folders: Path) -> Bureau:
    """The bureau without a case; `Matter.go` doesn't play again what an earlier test has played."""
    found: Bureau = taken_up("bureau", _snapshots.in_empty_tables(found_bureau))
    found.resuming = Resuming(_snapshots, _own_folders)
    return found


@pytest.fixture
def matter(bureau: Bureau) -> Matter:
    """A case that hasn't begun: `matter.go("decide")` performs all acts up to and with that one."""
    return Matter(bureau)


@pytest.fixture
def begun(bureau: Bureau, taken_up: Callable[..., Any]) -> Callable[..., Any]:
    """`begun(Measure, "legal_review")`: such a matter after that act (`before`: after the one before it).

    Whatever a test has done to the bureau till then is undone.
    """

    def come_to(kind: type[Matter], last: str, *, before: bool = False) -> Matter:
        def make() -> Matter:
            made = kind(taken_up("bureau", found_bureau))
            made.go(last, before=before)
            return made

        found = taken_up((kind.__name__, last, before), make)
        found.bureau = bureau
        return found

    return come_to
