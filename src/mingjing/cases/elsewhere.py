"""What other cases of the agency say about the party of this one, for the acts that the law lets ask (`elsewhere.*`)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from mingjing import law
from mingjing.cases.models import Case

VISITED, KIND = "visited_on", "inspection_kind"  # the facts by which a case tells of a visit
MOST = 366


def asked(case: Case, pack: law.Pack, state: law.CaseState, act_id: str, day: date) -> dict[str, Any]:
    """What conditions read under `elsewhere`; {} when no check or field of the act reads any of it (then no query)."""
    procedure = pack.procedures.get(state.procedure)
    act = procedure.act(act_id) if procedure else None
    if procedure is None or act is None or "visits" not in pack.asks_elsewhere(procedure, act):
        return {}
    return {"visits": visits(case, day)}


def visits(case: Case, day: date) -> list[dict[str, str]]:
    """Visits to this party in other cases of the agency, in the year of `day` until that day: {on, kind} (2 queries).

    The party is known by its code or, without one, by its name. Until the transaction ends nobody else can count the
    visits to this party, so that two cases never both take the last one that is allowed.
    """
    if not (case.party_code or case.party_name):
        return []
    party = {"party_code": case.party_code, "party_name": case.party_name}
    if case.party_code:
        del party["party_name"]
    with connection.cursor() as cursor:
        told = f"visits {case.agency_id} {case.party_code or case.party_name}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [told])
    others = Case.objects.filter(
        agency=case.agency_id,
        **party,
        **{f"state__facts__{VISITED}__gte": f"{day.year}-01-01"},
        **{f"state__facts__{VISITED}__lte": day.isoformat()},
    ).exclude(pk=case.pk)
    found = others.values_list(f"state__facts__{VISITED}", f"state__facts__{KIND}")
    return [
        {"on": on, "kind": kind or ""} for on, kind in found.order_by(f"state__facts__{VISITED}", "pk")[:MOST]
    ]
