"""A publication before it is one: proposals to confirm, and a trial that finds leaks without publishing anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingjing import law, papers
from mingjing.cases.refused import Fault, Refused
from mingjing.disclosure.basis import basis
from mingjing.disclosure.publish import public_url, read_masks
from mingjing.disclosure.remake import refuse_leaks, remake
from mingjing.disclosure.source import NoSuchDocument, NotAsIssued, Source, source_of
from mingjing.redaction import Kind, Proposal
from mingjing.redaction import Source as From

CATALOGUE, OTHER = "redaction_reasons", "other_privacy"
# The row of the catalogue that is proposed for a kind; a person may choose another.
REASONS = {
    Kind.PERSON: "other_person_name",
    Kind.ID_CARD: "id_number",
    Kind.PHONE: "phone",
    Kind.EMAIL: "phone",
    Kind.ADDRESS: "home_address",
    Kind.BANK_ACCOUNT: "bank_account",
}


@dataclass(frozen=True)
class Draft:
    """The source with its proposals as the redaction page shows them; `reasons` are the choices."""

    source: Source
    masks: list[dict[str, Any]]
    reasons: list[str]


def as_rows(proposals: Iterable[Proposal], pack: law.Pack) -> list[dict[str, Any]]:
    """Proposals as a page of masks takes them up, each with the reason that the pack has for its kind."""
    titles = {row.id: row.title for row in pack.catalogue(CATALOGUE).rows}
    return [
        {
            "start": one.start,
            "end": one.end,
            "kind": one.kind.value,
            "source": one.source.value,
            "why": one.reason,
            "reason": titles.get(REASONS.get(one.kind, OTHER)) or titles.get(OTHER, ""),
            "sure": one.source in (From.KNOWN, From.PATTERN),
        }
        for one in proposals
    ]


def reasons_in(pack: law.Pack) -> list[str]:
    """The reasons to choose from; the last is what a place hidden by hand begins with."""
    rows = sorted(pack.catalogue(CATALOGUE).rows, key=lambda row: row.id == OTHER)
    return [row.title for row in rows]


def draft_of(case: Any, document: str, pack: Any) -> Draft:
    """Proposals for a document of the case. Raises Refused with a sentence when it can't be taken up again."""
    try:
        source = source_of(case, case.agency, document)
    except (NoSuchDocument, NotAsIssued) as fault:
        raise Refused([Fault("document", str(fault), "请选择本案的决定书。", basis())]) from fault
    except papers.PaperError as fault:
        raise Refused([Fault("document", fault.say, fault.mend, basis())]) from fault
    return Draft(source, as_rows(source.proposals(), pack), reasons_in(pack))


def confirmed_masks(case: Any, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every place that the redaction page proposes to hide in `fields.document`; none when it can't be taken up."""
    try:
        found = source_of(case, case.agency, str(fields.get("document", "")))
    except (NoSuchDocument, NotAsIssued, papers.PaperError):
        return []
    return [
        {"kind": one.kind.value, "start": one.start, "end": one.end, "reason": one.reason}
        for one in found.proposals()
    ]


def documents_of(documents: Iterable[Mapping[str, Any]], procedure: law.Procedure) -> list[Mapping[str, Any]]:
    """Papers of the case that may be published, the newest first: those that the procedure names, else decisions."""
    papers_of = procedure.published.papers if procedure.published else ()
    found = [
        one
        for one in documents
        if one.get("number")
        and (one.get("form") in papers_of if papers_of else "decision" in str(one.get("form")))
    ]
    return found[::-1]


def public_name(source: Source) -> str:
    """What is proposed as the public name: an organisation's own; of a person, surname and 某 (the officer decides)."""
    party = source.state.party
    name = str(party.get("name") or "")
    return f"{name[:1]}某" if party.get("kind") == "person" and name else name


def trial(source: Source, masks: Sequence[Mapping[str, Any]], named: str, texts: Iterable[str]) -> list[Any]:
    """What would stand in the way of publishing with these masks; empty when nothing leaks. Writes nothing."""
    try:
        made = remake(
            source, read_masks(masks), check_url=public_url("0" * 12), seal=source.agency, named=named
        )
        refuse_leaks("\n".join(texts), made.secrets)
    except Refused as refusal:
        return list(refusal.findings)
    except papers.PaperError as fault:
        return [Fault("document", fault.say, fault.mend, basis())]
    return []
