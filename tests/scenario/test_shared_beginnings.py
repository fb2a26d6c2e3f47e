"""What scenarios begin with is played once; every result is the one that the whole scenario gives when it is played alone."""

from __future__ import annotations

from dataclasses import replace

from mingjing.law.beginnings import Beginnings, names
from mingjing.law.scenario_run import run_pure

from .conftest import all_scenarios, layers_of, library_of, prepared

SOME = 40


def test_a_shared_beginning_changes_no_result() -> None:
    shared: dict[tuple[str, ...], Beginnings] = {}
    sharing = [one for one in map(prepared, all_scenarios()) if one.base > 3][
        :: max(1, len(all_scenarios()) // SOME)
    ]
    spared = 0
    for item in sharing:
        layers = layers_of(item)
        library, beginnings = library_of(*layers), shared.setdefault(layers, Beginnings())
        spared += beginnings.furthest(names(item)) is not None
        together, alone = run_pure(item, library, beginnings), run_pure(item, library)
        assert (together.differences, together.state) == (alone.differences, alone.state)
    assert spared > len(sharing) // 2


def test_what_is_given_or_done_otherwise_is_another_beginning() -> None:
    item = next(one for one in map(prepared, all_scenarios()) if one.base > 3)
    party = item.given.model_copy(update={"party": {**item.given.party, "name": "另一家公司"}})
    assert not set(names(item)) & set(names(replace(item, given=party)))
    later = ({**item.steps[0], "on": "2026-01-05"}, *item.steps[1:])
    assert not set(names(item)) & set(names(replace(item, steps=later)))
