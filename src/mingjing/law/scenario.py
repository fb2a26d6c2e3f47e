"""Scenarios: the packs' own tests, as written (`use`, `until`, `defaults`) and as prepared for a run.

`use: other, until: act` begins with the other's steps before its first step of that act (`act-2`: its second; a
step's id: that step). The using scenario's `defaults` reach into those steps too; a null takes a key away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from .faults import Fault, PackFaults
from .items import Strict, Text, TextList
from .model_faults import sentence
from .yaml_source import Origin, child, read_yaml

_STEP_KEYS = {
    "by",
    "as",
    "officers",
    "fields",
    "evidence",
    "media",
    "conflicts",
    "elsewhere",
    "documents",
    "reasons",
    "approve",
    "recorded_at",
    "born",
}


class Given(Strict):
    """What is there before the first step."""

    agency: dict[str, Any] = Field(default_factory=dict)
    officers: dict[str, dict[str, Any]] = Field(default_factory=dict)
    party: dict[str, Any] = Field(default_factory=dict)
    facts: dict[str, Any] = Field(default_factory=dict)


class Scenario(Strict):
    """One scenario as written."""

    id: Text
    title: Text
    layers: TextList = ()
    procedure: str = ""
    given: Given | None = None
    defaults: dict[str, Any] = Field(default_factory=dict)
    steps: tuple[dict[str, Any], ...] = ()
    expect: dict[str, Any] = Field(default_factory=dict)
    use: str = ""
    until: str = ""
    check: TextList = ()
    note: Text = ""
    origin: Origin = Field(default=Origin("", ""), exclude=True, repr=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scenario ready to run: every step complete. `base` = how many of the steps come from the used scenario."""

    scenario: Scenario
    layers: tuple[str, ...]
    procedure: str
    given: Given
    steps: tuple[dict[str, Any], ...]
    base: int
    defaults: Mapping[str, Any] = field(default_factory=dict)


def read_scenarios(path: Path, name: str = "") -> list[Scenario]:
    """All scenarios of a file (one, or a list). Raises PackFaults with file and line."""
    faults: list[Fault] = []
    file = name or str(path)
    document = read_yaml(path, file, faults)
    found: list[Scenario] = []
    if document is not None:
        single = isinstance(document.data, Mapping)
        for index, value in enumerate([document.data] if single else document.data or []):
            origin = Origin("", file, document.node if single else child(document.node, index))
            scenario = _scenario(value, origin, faults)
            found += [scenario] if scenario else []
    if faults:
        raise PackFaults(faults)
    return found


def _scenario(value: Any, origin: Origin, faults: list[Fault]) -> Scenario | None:
    if not isinstance(value, Mapping):
        faults.append(origin.fault("情景应当由“键: 值”组成。"))
        return None
    try:
        scenario = Scenario.model_validate({**value, "origin": origin})
    except ValidationError as error:
        faults += [
            origin.fault(sentence(part), [s for s in part["loc"] if s != "[key]"]) for part in error.errors()
        ]
        return None
    before = len(faults)
    for index, step in enumerate(scenario.steps):
        path: list[str | int] = ["steps", index]
        for key in sorted(set(step) - _STEP_KEYS - {"id", "on", "at", "act", "step", "expect", "note"}):
            faults.append(origin.fault(f"步骤里不认识“{key}”这一项。", [*path, key]))
        if "act" not in step or not ({"on", "at"} & set(step)):
            faults.append(origin.fault("步骤应当写明 act 和时间（on 或者 at）。", path))
    if not scenario.use and (not scenario.procedure or scenario.given is None):
        faults.append(origin.fault("情景应当写明 procedure 和 given，或者从别的情景开始（use）。"))
    return scenario if len(faults) == before else None


def prepare(scenario: Scenario, known: Mapping[str, Scenario], following: Iterable[str] = ()) -> Prepared:
    """Resolve `use` and the defaults. Raises PackFaults when the used scenario or step doesn't exist."""
    if not scenario.use:
        steps = tuple(_complete(scenario.defaults, step) for step in scenario.steps)
        given = scenario.given or Given()
        return Prepared(scenario, scenario.layers, scenario.procedure, given, steps, 0, scenario.defaults)
    other = known.get(scenario.use)
    if other is None or scenario.use in following:
        said = f"没有“{scenario.use}”这个情景。" if other is None else "情景互相使用（use）。"
        raise PackFaults([scenario.origin.fault(said, ["use"])])
    base = prepare(other, known, [*following, scenario.id])
    first = _until(scenario, base)
    own = _merge(base.defaults, scenario.defaults)
    before = [_over(scenario.defaults, step) for step in base.steps[:first]]
    steps = (*before, *(_complete(own, step) for step in scenario.steps))
    given = Given.model_validate(
        _merge(base.given.model_dump(), scenario.given.model_dump() if scenario.given else {})
    )
    return Prepared(scenario, scenario.layers or base.layers, base.procedure, given, steps, first, own)


def _until(scenario: Scenario, base: Prepared) -> int:
    if not scenario.until:
        return len(base.steps)
    done: dict[str, int] = {}
    for index, step in enumerate(base.steps):
        done[step["act"]] = done.get(step["act"], 0) + 1
        if scenario.until in (step.get("id"), step["act"], f"{step['act']}-{done[step['act']]}"):
            return index
    raise PackFaults(
        [scenario.origin.fault(f"情景“{scenario.use}”里没有“{scenario.until}”这一步。", ["until"])]
    )


def _complete(defaults: Mapping[str, Any], step: Mapping[str, Any]) -> dict[str, Any]:
    """Defaults for all steps, then those of the act, then the step itself."""
    common = {key: value for key, value in defaults.items() if key in _STEP_KEYS}
    return _merge(_merge(common, defaults.get(step["act"]) or {}), step)


def _over(defaults: Mapping[str, Any], step: Mapping[str, Any]) -> dict[str, Any]:
    return _merge(step, defaults.get(step["act"]) or {})


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings key by key (two levels: a step's `fields`); null above takes the key away; lists are replaced."""
    result = dict(below)
    for key, value in above.items():
        lower = result.get(key)
        if value is None:
            result.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(lower, Mapping):
            result[key] = _merge(lower, value)
        else:
            result[key] = value
    return result
