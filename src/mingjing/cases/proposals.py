"""What a page works out for a field and a person only confirms, for steps that no page stands before (scenarios).

Apps above `cases` register here, as with `effects`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Propose = Callable[[Any, Mapping[str, Any]], Any]
_proposals: dict[str, dict[str, Propose]] = {}


def register(effect: str, field: str, propose: Propose) -> None:
    """`propose(case, fields)` gives what the page of acts with this `effect` puts into `field` when nobody changes it."""
    _proposals.setdefault(effect, {})[field] = propose


def confirmed(effect: str, case: Any, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The proposals of the act's page for fields that aren't filled in, all of them confirmed."""
    missing = {name: one for name, one in _proposals.get(effect, {}).items() if name not in fields}
    return {name: propose(case, fields) for name, propose in missing.items()}
