"""The allow-list: exactly these facts of a case become public (国办发〔2018〕118号: agency, party, kind, conclusion)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from mingjing import law
from mingjing.cases import shown
from mingjing.cases.effects import Done
from mingjing.cases.payload import SHANGHAI
from mingjing.disclosure.remake import apply
from mingjing.disclosure.source import Source

KINDS = {"penalty": "行政处罚", "licence": "行政许可", "coercion": "行政强制", "inspection": "行政检查"}
# The periods that the public sees kept, by the clock's id; a clock that the case never started is left out.
PERIODS = (
    "penalty_decision",
    "service_penalty",
    "publish_safety_penalty",
    "publish_penalty_license",
    "fine_payment",
)


@dataclass(frozen=True)
class PublicFacts:
    """What is shown beside the document; texts have the masks applied."""

    kind: str
    procedure: str
    title: str
    summary: str
    party_name: str
    party_code: str
    violation: str
    basis: str
    result: str
    fine: Decimal | None
    decided_on: date
    periods: list[dict[str, Any]]
    remedy: dict[str, str]

    def as_columns(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}


def public_facts(done: Done, source: Source, replacements: list[tuple[str, str]]) -> PublicFacts:
    """Pick and mask. A natural person's name is the one that the officer confirmed for publication."""
    case, party = done.state.facts, done.state.party
    person = party.get("kind") == "person"
    name = str(done.occurrence.get("masked_name") or "") if person else str(party.get("name") or "")
    hide = [*replacements, (str(party.get("name")), name)] if person and party.get("name") else replacements
    procedure = done.pack.procedure(done.state.procedure)

    def text(value: Any) -> str:
        return apply(str(value or ""), hide)

    decided = str(source.document.get("issued_on") or case.get("decided_on"))
    return PublicFacts(
        kind=KINDS.get(procedure.kind, procedure.title),
        procedure=procedure.title,
        title=text(case.get("case_name") or case.get("cause"))[:300],
        summary=text(done.occurrence.get("summary")),
        party_name=name[:200],
        party_code="" if person else str(party.get("uscc") or ""),
        violation=text(case.get("cause")),
        basis=text("、".join(_citations(case.get("citations") or case.get("penalty_citations") or ()))),
        result=text(_result(done.pack, case)),
        fine=Decimal(str(case["fine"])) if case.get("fine") not in (None, "", 0) else None,
        decided_on=date.fromisoformat(decided[:10]),
        periods=_periods(done),
        remedy=_remedy(done),
    )


def _citations(items: Iterable[Any]) -> list[str]:
    return [
        str(one)
        if not isinstance(one, Mapping)
        else f"{one.get('statute', '')} {one.get('article', '')}".strip()
        for one in items
    ]


def _result(pack: law.Pack, case: Mapping[str, Any]) -> str:
    kinds = pack.catalogue("penalty_kinds")
    named = [
        row.title for code in case.get("penalty_kinds") or () if kinds and (row := kinds.row_of(str(code)))
    ]
    parts = ["、".join(named)] if named else []
    if case.get("fine") not in (None, "", 0):
        parts.append(f"罚款人民币{shown.money(case['fine'])}")
    if case.get("confiscation") not in (None, "", 0):
        parts.append(f"没收{shown.money(case['confiscation'])}")
    return "；".join(parts)


def _periods(done: Done) -> list[dict[str, Any]]:
    """Days used of days allowed, for the periods that ended in time or run (source: the pack's clocks)."""
    today = done.now.astimezone(SHANGHAI).date()
    found = []
    for clock in law.clocks(done.pack, done.state, done.pack.calendar, today):
        if clock.id in PERIODS and clock.state in {"met", "late", "running", "overdue"}:
            found.append(
                {
                    "title": clock.title,
                    "due": str(clock.due_on or ""),
                    "state": clock.state,
                    "citation": clock.citation,
                }
            )
    return found


def _remedy(done: Done) -> dict[str, str]:
    agency = done.agency.facts
    return {key: str(agency[key]) for key in ("reconsideration_body", "court") if agency.get(key)}
