"""The case file as a party gets it (行政处罚法 第47条、政府信息公开条例 第15条): what concerns others is left out, and proved all the same.

Shown: the records of acts whose papers stand in the main volume, without what identifies others; those papers, made anew
without it where it stands in them. Of every other record (and of those whose papers aren't given) only which act it was, and when. Recordings, evidence and
the internal volume stay with the agency, and so does where the case comes from (an informant's name). Whatever isn't sure is left out.
Where a person has decided what to hide in a paper, that is hidden in it and nothing else; otherwise all that the search proposes.
No field of a record says what was hidden in a paper.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from mingjing import law, papers, redaction
from mingjing.cases.export_folder import Original
from mingjing.cases.issuing import check_url
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.queries import state_of
from mingjing.cases.refused import Refused
from mingjing.disclosure import hidden_places
from mingjing.disclosure.known import known_of
from mingjing.disclosure.remake import remake
from mingjing.disclosure.source import NoSuchDocument, NotAsIssued, Source, officer_names, source_of
from mingjing.ledger.fields import Field
from mingjing.records.models import Record
from mingjing.redaction import Known, Mask, Proposal

FRAME = frozenset({"seq", "act", "step", "at", "recorded_at", "pack_digest"})
EVIDENCE = "证据和音像原件不随案卷提供，请到本机关查阅"
INTERNAL = "内部材料，编入副卷"
SOURCE = "案件来源可能涉及举报人、投诉人，不提供"
BEYOND = "不在准予提供的范围"
ON_SITE = "经办人决定不提供复制件，请到本机关查阅"
UNSURE = "含有他人信息而不能重新生成遮盖副本，请到本机关查阅"


class PartyRedaction:
    """What the party of a case is shown of it (`cases.export_folder.Redaction`).

    `confirmed` = masks decided by a person, by digest of the paper; `papers` = digests of the papers that may be given
    (None: all of the main volume), and then only their records are shown; `own` = the reader is the party, whose own name stays;
    `on_site` = papers that a person decided to show at the agency only.
    """

    def __init__(
        self,
        case: Case,
        confirmed: Mapping[str, Sequence[Mask]] | None = None,
        papers_given: Collection[str] | None = None,
        *,
        own: bool = True,
        on_site: Collection[str] = (),
    ) -> None:
        self.case = case
        self.state = state_of(case)
        self.confirmed, self.given, self.own = confirmed or {}, papers_given, own
        self.on_site = on_site
        self.open_acts: dict[str, bool] = {}

    def fields(self, record: Record, fields: list[Field]) -> list[Field]:
        """The frame of every record; of those whose papers are given, what names nobody else and isn't hidden in a paper."""
        papers = self._given_of(record)
        unsure = any(self.confirmed.get(digest) and digest not in self.hidden for digest in papers)
        if not self._open(record) or unsure or (self.given is not None and not papers):
            return [one for one in fields if one.path[0] in FRAME]
        own = [places for digest in papers if (places := self.hidden.get(digest))]
        return [
            one
            for one in fields
            if one.path[0] in FRAME
            or not (self._personal(one.value) or hidden_places.tells(one.value, own, self.hidden.values()))
        ]

    def lists(self, volume: str, digest: str) -> bool:
        """Papers of the main volume that are given."""
        return volume == "main" and (self.given is None or digest in self.given)

    def original(self, record: Record, digest: str) -> Original:
        """A paper of the main volume, or a copy of it made anew; nothing else."""
        told = next((one for one in record.entry["documents"] if one.get("digest") == digest), None)
        if told is None:
            return Original(False, EVIDENCE)
        if not self._open(record):
            return Original(False, INTERNAL if told.get("volume") == "internal" else SOURCE)
        if self.given is not None and digest not in self.given:
            return Original(False, ON_SITE if digest in self.on_site else BEYOND)
        try:
            source = source_of(self.case, self.case.agency, digest)
            masks = self.confirmed.get(digest)
            hidden = self.proposed(source) if masks is None else masks
            return self.copy_of(source, hidden) if hidden else Original(True)
        except (NoSuchDocument, NotAsIssued, papers.PaperError, Refused):
            return Original(False, UNSURE)

    def _given_of(self, record: Record) -> list[str]:
        """Papers of the record that may be given."""
        made = [str(one["digest"]) for one in record.entry["documents"]]
        return made if self.given is None else [digest for digest in made if digest in self.given]

    @cached_property
    def hidden(self) -> Mapping[str, hidden_places.HiddenPlaces]:
        """By digest, what a person decided to hide in each paper that can be made anew; the others aren't given at all."""
        found = {}
        for digest in (one for one, masks in self.confirmed.items() if masks):
            try:
                source = source_of(self.case, self.case.agency, digest)
            except (NoSuchDocument, NotAsIssued, papers.PaperError):
                continue
            found[digest] = hidden_places.HiddenPlaces.of(source.text, self.confirmed[digest])
        return found

    def proposed(self, source: Source) -> list[Mask]:
        """What the search finds of others in a paper."""
        found: list[Proposal] = [one for one in source.proposals() if not self._own(one.of(source.text))]
        return [Mask(one.start, one.end, one.kind, one.reason) for one in found]

    def is_open(self, record: Record) -> bool:
        """May the papers of this record be given at all?"""
        return self._open(record)

    def copy_of(self, source: Source, hidden: Sequence[Mask]) -> Original:
        """The paper made anew from masked facts. Raises Refused if a hidden value still stands in it."""
        made = remake(
            source,
            hidden,
            check_url=check_url(str(source.document["check_code"])),
            seal=self.case.agency.name if source.form.audience != "internal" else None,
            named=str(self.state.party.get("name", "")) if self.own else "",
        )
        kinds = "、".join(dict.fromkeys(one.kind.label for one in hidden))
        return Original(False, f"遮盖了他人的{kinds}", made.pdf)

    def _open(self, record: Record) -> bool:
        """Do all papers of the act stand in the main volume? An act without papers is internal; where a case comes from, too."""
        found = self.open_acts.get(record.act)
        if found is None:
            pack = library_of(self.case.agency).on(law.law_day(record.at))
            act = pack.procedure(self.state.procedure).act(record.act)
            forms = [pack.forms.get(rule.form) for rule in act.documents] if act else []
            volumes = {(form.model_extra or {}).get("volume") for form in forms if form}
            found = self.open_acts[record.act] = volumes == {"main"} and not (act and act.starts_case)
        return found

    def _personal(self, value: Any) -> bool:
        if not isinstance(value, str):
            return False
        return any(not self._own(one.of(value)) for one in redaction.find(value, self._known))

    def _own(self, text: str) -> bool:
        """The party's own name; its own numbers are hidden with all others, which costs it nothing."""
        return self.own and text == str(self.state.party.get("name", ""))

    @cached_property
    def _known(self) -> Known:
        """Whom the case knows, officers apart (4 queries)."""
        names = officer_names(self.case.agency, law.law_day(self.case.changed_at))
        return known_of(self.state, {one["name"] for one in names.values()}, self.case.agency.name)
