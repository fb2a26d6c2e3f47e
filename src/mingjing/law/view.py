"""What is worked out of a case as it stands: its facts with the derived ones, how long its file is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from .pack import Pack
from .retaining import Retention, retention_seen
from .sight import Sight
from .state import CaseState


def facts_of(pack: Pack, state: CaseState, at: dt.datetime) -> dict[str, Any]:
    """Every declared fact as conditions see it (unset ones too; money as double), derived ones with `<id>_grounds`."""
    sight = Sight(pack, state, at)
    sight.prepare([("case", "*")])
    return dict(sight.data["case"])


def retention(
    pack: Pack, state: CaseState, at: dt.datetime, agency: Mapping[str, Any] | None = None
) -> Retention:
    """How long the case's file is kept, and on what grounds. Raises LawError if a ground can't be judged."""
    return retention_seen(Sight(pack, state, at, agency=agency))
