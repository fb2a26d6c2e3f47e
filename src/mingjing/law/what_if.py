"""A pack with some values changed, to try a case against; nothing is loaded or checked anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .pack import ItemsOfDay, Pack


def with_limits(pack: Pack, values: Mapping[str, Any]) -> Pack:
    """The pack with other values of some limits; unknown ids are passed over. The pack given stays as it is."""
    limits = {
        key: limit.model_copy(update={"value": values[key]}) if key in values else limit
        for key, limit in pack.limits.items()
    }
    items = ItemsOfDay(
        statutes=dict(pack.statutes),
        limits=limits,
        roles=dict(pack.roles),
        case_facts=dict(pack.facts),
        party_facts=dict(pack.party_facts),
        deadlines=dict(pack.deadlines),
        procedures=dict(pack.procedures),
        checks=dict(pack.checks),
        catalogues=dict(pack.catalogues),
        forms=dict(pack.forms),
    )
    return Pack(pack.id, pack.title, pack.digest, items, pack.calendar)
