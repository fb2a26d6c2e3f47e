"""Where officers were and when: acts with a beginning and an end, so that nobody is at two places at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from mingjing import law
from mingjing.cases.models import Engagement


def conflicts(
    officers: Sequence[str],
    fields: Mapping[str, Any],
    act: law.Act | None,
    case_id: UUID,
    names: Mapping[str, str],
) -> list[dict[str, str]]:
    """Records of other cases that put one of the officers elsewhere meanwhile (1 query; none without a time span).

    Each is `{officer, case, act, start, end}` as the law room reads it, times with +08:00. Within one case the state
    itself tells.
    """
    span = _span(fields)
    if act is None or span is None or not officers:
        return []
    start, end = span
    ids = [int(one) for one in officers]
    meanwhile = Engagement.objects.filter(started_at__lt=end, ended_at__gt=start, officer__in=ids)
    found = meanwhile.exclude(case_id=case_id)
    return [
        {
            "officer": names.get(str(one.officer_id), ""),
            "case": "另案",
            "act": one.act,
            "start": law.stamp(one.started_at),
            "end": law.stamp(one.ended_at),
        }
        for one in found.order_by("started_at", "pk")[:20]
    ]


def note(case_id: UUID, act: str, occurrence: Mapping[str, Any]) -> None:
    """Keep where the officers of an act were, when it has a time span (at most 1 query)."""
    rows = rows_of(case_id, act, occurrence)
    if rows:
        Engagement.objects.bulk_create(rows)


def rows_of(case_id: UUID, act: str, occurrence: Mapping[str, Any]) -> list[Engagement]:
    span = _span(occurrence)
    if span is None:
        return []
    return [
        Engagement(
            officer_id=int(one["id"]),
            case_id=case_id,
            record_seq=occurrence["seq"],
            act=act,
            started_at=span[0],
            ended_at=span[1],
        )
        for one in occurrence.get("officers") or ()
        if str(one.get("id", "")).isdigit()
    ]


def rewrite(case_id: UUID, state: law.CaseState) -> None:
    """Make the engagements of a case anew from its state."""
    Engagement.objects.filter(case_id=case_id).delete()
    rows = [row for act, items in state.acts.items() for item in items for row in rows_of(case_id, act, item)]
    Engagement.objects.bulk_create(rows)


def _span(fields: Mapping[str, Any]) -> tuple[datetime, datetime] | None:
    try:
        start = law.parse_instant(str(fields["start"]))
        end = law.parse_instant(str(fields["end"]))
    except (KeyError, ValueError):
        return None
    return (start, end) if start < end else None


__all__ = ["Engagement", "conflicts", "note", "rewrite", "rows_of"]
