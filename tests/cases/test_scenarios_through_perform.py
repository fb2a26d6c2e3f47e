"""The packs' own scenarios through accounts, database, documents and records: the same verdicts as in the law room."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from mingjing.cases import rebuild
from mingjing.cases.libraries import library_of_layers
from mingjing.cases.scenario_runner import run_through_perform
from mingjing.law.scenario import prepare, read_scenarios

pytestmark = pytest.mark.django_db(transaction=True)
FOLDER = Path(settings.MINGJING_PACKS) / "cn-emergency/scenarios"
KNOWN = {one.id: one for path in sorted(FOLDER.glob("*.yaml")) for one in read_scenarios(path)}
# Each file's scenarios share their beginning: one of each is enough here; all of them run by `mingjing scenario run`.
CHOSEN = [read_scenarios(path)[0].id for path in sorted(FOLDER.glob("*.yaml"))]


@pytest.mark.parametrize("name", CHOSEN)
def test_scenario_has_the_same_outcome(name):
    prepared = prepare(KNOWN[name], KNOWN)
    library = library_of_layers(tuple(prepared.layers))
    assert run_through_perform(prepared, library).differences == ()
    assert rebuild.check().differences == []
