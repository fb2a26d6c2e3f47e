"""What is hidden in each paper of a copy: proposed by the search, decided by a person, paper by paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from mingjing import papers
from mingjing.cases.circumstances import state_of
from mingjing.cases.effects import Done
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case
from mingjing.cases.plain_text import unreadable
from mingjing.cases.refused import Fault, Refused, bad
from mingjing.cases.standing import Standing
from mingjing.disclosure.basis import basis
from mingjing.disclosure.drafts import as_rows, reasons_in
from mingjing.disclosure.party_file import UNSURE, PartyRedaction
from mingjing.disclosure.publish import read_masks
from mingjing.disclosure.source import NoSuchDocument, NotAsIssued, Source, source_of
from mingjing.reading.models import ConfirmedMasks
from mingjing.reading.requests import STEPS, Request
from mingjing.records.stream import records_of
from mingjing.redaction import Mask

GRANTING = frozenset(steps[2] for steps in STEPS.values())
READ = "没有遮盖建议，已通读"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that the request may get. `decided` = the masks a person confirmed, None before; `why` it can't be given."""

    digest: str
    title: str
    number: str
    on: str
    decided: ConfirmedMasks | None

    @property
    def hidden(self) -> int:
        return len(self.decided.masks) if self.decided else 0


@dataclass(frozen=True, slots=True)
class Proposed:
    """A paper before masks are decided: its text, the places that the search proposes to hide, the reasons to choose from."""

    paper: Paper
    text: str
    agency: str
    masks: list[dict[str, Any]]
    reasons: list[str]


def papers_of(case: Case, request: Request) -> list[Paper]:
    """The papers of the main volume within what was granted, in the order of the file (2 queries)."""
    state = state_of(case)
    redaction = PartyRedaction(case)
    open_papers = {
        str(document["digest"])
        for record in records_of(case.pk)
        if record.content.manifest is not None and redaction.is_open(record)
        for document in record.entry["documents"]
    }
    decided = decided_for(case, request.no)
    found = []
    for one in state.documents:
        digest = str(one.get("digest", ""))
        if digest in open_papers and within(request, one):
            found.append(
                Paper(
                    digest,
                    str(one["title"]),
                    str(one.get("number") or ""),
                    str(one.get("issued_on") or ""),
                    decided.get(digest),
                )
            )
    return found


def within(request: Request, document: Mapping[str, Any]) -> bool:
    """Does what was granted cover this paper? Its volume, or it by title (with or without its number)."""
    main = document.get("volume") == "main" and request.main_volume
    return main or request.both_volumes or any(_names(one, document) for one in request.items)


