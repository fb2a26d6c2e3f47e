"""Facts of a case with the derived ones worked out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .pack import Pack
from .sight import Sight
from .state import CaseState


def facts_of(pack: Pack, state: CaseState, at: dt.datetime) -> dict[str, Any]:
    """Every declared fact as conditions see it (unset ones too; money as double), derived ones with `<id>_grounds`."""
    sight = Sight(pack, state, at)
    sight.prepare([("case", "*")])
    return dict(sight.data["case"])
