"""The document to be published as it was issued: its facts, its text, and what in it should be hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mingjing import law, papers, redaction
from mingjing.cases.issuing import Matter, forms_of, paper_facts
from mingjing.cases.libraries import library_of
from mingjing.records.stream import records_of
from mingjing.redaction import Kind, Known, Proposal


class NoSuchDocument(LookupError):
    """The case has issued no document with this number; the message is for the officer."""


@dataclass(frozen=True)
class Source:
    """The issued document, filled again from the records up to the act that made it; `text` in reading order."""

    form: papers.PaperForm
    facts: Mapping[str, Any]
    number: str
    text: str
    state: law.CaseState
    document: Mapping[str, Any]


def source_of(case: Any, agency: Any, number: str, names: Mapping[str, Mapping[str, Any]]) -> Source:
    """Fill the document `number` again from the case's records. Raises NoSuchDocument, papers.PaperError."""
    entries = [law.RecordEntry.from_json(record.entry) for record in records_of(case.pk)]
    library = library_of(agency)
    document, made_by = _issued(entries, number)
    state = law.replay(library, entries[: entries.index(made_by) + 1])
    pack = library.on(made_by.day)
    occurrence = state.acts[made_by.act][-1]
    matter = Matter(agency, pack, state, {"id": made_by.act, **occurrence}, names)
    facts = paper_facts(matter)
    form = forms_of(pack)[document["form"]]
    paper = papers.render(form, facts, number=number, seal=agency.name)
    return Source(form, facts, number, paper.text, state, document)


def _issued(entries: Iterable[law.RecordEntry], number: str) -> tuple[Mapping[str, Any], law.RecordEntry]:
    for entry in entries:
        for document in entry.documents:
            if document.get("number") == number:
                return document, entry
    raise NoSuchDocument(f"本案没有文号为“{number}”的文书，请从本案已制作的文书中选择。")


def proposals(source: Source, officers: Iterable[str], agency_name: str) -> list[Proposal]:
    """What to hide in the text: what the case knows first, then numbers with check digits, then context."""
    return redaction.find(source.text, known_of(source.state, officers, agency_name))


def known_of(state: law.CaseState, officers: Iterable[str], agency_name: str) -> Known:
    """Persons and personal strings that the case holds, and the names that stay (officers, agency, organisations)."""
    names: set[str] = set()
    strings: set[tuple[Kind, str]] = set()
    keep = {name for name in officers if name} | {agency_name}
    party = state.party
    if party.get("kind") == "person":
        names.add(str(party.get("name", "")))
        strings.add((Kind.ADDRESS, str(party.get("address", ""))))
    else:
        keep.add(str(party.get("name", "")))
    for holder in (party, *(item for items in state.acts.values() for item in items)):
        for person in _persons(holder):
            names.add(str(person["name"]))
            strings |= set(_personal(person))
    for field, kind in _PARTY_STRINGS:
        strings.add((kind, str(party.get(field, ""))))
    for field in ("legal_rep", "representative", "contact"):
        if isinstance(party.get(field), str):
            names.add(party[field])
    return Known(
        tuple(sorted(names - keep - {""})),
        tuple(sorted((kind, text) for kind, text in strings if len(text) > 1)),
        tuple(sorted(keep - {""})),
    )


_PARTY_STRINGS = (
    ("id_number", Kind.ID_CARD),
    ("phone", Kind.PHONE),
    ("email", Kind.EMAIL),
    ("bank_account", Kind.BANK_ACCOUNT),
    ("e_service_address", Kind.OTHER),
)
_PERSON_STRINGS = (
    ("id_number", Kind.ID_CARD),
    ("phone", Kind.PHONE),
    ("address", Kind.ADDRESS),
    ("email", Kind.EMAIL),
)


def _persons(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every person below a value: a mapping with a name that is not an officer (those carry a credential)."""
    if isinstance(value, Mapping):
        if (
            isinstance(value.get("name"), str)
            and value["name"]
            and "credential" not in value
            and "role" not in value
        ):
            yield value
        for key, part in value.items():
            if key not in {"officers", "approvals", "handlers"}:
                yield from _persons(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _persons(part)


def _personal(person: Mapping[str, Any]) -> Iterator[tuple[Kind, str]]:
    for field, kind in _PERSON_STRINGS:
        if person.get(field):
            yield kind, str(person[field])
