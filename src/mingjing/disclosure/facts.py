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
from mingjing.cases.refused import Fault, Refused
from mingjing.disclosure import spans
from mingjing.disclosure.basis import basis
from mingjing.disclosure.programme import kind_title
from mingjing.disclosure.remake import Remade, apply, refuse_leaks
from mingjing.disclosure.source import Source
from mingjing.law.published import PublicPart, PublicText


@dataclass(frozen=True)
class PublicFacts:
    """What is shown beside the document; texts have the masks applied."""

    kind: str
    procedure: str
    title: str
    summary: str
    party_name: str
    party_code: str
    matter: str
    basis: str
    result: str
    headings: dict[str, str]
    rules: dict[str, Any]
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
    """Pick and mask, as of the decision. Raises Refused when what an officer wrote says something hidden, or
    the procedure names nothing to be public.
    """
    case, party = source.state.facts, source.state.party
    name = public_name(done, source)
    person = party.get("kind") == "person"
    hide = (
        [*made.replacements, (str(party["name"]), name)]
        if person and party.get("name")
        else made.replacements
    )
    procedure = done.pack.procedure(done.state.procedure)
    published = procedure.published
    if published is None:
        say = f"法规包没有规定“{procedure.title}”公开哪些内容，不能公开。"
        raise Refused([Fault("published", say, "请法制机构在法规包中规定公开内容后再办理。", basis())])

    def text(value: Any) -> str:
        return apply(str(value or ""), hide)

    found = PublicFacts(
        kind=kind_title(done.pack, procedure),
        procedure=procedure.title,
        title=text(case.get("name") or case.get("cause"))[:300],
        # What an officer writes now is not masked for him: it is refused when it says something hidden.
        summary=str(done.occurrence.get("summary") or ""),
        party_name=name[:200],
        party_code="" if person else str(party.get("uscc") or ""),
        **{place: text(_said(done.pack, case, told)) for place, told in published.texts.items()},
        headings={"party": published.party, **{place: told.title for place, told in published.texts.items()}},
        rules=published.rules,
        fine=Decimal(str(case["fine"])) if case.get("fine") not in (None, "", 0, 0.0) else None,
        decided_on=date.fromisoformat(str(source.document["issued_on"])[:10]),
        periods=spans.periods(done),
        remedy=spans.remedy(done),
    )
    words = (found.title, found.summary, found.party_name, found.matter, found.basis, found.result)
    refuse_leaks("\n".join(words), made.secrets)
    return found


def _citations(items: Iterable[Any]) -> list[str]:
    return [
        str(one)
        if not isinstance(one, Mapping)
        else f"{one.get('statute', '')} {one.get('article', '')}".strip()
        for one in items
    ]


def _said(pack: law.Pack, case: Mapping[str, Any], told: PublicText) -> str:
    """The facts of one place, each by its type, joined."""
    pieces = [_piece(pack, pack.facts[part.fact], case.get(part.fact), part) for part in told.of]
    return "；".join(piece for piece in pieces if piece)


def _piece(pack: law.Pack, fact: Any, value: Any, part: PublicPart) -> str:
    if value in (None, "", [], 0, 0.0, "0.00"):
        return ""
    if fact.type == "citations":
        return "、".join(_citations(value))
    if fact.type == "[enum]":
        return "；".join(shown.value(fact, [code], pack, {}) for code in value if code not in part.leave_out)
    return part.label + shown.value(fact, value, pack, {})
