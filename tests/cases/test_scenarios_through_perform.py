"""The packs' own scenarios through accounts, database, documents and records: the same verdicts as in the law room.

Here every whole case, and of each theme the shortest scenario, preferring one in which something is refused;
`mingjing scenario run --through perform` plays all of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from mingjing.cases import rebuild
from mingjing.cases.libraries import library_of_layers
from mingjing.cases.scenario_runner import run_through_perform
from mingjing.law.scenario import Prepared, prepare, read_scenarios
from mingjing.records.models import Record

pytestmark = pytest.mark.django_db(transaction=True)
FOLDER = Path(settings.MINGJING_PACKS) / "cn-emergency/scenarios"
FILES = {path.stem: [one.id for one in read_scenarios(path)] for path in sorted(FOLDER.glob("*.yaml"))}
KNOWN = {one.id: one for path in sorted(FOLDER.glob("*.yaml")) for one in read_scenarios(path)}
WHOLE = [name for stem, names in FILES.items() if stem.endswith(("_case", "_cases")) for name in names]
WHOLE += [
    name
    for stem, names in FILES.items()
    if stem.startswith("coercion")
    for name in names
    if name.endswith("-case")
]
WHOLE.append("execution-case-opened")  # a case born of another, and what it takes over


def refuses(prepared: Prepared) -> bool:
    return any("refused" in _expected(step) for step in prepared.steps)


def _expected(step: Any) -> Any:
    expect = step.get("expect")
    return expect if isinstance(expect, dict) else {}


def shortest(names: list[str]) -> str:
    prepared = [prepare(KNOWN[name], KNOWN) for name in names]
    return min(prepared, key=lambda one: (not refuses(one), len(one.steps))).scenario.id


ONE_A_THEME = [shortest(names) for stem, names in FILES.items() if not set(names) & set(WHOLE)]


@pytest.mark.parametrize("name", [*WHOLE, *ONE_A_THEME])
def test_scenario_has_the_same_outcome(name: str) -> None:
    prepared = prepare(KNOWN[name], KNOWN)
    library = library_of_layers(tuple(prepared.layers))
    assert run_through_perform(prepared, library).differences == ()
    assert Record.objects.exists()
    assert rebuild.check().differences == []
