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
from mingjing.disclosure import spans
from mingjing.disclosure.programme import KINDS
from mingjing.disclosure.remake import Remade, apply, refuse_leaks
from mingjing.disclosure.source import Source


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
    remedy: dict[str, dict[str, str]]

    def as_columns(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}


def public_name(done: Done, source: Source) -> str:
    """How the party is called in public: a natural person as the officer confirmed, an organisation by its name."""
    party = source.state.party
    if party.get("kind") == "person":
        return str(done.occurrence.get("masked_name") or "")
    return str(party.get("name") or "")


def public_facts(done: Done, source: Source, made: Remade) -> PublicFacts:
    """Pick and mask, as of the decision. Raises Refused when what an officer wrote says something hidden."""
    case, party = source.state.facts, source.state.party
    name = public_name(done, source)
    person = party.get("kind") == "person"
    hide = (
        [*made.replacements, (str(party["name"]), name)]
        if person and party.get("name")
        else made.replacements
    )
    procedure = done.pack.procedure(done.state.procedure)

    def text(value: Any) -> str:
        return apply(str(value or ""), hide)

    found = PublicFacts(
        kind=KINDS.get(procedure.kind, procedure.title),
        procedure=procedure.title,
        title=text(case.get("name") or case.get("cause"))[:300],
        # What an officer writes now is not masked for him: it is refused when it says something hidden.
        summary=str(done.occurrence.get("summary") or ""),
        party_name=name[:200],
        party_code="" if person else str(party.get("uscc") or ""),
        violation=text(case.get("cause")),
        basis=text("、".join(_citations(case.get("penal") or ()))),
        result=text(_result(done.pack, case)),
        fine=Decimal(str(case["fine"])) if case.get("fine") not in (None, "", 0, 0.0) else None,
        decided_on=date.fromisoformat(str(source.document["issued_on"])[:10]),
        periods=spans.periods(done),
        remedy=spans.remedy(done),
    )
    words = (found.title, found.summary, found.party_name, found.violation, found.basis, found.result)
    refuse_leaks("\n".join(words), made.secrets)
    return found


def _citations(items: Iterable[Any]) -> list[str]:
    return [
        str(one)
        if not isinstance(one, Mapping)
        else f"{one.get('statute', '')} {one.get('article', '')}".strip()
        for one in items
    ]


def _result(pack: law.Pack, case: Mapping[str, Any]) -> str:
    kinds = pack.catalogue("penalty_kinds")
    fine, taken = (Decimal(str(case.get(name) or 0)) for name in ("fine", "confiscation"))
    named = [row.title for code in case.get("penalty_kinds") or () if (row := kinds.row_of(str(code)))]
    # The amount says the kind better than its name.
    parts = [title for title in named if not (fine and title == "罚款")]
    if fine:
        parts.append(f"罚款人民币{shown.money(fine)}")
    if taken:
        parts.append(f"没收{shown.money(taken)}")
    return "；".join(parts)
