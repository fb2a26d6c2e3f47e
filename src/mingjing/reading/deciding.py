"""The page on which a person decides what is hidden in a paper of a copy. Only who may hand copies over decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mingjing.cases.circumstances import state_of
from mingjing.cases.models import Case
from mingjing.cases.reading import part_of_page, visible_case
from mingjing.cases.refused import Refused, bad
from mingjing.cases.standing import Person
from mingjing.disclosure.publish import read_masks
from mingjing.reading import masks
from mingjing.reading.copies import may_copy
from mingjing.reading.requests import Request, request_of


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A paper of a request with what the search proposes to hide."""

    case: Case
    request: Request
    proposed: masks.Proposed


def paper_page(person: Person, case_id: UUID, number: str, digest: str) -> PaperPage:
    """The paper with its proposals. Raises `NoSuchCase`, `Refused`."""
    case = visible_case(person, case_id, "确认遮盖")
    request = request_of(state_of(case), number)
    may_copy(person, case, request)
    return PaperPage(case, request, masks.proposed_for(case, request, digest))


def decide(
    person: Person,
    case_id: UUID,
    number: str,
    digest: str,
    rows: Sequence[Mapping[str, Any]],
    kept_reason: str,
) -> None:
    """Write the decision down. Raises `NoSuchCase`, `Refused`; then nothing is written."""
    case = part_of_page(person, case_id, "确认遮盖")
    request = request_of(state_of(case), number)
    masks.confirm(case, request, digest, rows, kept_reason, may_copy(person, case, request))


def confirm_unmarked(person: Person, case_id: UUID, number: str, *, read: bool) -> tuple[int, int]:
    """Decide that nothing is hidden in the papers in which the search proposes nothing: (confirmed, left open).

    `read` = the person says that all of them were read. A paper that can't be made anew stays open. Raises `NoSuchCase`, `Refused`.
    """
    case = visible_case(person, case_id, "确认遮盖")
    request = request_of(state_of(case), number)
    standing = may_copy(person, case, request)
    if not read:
        raise bad("没有确认已经通读这些文书。", fields=("read",), mend="通读以后勾选，再一并确认。")
    done, left = 0, 0
    for paper in masks.papers_of(case, request):
        if paper.decided is not None:
            continue
        try:
            confirmed = masks.confirm_as_read(case, request, paper.digest, standing)
        except Refused:
            confirmed = None
        done += confirmed is not None
        left += confirmed is None
    return done, left


def keep_on_site(person: Person, case_id: UUID, number: str, digest: str, reason: str) -> None:
    """Decide that a paper isn't given as a copy but read on site. Raises `NoSuchCase`, `Refused`."""
    case = part_of_page(person, case_id, "确认遮盖")
    request = request_of(state_of(case), number)
    masks.keep_on_site(case, request, digest, reason, may_copy(person, case, request))


def trial(person: Person, case_id: UUID, number: str, digest: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Would the paper with these masks leak? The page that asks has been logged. Raises `NoSuchCase`, `Refused`."""
    case = part_of_page(person, case_id, "确认遮盖")
    request = request_of(state_of(case), number)
    may_copy(person, case, request)
    masks.trial(case, request, digest, read_masks(rows))
