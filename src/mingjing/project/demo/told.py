"""The demo's data as written in the pack: bureau, what acts are filled with, routes, cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

CASE_FILES = (
    "cases-open.yaml", "cases-done.yaml", "cases-licence.yaml", "cases-inspection.yaml", "cases-summary.yaml",
    "cases-coercion.yaml",
)  # fmt: skip
ORDINARY = "penalty.ordinary"


@dataclass(frozen=True)
class Stop:
    """One act on a case's way: `act` names an entry of the procedure's acts, `gap` = working days after the stop before."""

    act: str
    gap: int


@dataclass(frozen=True)
class Told:
    """A case as told: `words` fill the acts' texts; the rest says how far it has come and when.

    `last` = working days from today to the last stop (negative); `pin` = stops at a day ("d-26": calendar days).
    `given` = approvals given to the last stop (None = all of them). `born_of` = id of the case it is born of, with
    all of that case's evidence.
    """

    id: str
    route: tuple[Stop, ...]
    handlers: tuple[str, ...]
    head: str
    words: dict[str, Any]
    procedure: str = ORDINARY
    born_of: str = ""
    last: int | None = None
    given: int | None = None
    pin: dict[str, str] = field(default_factory=dict)
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)


def folder() -> Path:
    return Path(settings.MINGJING_PACKS) / "cn-990105-yj" / "demo"


@cache
def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def bureau() -> dict[str, Any]:
    """Agencies, units and people."""
    return _read(folder() / "bureau.yaml")  # type: ignore[no-any-return]


def recordings() -> dict[str, Any]:
    """Devices, what they recorded, and reports of interruptions."""
    return _read(folder() / "recordings.yaml")  # type: ignore[no-any-return]


@cache
def acts(procedure: str) -> dict[str, dict[str, Any]]:
    """By name: act, time of day, minutes, team, scene, fields.

    Those of the ordinary penalty are told for all; another procedure's are laid over them, as its acts `use` theirs.
    """
    common = _read(folder() / "acts" / f"{ORDINARY}.yaml")
    if procedure == ORDINARY:
        return common  # type: ignore[no-any-return]
    own = _read(folder() / "acts" / f"{procedure}.yaml")
    return {**common, **{name: _laid_over(common.get(name, {}), entry) for name, entry in own.items()}}


def _laid_over(common: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    return {**common, **own, "fields": {**common.get("fields", {}), **own.get("fields", {})}}


def cases() -> list[Told]:
    """All cases, in the order of the files."""
    routes = _read(folder() / "routes.yaml")
    return [_case(one, routes) for name in CASE_FILES for one in _read(folder() / name)]


_KEYS = {
    "id",
    "route",
    "handlers",
    "head",
    "last",
    "given",
    "pin",
    "fields",
    "until",
    "skip",
    "insert",
    "gap",
    "procedure",
    "born_of",
}


def _case(data: dict[str, Any], routes: dict[str, Any]) -> Told:
    stops = [Stop(act, gap) for act, gap in routes[data["route"]]]
    for after, act, gap in data.get("insert", ()):
        place = next(i for i, stop in enumerate(stops) if stop.act == after) + 1
        stops.insert(place, Stop(act, gap))
    skipped = set(data.get("skip", ()))
    gaps = data.get("gap", {})
    stops = [Stop(one.act, gaps.get(one.act, one.gap)) for one in stops if one.act not in skipped]
    end = next(i for i, stop in enumerate(stops) if stop.act == data["until"]) + 1
    return Told(
        id=data["id"],
        route=tuple(stops[:end]),
        handlers=tuple(data["handlers"]),
        head=data.get("head", "ye"),
        words={key: value for key, value in data.items() if key not in _KEYS},
        procedure=data.get("procedure", ORDINARY),
        born_of=data.get("born_of", ""),
        last=data.get("last"),
        given=data.get("given"),
        pin=data.get("pin", {}),
        fields=data.get("fields", {}),
    )
