"""An agency's own dated changes, as one more layer on top of its packs.

The layer is plain data (see `files.layer_of_data`): it is digested, kept and replayed like any other. A change replaces
the item from its first day on, with what the layers below say on that day as its ground; earlier days keep what they had.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .faults import Fault, PackFaults
from .items import Catalogue, Limit
from .library import Library, with_layer

Kind = Literal["limit", "row_add", "row_change", "row_end"]
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Amendment:
    """One change of one item. `value` = a limit's new value, or the row as it shall be (empty for `row_end`)."""

    kind: Kind
    item: str
    since: dt.date
    value: Any = None
    row: str = ""
    owner: str = ""
    reason: str = ""
    source: str = ""

    @property
    def target(self) -> tuple[str, str]:
        """What the change is about; two changes of one target must not begin on one day."""
        return (self.item, self.row)


@dataclass(slots=True)
class _Files:
    limits: list[dict[str, Any]] = field(default_factory=list)
    catalogues: list[dict[str, Any]] = field(default_factory=list)


def amended(base: Library, amendments: Sequence[Amendment]) -> Library:
    """The library with the amendments as its top layer. Raises PackFaults when they don't fit the packs."""
    if not amendments:
        return base
    return with_layer(base, layer_files(base, amendments))


def layer_files(base: Library, amendments: Sequence[Amendment]) -> dict[str, Any]:
    """The layer as data, by the names that its files would have. Raises PackFaults."""
    files = _Files()
    by_item: dict[str, list[Amendment]] = {}
    for one in sorted(amendments, key=lambda one: (one.since, one.item, one.row)):
        by_item.setdefault(one.item, []).append(one)
    for item_id, changes in by_item.items():
        if changes[0].kind == "limit":
            files.limits += [_limit(base, item_id, one, end) for one, end in _spans(changes)]
        else:
            files.catalogues += _catalogues(base, item_id, changes)
    card = {"id": f"{base.id}-amendments", "title": base.title, "extends": base.id, "note": "经批准的调整"}
    told: dict[str, Any] = {"pack.yaml": card}
    if files.limits:
        told["limits.yaml"] = files.limits
    if files.catalogues:
        told["catalogues/amendments.yaml"] = files.catalogues
    return told


def _spans(changes: Sequence[Amendment]) -> Iterable[tuple[Amendment, dt.date | None]]:
    """Each change with its last day: the day before the next one begins."""
    for index, one in enumerate(changes):
        yield one, (changes[index + 1].since - _DAY if index + 1 < len(changes) else None)


def _limit(base: Library, limit_id: str, one: Amendment, end: dt.date | None) -> dict[str, Any]:
    limit: Limit = _in_force(base, "limits", limit_id, one.since)
    told = limit.model_dump(mode="json", by_alias=True, exclude_unset=True)
    value = one.value
    if isinstance(value, Mapping):  # entries that another limit adds stay with that one
        value = {key: entry for key, entry in value.items() if key in limit.value}
    told |= {"value": value, "in_force": _period(one.since, end), "note": one.reason, "rank": "agency"}
    return told | ({"owner": one.owner} if one.owner else {}) | ({"source": one.source} if one.source else {})


def _catalogues(base: Library, catalogue_id: str, changes: Sequence[Amendment]) -> list[dict[str, Any]]:
    """A version of the catalogue from each day on which a row changes, or the packs' own catalogue does."""
    first = changes[0].since
    days = {one.since for one in changes}
    for version in base.items.catalogues.get(catalogue_id, []):
        for edge in (version.in_force, *(row.in_force for row in version.rows)):
            days |= {day for day in (edge.since, edge.until and edge.until + _DAY) if day and day > first}
    starts = sorted(days)
    told = []
    for index, day in enumerate(starts):
        end = starts[index + 1] - _DAY if index + 1 < len(starts) else None
        catalogue: Catalogue = _in_force(base, "catalogues", catalogue_id, day)
        data = catalogue.model_dump(mode="json", by_alias=True, exclude_unset=True)
        rows = {row["id"]: _undated(row) for row in data["rows"]}
        for one in changes:
            if one.since > day:
                continue
            if one.kind == "row_end":
                rows.pop(one.row, None)
            else:
                rows[one.row] = {**rows.get(one.row, {}), **one.value, "id": one.row}
        told.append({**data, "rows": list(rows.values()), "in_force": _period(day, end)})
    return told


def _in_force(base: Library, kind: str, item_id: str, day: dt.date) -> Any:
    """The item of the packs on a day, without what other items add to it. Raises PackFaults."""
    item = own_version(base, kind, item_id, day)
    if item is None:
        message = f"“{item_id}”在{day}没有施行中的版本，不能调整。"
        raise PackFaults([Fault(f"{base.id}-amendments/{kind}", 1, message)])
    return item


def own_version(base: Library, kind: str, item_id: str, day: dt.date) -> Any:
    """As a pack writes it, with a catalogue's rows of the day; None when it isn't in force."""
    versions = base.items.of(kind).get(item_id, [])
    item = next((one for one in versions if one.in_force.holds(day)), None)
    if isinstance(item, Catalogue):
        rows = tuple(row for row in item.rows if row.in_force.holds(day))
        item = item.model_copy(update={"rows": rows})
    return item


def _undated(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row without its period: the catalogue's own version says when."""
    return {key: value for key, value in row.items() if key != "in_force"}


def _period(since: dt.date, until: dt.date | None) -> dict[str, str]:
    return {"from": since.isoformat()} | ({"to": until.isoformat()} if until else {})
