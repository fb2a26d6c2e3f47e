"""The packs' own scenarios, run live in the pure law room; a result holds as long as the packs are the same."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.utils import timezone

from mingjing import law
from mingjing.cases.libraries import layers_of, library_of_layers
from mingjing.law.beginnings import Beginnings
from mingjing.law.exercised import expected_failures, failures_of
from mingjing.law.scenario import Prepared, prepare, read_scenarios
from mingjing.law.scenario_run import Result, run_pure
from mingjing.rules.browse import readable

SECONDS = 5.0  # for the scenarios of one page
PASSING = 3  # scenarios of a page in which the check lets pass
FOLDER = "scenarios"


@dataclass(frozen=True, slots=True)
class Told:
    """A scenario with its result (None: no time was left to run it), and whether the check shall refuse in it.

    `differences` = what came out otherwise than expected, with titles instead of ids.
    """

    prepared: Prepared
    refuses: bool
    result: Result | None
    differences: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def prepared_of(layers: tuple[str, ...]) -> tuple[Prepared, ...]:
    """All scenarios of these layers, in the order of their files. Raises `law.PackFaults`."""
    found = [
        scenario
        for layer in layers
        for path in sorted((Path(settings.MINGJING_PACKS) / layer / FOLDER).rglob("*.yaml"))
        for scenario in read_scenarios(path, f"{layer}/{FOLDER}/{path.name}")
    ]
    known = {scenario.id: scenario for scenario in found}
    return tuple(_placed(prepare(scenario, known)) for scenario in found)


def _placed(prepared: Prepared) -> Prepared:
    """With the layers under which it runs: those it names, else those of the pack where it stands."""
    own = prepared.scenario.origin.file.partition("/")[0]
    return prepared if prepared.layers else replace(prepared, layers=layers_of(own))


def layers_on_disk(library: law.Library) -> tuple[str, ...]:
    """The layers of a library that have a folder: all but the approved changes."""
    return tuple(
        layer.info.id for layer in library.layers if (Path(settings.MINGJING_PACKS) / layer.info.id).is_dir()
    )


def of_check(library: law.Library, check_id: str, acts: frozenset[str]) -> list[Told]:
    """Scenarios in which the check shall refuse, and some in which one of its acts shall pass; run in bounded time."""
    every = prepared_of(layers_on_disk(library))
    refusing = [one for one in every if check_id in expected_failures(one)]
    passing = [
        one for one in every if one not in refusing and (check_id in one.scenario.check or _passes(one, acts))
    ]
    passing.sort(key=lambda one: check_id not in one.scenario.check)
    chosen = [(one, library_for(one, library)) for one in (*refusing, *passing[:PASSING])]
    end = monotonic() + SECONDS
    return [_told(one, one in refusing, packs, library, monotonic() < end) for one, packs in chosen]


def _told(prepared: Prepared, refuses: bool, packs: law.Library, library: law.Library, run: bool) -> Told:
    found = _result(prepared.scenario.id, layers_on_disk(library), packs) if run else None
    if found is None or not found.differences:
        return Told(prepared, refuses, found)
    pack = packs.on(law.law_day(timezone.now()))
    return Told(prepared, refuses, found, tuple(readable(pack, line) for line in found.differences))


def _passes(prepared: Prepared, acts: frozenset[str]) -> bool:
    """Does the scenario do one of these acts in a step that shall be accepted?"""
    return any(step["act"] in acts and not failures_of(step) for step in prepared.steps)


def library_for(prepared: Prepared, library: law.Library) -> law.Library:
    """The library of a scenario's own layers; the one at hand where that is the same."""
    return library if prepared.layers == layers_on_disk(library) else library_of_layers(prepared.layers)


def find(library: law.Library, scenario_id: str) -> Prepared | None:
    every = prepared_of(layers_on_disk(library))
    return next((one for one in every if one.scenario.id == scenario_id), None)


@lru_cache(maxsize=4096)
def _result(scenario_id: str, layers: tuple[str, ...], library: law.Library) -> Result:
    prepared = next(one for one in prepared_of(layers) if one.scenario.id == scenario_id)
    return run_pure(prepared, library)


@dataclass(frozen=True, slots=True)
class Runs:
    """Scenarios run with a change: how many, which came out otherwise, how many had no time or were spared."""

    ran: int
    failed: tuple[Result, ...]
    left: int
    spared: int = 0


_KEPT = 64
_whole: dict[Hashable, Runs] = {}  # what ran to its end: who approves doesn't wait for what the proposer saw


def run_with(change: tuple[str, dict[str, Any]], every: list[Prepared], seconds: float) -> Runs:
    """Run scenarios under their own layers with one changed item (file name, item) on top.

    Where the changed packs don't fit together on all days (a citation of a later law), the scenario is left out.
    The same change under the same packs gives the same answer: it is run once.
    """
    name, item = change
    packs = tuple(library_of_layers(layers).digest for layers in sorted({one.layers for one in every}))
    key = (name, json.dumps(item, sort_keys=True), packs, tuple(one.scenario.id for one in every))
    if (kept := _whole.get(key)) is not None:
        return kept
    end = monotonic() + seconds
    found = _run_with(name, item, every, end)
    if monotonic() <= end:
        while len(_whole) >= _KEPT:
            _whole.pop(next(iter(_whole)), None)
        _whole[key] = found
    return found


def _run_with(name: str, item: dict[str, Any], every: list[Prepared], end: float) -> Runs:
    libraries: dict[tuple[str, ...], law.Library | None] = {}
    beginnings: dict[tuple[str, ...], Beginnings] = defaultdict(Beginnings)
    ran, left, failed = 0, 0, []
    for one in every:
        if one.layers not in libraries:
            libraries[one.layers] = _changed(one.layers, name, item)
        library = libraries[one.layers]
        if library is None or monotonic() > end:
            left += 1
            continue
        found = run_pure(one, library, beginnings[one.layers])
        ran += 1
        # Only what held before can be broken by the change.
        if found.differences and not run_pure(one, library_of_layers(one.layers)).differences:
            failed.append(found)
    return Runs(ran, tuple(failed), left)


def _changed(layers: tuple[str, ...], name: str, item: dict[str, Any]) -> law.Library | None:
    base = library_of_layers(layers)
    card = {"id": f"{base.id}-trial", "title": base.title, "extends": base.id}
    try:
        return law.with_layer(base, {"pack.yaml": card, name: [item]})
    except law.PackFaults:
        return None


def named_checks(prepared: Prepared) -> frozenset[str]:
    """Checks that the scenario is about: named, or expected to refuse or to score in its own steps."""
    return frozenset(prepared.scenario.check) | expected_failures(prepared)
