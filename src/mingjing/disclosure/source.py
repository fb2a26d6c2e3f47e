"""The document to be published as it was issued: its facts, its text, and what in it should be hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mingjing import law, papers, redaction
from mingjing.agencies.models import Officer
from mingjing.agencies.register import officer_refs
from mingjing.cases.circumstances import derived_facts
from mingjing.cases.issuing import Matter, check_url, forms_of, paper_facts
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import library_of
from mingjing.disclosure.known import known_of
from mingjing.disclosure.pdf_text import squeezed
from mingjing.records.stream import records_of
from mingjing.redaction import Proposal


class NoSuchDocument(LookupError):
    """The case has issued no such document; the message is for the officer."""


class NotAsIssued(ValueError):
    """The document filled again says something else than the one that was issued."""


@dataclass(frozen=True)
class Source:
    """The issued document, filled again from the records up to the act that made it; `text` in reading order."""

    form: papers.PaperForm
    facts: Mapping[str, Any]
    number: str
    text: str
    state: law.CaseState
    document: Mapping[str, Any]
    officers: tuple[str, ...]
    agency: str

    def proposals(self) -> list[Proposal]:
        """What to hide in the text: what the case knows first, then numbers with check digits, then context.

        Not what the agency says of itself, and nothing in the fixed words of the form.
        """
        own = tuple(fact for fact in self.facts.get("agency", {}).values() if isinstance(fact, str) and fact)
        known = known_of(self.state, self.officers, self.agency)
        return redaction.find(self.text, replace(known, own=own, wording=papers.wording(self.form)))


def source_of(case: Any, agency: Any, document: str) -> Source:
    """Fill a document again from the case's records; `document` is its number, digest, or form (the last of it).

    Raises NoSuchDocument, NotAsIssued (its text isn't the issued one's), papers.PaperError.
    """
    entries = [law.RecordEntry.from_json(record.entry) for record in records_of(case.pk)]
    library = library_of(agency)
    issued, made_by = _issued(entries, document)
    place = entries.index(made_by)
    day = law.law_day(made_by.at)
    pack = library.on(day)
    before = (
        law.replay(library, entries[:place], case.procedure) if place else law.CaseState.new(case.procedure)
    )
    # As it stood while the document was being made: not yet among the documents of the case.
    state = law.apply(pack, before, replace(made_by, documents=()))
    names = officer_names(agency, day)
    done = state.acts[made_by.act][-1]
    act = {"id": made_by.act, "on": str(done["at"])[:10], **done}
    derived = derived_facts(pack, state, made_by.at)
    facts = paper_facts(Matter(agency, pack, state, act, names, derived, case.number))
    form = forms_of(pack)[issued["form"]]
    seal = agency.name if form.audience != "internal" else None
    paper = papers.render(
        form, facts, number=issued["number"] or None, check_url=check_url(issued["check_code"]), seal=seal
    )
    if paper.sha256 != issued["digest"]:
        _same_words(paper.pdf, issued["digest"])
    people = tuple(sorted({one["name"] for one in names.values()}))
    return Source(form, facts, issued["number"], paper.text, state, issued, people, agency.name)


def officer_names(agency: Any, day: date) -> dict[str, dict[str, Any]]:
    """All officers of the agency by id (4 queries); their names are public and stay."""
    ids = Officer.objects.filter(unit__agency=agency).values_list("pk", flat=True)
    found = officer_refs(list(ids), day)
    return {ref.id: {"id": ref.id, "name": ref.name, "credential": ref.credential} for ref in found}


def _same_words(pdf: bytes, digest: str) -> None:
    """Other bytes are all right (a newer font or layout), other words are not. Raises NotAsIssued."""
    with vault().open(digest) as kept:
        if squeezed(kept.read()) != squeezed(pdf):
            raise NotAsIssued("由记录重新生成的文书与当时制作的文书文字不一致，不能据以公开。")


def _issued(entries: Iterable[law.RecordEntry], wanted: str) -> tuple[Mapping[str, Any], law.RecordEntry]:
    made = [(document, entry) for entry in entries for document in entry.documents]
    for match in ("number", "digest", "form"):
        # A form names its last numbered paper; a digest is one paper, numbered or not.
        found = [
            pair
            for pair in made
            if wanted and pair[0].get(match) == wanted and (match == "digest" or pair[0].get("number"))
        ]
        if found:
            return found[-1]
    raise NoSuchDocument(f"本案没有文号为“{wanted}”的文书，请从本案已制作的文书中选择。")
