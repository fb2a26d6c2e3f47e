"""What other apps do when an act takes effect that the packs mark so (`effect`): inside its transaction, so that both happen or neither.

Apps above `cases` register here (in `AppConfig.ready`); `perform` knows none of them. An effect that can't be carried
out raises `Refused`, and the act is as if it had not been asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingjing import law


@dataclass(frozen=True)
class Done:
    """An act that has taken effect: the case row, the pack it was judged by, the state after it, and its occurrence."""

    case: Any
    agency: Any
    pack: law.Pack
    state: law.CaseState
    act: str
    occurrence: Mapping[str, Any]
    now: datetime


Effect = Callable[[Done], None]
ANY = "*"  # whatever the act
_effects: dict[str, list[Effect]] = {}


def register(marked: str, effect: Effect) -> None:
    """Call `effect` whenever an act so marked (or `ANY`) takes effect; registering the same function again changes nothing."""
    known = _effects.setdefault(marked, [])
    if effect not in known:
        known.append(effect)


def carry_out(done: Done) -> None:
    """Call what is registered for the act's mark, then for any act, in the order of registration."""
    act = done.pack.procedure(done.state.procedure).act(done.act)
    marked = _effects.get(act.effect, ()) if act and act.effect else ()
    for effect in (*marked, *_effects.get(ANY, ())):
        effect(done)