def _names(item: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    title, number = str(document["title"]), str(document.get("number") or "")
    return bool(item.get("item")) and item["item"] in (title, number, f"{title} {number}")


def refuse_unknown_papers(done: Done) -> None:
    """The effect of granting: every paper in the list is one of the case, by its whole title or number. Raises `Refused`."""
    if done.act not in GRANTING:
        return
    rows = [one for one in done.occurrence.get("given") or () if one.get("kind") == "document"]
    missing = [
        str(one["item"]) for one in rows if not any(_names(one, paper) for paper in done.state.documents)
    ]
    if missing:
        raise bad(
            f"本案没有这样名称的文书：{'、'.join(missing[:5])}。",
            check="given",
            fields=("given",),
            mend="按卷内目录的文件名称（或者文号）逐件列出；要整卷的，种类选正卷。",
        )


def decided_for(case: Case, number: str) -> dict[str, ConfirmedMasks]:
    """By digest of the paper, the decision that counts: the last (1 query)."""
    rows = (
        ConfirmedMasks.objects.filter(case_id=case.pk, request_no=number)
        .select_related("user")
        .order_by("pk")
    )
    return {row.document: row for row in rows}


def proposed_for(case: Case, request: Request, digest: str) -> Proposed:
    """A paper with what should be hidden in it. Raises `Refused` when it isn't granted or can't be made anew."""
    paper = _paper(case, request, digest)
    source = _source(case, digest)
    own = PartyRedaction(case, own=request.party)
    kept = {(one.start, one.end) for one in own.proposed(source)}
    found = [one for one in source.proposals() if (one.start, one.end) in kept]
    pack = pack_on(case.agency, timezone.localdate())
    return Proposed(paper, source.text, source.agency, as_rows(found, pack), reasons_in(pack))


def confirm(
    case: Case,
    request: Request,
    digest: str,
    rows: Sequence[Mapping[str, Any]],
    kept_reason: str,
    person: Standing,
) -> ConfirmedMasks:
    """Write down which places of a paper are hidden. Raises `Refused`; then nothing is written.

    A proposed place that is to stay readable needs a reason, and the paper is made anew once to see that nothing leaks.
    """
    proposed = proposed_for(case, request, digest)
    masks = read_masks(rows)
    chosen = {(one.start, one.end) for one in masks}
    kept = [one for one in proposed.masks if (one["start"], one["end"]) not in chosen]
    kept_reason = kept_reason.strip()
    if unreadable(kept_reason) or len(kept_reason) > 200:
        raise bad("保留的理由应当是不超过200字的文字；请重新填写。", fields=("kept_reason",))
    if kept and not kept_reason:
        raise bad(
            f"建议遮盖的{len(kept)}处要保留，没有写明理由。",
            check="kept_reason",
            mend="写明为什么可以提供；或者改为遮盖。",
            fields=("kept_reason",),
        )
    trial(case, request, digest, masks)
    return ConfirmedMasks.objects.create(
        case_id=case.pk,
        request_no=request.no,
        document=digest,
        masks=[
            {"kind": one.kind.value, "start": one.start, "end": one.end, "reason": one.reason}
            for one in masks
        ],
        kept_reason=kept_reason if kept else "",
        user_id=person.user_id,
        at=timezone.now(),
    )


def confirm_as_read(case: Case, request: Request, digest: str, person: Standing) -> ConfirmedMasks | None:
    """Write down that a person read the paper and nothing is hidden, if the search proposes nothing. Raises `Refused`."""
    if proposed_for(case, request, digest).masks:
        return None
    return ConfirmedMasks.objects.create(
        case_id=case.pk, request_no=request.no, document=digest, kept_reason=READ, user_id=person.user_id,
        at=timezone.now(),
    )  # fmt: skip


def keep_on_site(case: Case, request: Request, digest: str, reason: str, person: Standing) -> ConfirmedMasks:
    """Decide that a paper isn't given as a copy but read at the agency, as where it can't be made anew. Raises `Refused`."""
    _paper(case, request, digest)
    reason = reason.strip()
    if not reason or unreadable(reason) or len(reason) > 200:
        raise bad(
            "没有写明这份文书为什么不提供复制件（不超过200字）。",
            fields=("reason",),
            mend="写明理由，例如不能重新生成遮盖副本；申请人到本机关查阅。",
        )
    return ConfirmedMasks.objects.create(
        case_id=case.pk, request_no=request.no, document=digest, on_site=True, kept_reason=reason,
        user_id=person.user_id, at=timezone.now(),
    )  # fmt: skip


def trial(case: Case, request: Request, digest: str, masks: Sequence[Mask]) -> None:
    """Make the paper with these masks and throw it away. Raises `Refused` if a hidden value still stands in it."""
    if masks:
        redaction = PartyRedaction(case, {digest: masks}, own=request.party)
        try:
            redaction.copy_of(_source(case, digest), masks)
        except papers.PaperError as fault:
            raise Refused([Fault("document", fault.say, fault.mend, basis())]) from fault


def masks_of(row: ConfirmedMasks) -> list[Mask]:
    return read_masks(row.masks)


def _paper(case: Case, request: Request, digest: str) -> Paper:
    found = next((one for one in papers_of(case, request) if one.digest == digest), None)
    if found is None:
        raise bad("这份文书不在准予提供的范围。", check="document", mend="请从“查阅与复制”页选择。")
    return found


def _source(case: Case, digest: str) -> Source:
    try:
        return source_of(case, case.agency, digest)
    except (NoSuchDocument, NotAsIssued) as fault:
        raise bad(UNSURE, check="document") from fault
    except papers.PaperError as fault:
        raise Refused([Fault("document", fault.say, fault.mend, basis())]) from fault
