"""The packs' whole case: from a clue to the archive, as the scenario file tells it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from mingjing import law
from mingjing.law.packs_on_disk import BUILTIN
from mingjing.law.scenario import Prepared, prepare, read_scenarios

LAYERS = ("cn", "cn-emergency", "cn-990105-yj")
FILE = BUILTIN / "cn-emergency" / "scenarios" / "whole_case.yaml"


@cache
def library() -> law.Library:
    return law.load_library(BUILTIN, LAYERS)


@cache
def whole_case() -> Prepared:
    """All steps of the scenario `whole-case`, their expectations left out."""
    told = next(one for one in read_scenarios(FILE) if one.id == "whole-case")
    prepared = prepare(told, {})
    steps = tuple({key: part for key, part in step.items() if key != "expect"} for step in prepared.steps)
    return replace(prepared, steps=steps, scenario=told.model_copy(update={"expect": {}}))


def beginning(steps: int) -> Prepared:
    """The whole case up to and with that many steps."""
    return replace(whole_case(), steps=whole_case().steps[:steps])
