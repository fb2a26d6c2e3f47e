"""What the pages of requests show: all requests of a case, and one with its papers, copies and clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from mingjing import law
from mingjing.cases.circumstances import state_of
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.reading import part_of_page, visible_case
from mingjing.cases.standing import Person
from mingjing.reading import copies, masks, third_parties
from mingjing.reading.inbox import Waiting, waiting
from mingjing.reading.inquiries import CLOCK
from mingjing.reading.models import Copy, CopyOrder
from mingjing.reading.requests import CLOCKS, STEPS, Request, request_of, requests_of
from mingjing.reading.words import text_of, title_of


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list; `clock` = the period that presses now, if one runs; `next_title` = the act that comes next."""

    request: Request
    clock: law.Clock | None
    next_title: str


@dataclass(frozen=True, slots=True)
class OneRequest:
    """A request with what was decided of it (`told`: title and text), its papers and the copies made.

    `order` = the copy that is being made, or why the last one wasn't.
    `asked` = third parties; `stopped` = sentences on the days that don't count towards the answer; `ask_title` = the act
    by which another is asked, "" once the request is answered.
    """

    case: Case
    pack: law.Pack
    line: Line
    told: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    papers: Sequence[masks.Paper]
    copies: Sequence[Copy]
    order: CopyOrder | None
    asked: Sequence[third_parties.Asked]
    stopped: Sequence[str]
    ask_title: str

    @property
    def busy(self) -> bool:
        """Is a copy being made?"""
        return self.order is not None and self.order.under_way

    @property
    def open_papers(self) -> int:
        return sum(1 for one in self.papers if one.decided is None)

    @property
    def recordings(self) -> bool:
        """Are recordings among what was granted?"""
        return self.line.request.has("recording")

    @property
    def handed(self) -> str:
        """The digest that was recorded when the copy was handed over."""
        return str((self.line.request.given or {}).get("digest") or "")

    @property
    def own_copy(self) -> bool:
        """Was what was handed over made here?"""
        return any(one.sha256 == self.handed for one in self.copies)


def requests_page(person: Person, case_id: UUID) -> tuple[Case, list[Line], Sequence[Waiting]]:
    """Every request of the case, the latest first, and those from the portal to be registered. Raises `NoSuchCase`."""
    case = visible_case(person, case_id, "查阅与复制")
    pack, state = _law(case), state_of(case)
    running = _running(pack, state)
    return case, [_line(pack, state, one, running) for one in requests_of(state)], waiting(person, case)


def request_page(person: Person, case_id: UUID, number: str, *, live: bool = False) -> OneRequest:
    """One request; `live` = for the part of its page that looks how far the copy is. Raises `NoSuchCase`, `Refused` (no such request)."""
    read = part_of_page if live else visible_case
    case = read(person, case_id, f"查阅申请 {number}"[:120])
    pack, state = _law(case), state_of(case)
    request = request_of(state, number)
    running = _running(pack, state)
    papers = masks.papers_of(case, request) if request.granted and request.kind == "party" else []
    told = _told(case, pack, request)
    made, order = copies.made_for(case, number), copies.order_of(case, number)
    return OneRequest(
        case, pack, _line(pack, state, request, running), told, papers, made, order,
        third_parties.asked_of(pack, state, request, running), third_parties.days_not_counted(request, running),
        third_parties.ask_title(pack, state, request),
    )  # fmt: skip


def _law(case: Case) -> law.Pack:
    return pack_on(case.agency, timezone.now().astimezone(SHANGHAI).date())


def _running(pack: law.Pack, state: law.CaseState) -> Sequence[law.Clock]:
    """The clocks of all requests and of the third parties asked."""
    return law.clocks(pack, state, pack.calendar, timezone.now(), only={CLOCK, *CLOCKS.values()})


def _line(pack: law.Pack, state: law.CaseState, request: Request, running: Sequence[law.Clock]) -> Line:
    return Line(request, _clock(request, running), title_of(pack, state, request.next_act))


def _clock(request: Request, running: Sequence[law.Clock]) -> law.Clock | None:
    """The clock of this request that still runs."""
    asked, _, agree, _, _ = STEPS[request.kind]
    wanted = CLOCKS.get(agree if request.granted else asked) or CLOCKS[asked]
    if request.done:
        return None
    return next((one for one in running if one.id == wanted and one.key == request.no and not one.done), None)


def _told(case: Case, pack: law.Pack, request: Request) -> list[tuple[str, list[tuple[str, str]]]]:
    """What each step says, in the words of its form."""
    steps = (request.asked, request.accepted, request.granted, request.refused, request.given)
    found = []
    for act_id, occurrence in zip(STEPS[request.kind], steps, strict=True):
        act = pack.procedure(case.procedure).act(act_id) if act_id else None
        if act is None or occurrence is None:
            continue
        rows = [(kind.title, text_of(kind, occurrence.get(name), pack)) for name, kind in act.fields.items()]
        found.append((act.title, [(title, text) for title, text in rows if text]))
    return found
