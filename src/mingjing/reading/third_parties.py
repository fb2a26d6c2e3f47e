"""What the page of a request shows of the third parties whose opinion was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mingjing import law
from mingjing.law.due import pause_sentences
from mingjing.law.fields import Kind
from mingjing.reading.inquiries import ASK, CLOCK, RECORD, Inquiry
from mingjing.reading.requests import CLOCKS, STEPS, Request
from mingjing.reading.words import text_of, title_of


@dataclass(frozen=True, slots=True)
class Asked:
    """One third party asked, in words: for which material, what it said, what was made of it; its own period; what comes next."""

    inquiry: Inquiry
    clock: law.Clock | None
    material: str
    interest: str
    answer: str
    agreed: str
    finding: str
    next_title: str


def asked_of(
    pack: law.Pack, state: law.CaseState, request: Request, running: Sequence[law.Clock]
) -> Sequence[Asked]:
    """Each third party of a request. `running` = the clocks of the case, those of the third parties among them."""
    clocks = {one.key: one for one in running if one.id == CLOCK}
    return [_asked(pack, state, one, clocks.get(one.no)) for one in request.inquiries]


def days_not_counted(request: Request, running: Sequence[law.Clock]) -> Sequence[str]:
    """Sentences on the days that don't count towards the answer to a request."""
    wanted = CLOCKS[STEPS[request.kind][0]]
    found = next((one for one in running if one.id == wanted and one.key == request.no), None)
    return pause_sentences(found.computed.pauses) if found and found.computed else []


def ask_title(pack: law.Pack, state: law.CaseState, request: Request) -> str:
    """The act by which (another) third party is asked; "" once the request is answered, or while a letter waits for approval."""
    settled = request.granted or request.done or request.pending or request.asking
    return "" if settled or request.kind != "party" else title_of(pack, state, ASK)


def _asked(pack: law.Pack, state: law.CaseState, one: Inquiry, clock: law.Clock | None) -> Asked:
    opinion = one.opinion or {}
    weighed = _field(pack, state, STEPS["party"][2], "third_parties")
    finding = getattr(weighed, "columns", {}).get("finding")

    def told(act: str, name: str, value: object) -> str:
        kind = _field(pack, state, act, name)
        return text_of(kind, value, pack) if kind else ""

    return Asked(
        one,
        clock,
        told(ASK, "material", one.asked.get("material")),
        told(ASK, "interest", one.asked.get("interest")),
        told(RECORD, "answer", opinion.get("answer")),
        told(RECORD, "agreed", opinion.get("agreed")),
        text_of(finding, (one.weighed or {}).get("finding"), pack) if finding else "",
        title_of(pack, state, one.next_act),
    )


def _field(pack: law.Pack, state: law.CaseState, act_id: str, name: str) -> Kind | None:
    act = pack.procedure(state.procedure).act(act_id)
    return act.fields.get(name) if act else None
