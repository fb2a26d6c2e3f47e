"""The proof of one deadline of a case (期限计算书), and the page that carries it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from mingjing import law, papers
from mingjing.cases import deadline_paper
from mingjing.cases.circumstances import state_of
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.reading import visible_case
from mingjing.cases.standing import Person


class NoSuchClock(LookupError):
    """The case has no such running or ended deadline."""


@dataclass(frozen=True)
class ClockProof:
    """One clock of a case and all that it was computed from; `proof` is plain JSON."""

    case: Case
    clock: law.Clock
    proof: dict[str, Any]

    @property
    def grounds(self) -> list[tuple[str, str]]:
        return list(deadline_paper.grounds_of(self.proof))

    @property
    def period(self) -> str:
        return deadline_paper.period_zh(self.proof)

    @property
    def result(self) -> str:
        return deadline_paper.result_zh(self.proof)

    @property
    def file_name(self) -> str:
        number = (self.case.number or self.case.title or "案件").replace("/", "-")
        return f"期限计算书-{number}-{self.clock.title}"

    def paper(self) -> papers.Paper:
        """The page. Raises `papers.PaperError`."""
        return deadline_paper.paper(self.proof)


def clock_proof(person: Person, case_id: UUID, deadline: str, item: str = "") -> ClockProof:
    """The proof of a deadline as of today; `item` = which of several (`Clock.key`).

    2 queries; the reading is logged. Raises `NoSuchCase`, `NoSuchClock`.
    """
    case = visible_case(person, case_id, "期限计算书")
    now = timezone.now()
    day = now.astimezone(SHANGHAI).date()
    library = library_of(case.agency)
    pack, state = library.on(day), state_of(case)
    started = law.clocks(pack, state, pack.calendar, now, only={deadline})
    clock = next((one for one in reversed(started) if item in ("", one.key)), None)
    found = (clock.computed or clock.accrued) if clock else None
    if clock is None or found is None:
        raise NoSuchClock
    proof = law.proof_of(found, day, pack.calendar, cause=clock.cause, pack=library.id)
    proof |= {
        "case": {"id": str(case.pk), "number": case.number, "title": case.title, "party": case.party_name, "item": clock.key},
        "agency": case.agency.name,
        "packs": {"id": library.id, "digest": library.digest},
        "state": {"state": clock.state, "done": clock.done, "over": clock.over, "ended_on": clock.ended_on},
        "computed_on": day.isoformat(),
    }  # fmt: skip
    return ClockProof(case, clock, proof)
