"""Where a person stands: agency, unit, roles. Read once a request; both the predicate and `perform` go by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Person = Any  # a Django user, an officer of the register, or a Standing


@dataclass(frozen=True)
class Standing:
    """An officer's place on this day. `supervised` holds the ids of the own agency and of all below it."""

    officer_id: Any
    agency_id: Any
    unit_id: Any
    roles: frozenset[str]
    supervised: tuple[Any, ...] = ()
