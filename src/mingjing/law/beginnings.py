"""Where scenarios that begin alike stand after their shared steps, so that those are played once."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from .scenario import Prepared
from .state import CaseState

Place = tuple[CaseState, dt.datetime]
MOST = 512  # states kept


class Beginnings:
    """Kept for one library. A place is known by what is given and by every step up to it, expectations included."""

    def __init__(self) -> None:
        self._places: OrderedDict[str, Place] = OrderedDict()

    def furthest(self, names: Sequence[str]) -> tuple[int, Place] | None:
        """How many of these steps need not be played again, and where the case stands after them."""
        for number, name in reversed(list(enumerate(names, 1))):
            if name in self._places:
                self._places.move_to_end(name)
                return number, self._places[name]
        return None

    def keep(self, name: str, place: Place) -> None:
        """Keep where a case stands after steps that all came out as expected; the places longest unused go."""
        self._places[name] = place
        if len(self._places) > MOST:
            self._places.popitem(last=False)


def names(prepared: Prepared) -> list[str]:
    """A name (SHA-256) for the place after each step that comes from the used scenario."""
    given = _digest("", {"procedure": prepared.procedure, "given": prepared.given.model_dump()})
    return list(accumulate(prepared.steps[: prepared.base], _digest, initial=given))[1:]


def _digest(before: str, step: Mapping[str, Any]) -> str:
    told = json.dumps(step, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(f"{before}\n{told}".encode()).hexdigest()
