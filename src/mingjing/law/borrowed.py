"""Acts that a procedure takes over from another: `use: penalty.ordinary/legal_review`, with what is different there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .faults import Fault
from .yaml_source import Origin

USE = "use"
Raw = Mapping[str, Any]


class RawActs:
    """Acts as the packs write them, by procedure and id; a later layer's come in the place of an earlier's."""

    def __init__(self) -> None:
        self._acts: dict[tuple[str, str], Raw] = {}

    def note(self, procedure: str, acts: Sequence[Any]) -> None:
        for act in acts:
            if isinstance(act, Mapping) and "id" in act:
                self._acts[procedure, str(act["id"])] = act

    def resolved(self, procedure: str, acts: Sequence[Any], faults: list[Fault]) -> list[Any]:
        """`acts` with every `use` replaced by the act it names; what stands beside `use` comes in its place.

        `fields` are merged by name; a field of null goes. An act that isn't there is added to `faults`.
        """
        found = []
        for act in acts:
            if not isinstance(act, Mapping) or USE not in act:
                found.append(act)
                continue
            origin: Origin = act["origin"]
            source = self._acts.get(_address(act[USE]))
            if source is None or USE in source or not isinstance(act.get("fields", {}), Mapping):
                faults.append(
                    origin.fault(f"没有可以沿用的执法行为“{act[USE]}”（写法：程序/执法行为）。", [USE])
                )
                continue
            own = {key: value for key, value in act.items() if key != USE}
            found.append({**source, **own, **_fields(source, own)})
        self.note(procedure, [act for act in found if isinstance(act, Mapping)])
        return found


def _address(text: Any) -> tuple[str, str]:
    procedure, _, act = str(text).partition("/")
    return procedure, act


def _fields(source: Raw, own: Raw) -> dict[str, Any]:
    if "fields" not in own:
        return {}
    merged = {**source.get("fields", {}), **own["fields"]}
    return {"fields": {name: kind for name, kind in merged.items() if kind is not None}}
