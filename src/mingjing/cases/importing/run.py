"""Importing a file of published decisions: each row a whole case in one transaction, or refused with what is missing."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingjing.cases.importing import register
from mingjing.cases.importing.acting import Cast, Step, act_of, make, moves
from mingjing.cases.importing.facts import Missing, facts_of
from mingjing.cases.importing.lines import Row, rows_of
from mingjing.cases.importing.plan import Incomplete, Masks, steps_of
from mingjing.cases.libraries import layers_of, library_of_layers
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.refused import Refused

Progress = Callable[[int, int, str], None]
SOURCE = uuid.UUID("b2f7b0f1-8d1f-5c69-9a51-0d3c1e7a2021")
IMPORTED, THERE, REFUSED = "imported", "already_there", "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of a row. `missing` names facts and checks; `presumed` what was presumed and is marked so."""

    id: str
    party: str
    result: str
    case: str = ""
    records: int = 0
    missing: tuple[Missing, ...] = ()
    presumed: tuple[str, ...] = field(default=())


def import_rows(
    path: Path, *, masks: Masks, presume_dates: bool = False, progress: Progress = lambda done, of, what: None
) -> list[Outcome]:
    """Import every row that can be taken, as recorded now. Raises BadFile before anything is changed.

    A row that was imported before is left alone. `masks(case)` = what is hidden in the published decision.
    """
    total = sum(1 for _ in rows_of(path))
    return list(_outcomes(rows_of(path), total, masks, presume_dates, progress))


def _outcomes(
    rows: Iterable[Row], total: int, masks: Masks, presume_dates: bool, progress: Progress
) -> Iterable[Outcome]:
    for number, row in enumerate(rows, 1):
        yield import_row(row, masks=masks, presume_dates=presume_dates)
        progress(number, total, row.party_name)


def case_id_of(row: Row) -> uuid.UUID:
    """The id of the case that a row becomes: the same for the same source id."""
    return uuid.uuid5(SOURCE, row.id)


def import_row(
    row: Row, *, masks: Masks, presume_dates: bool = False, now: datetime | None = None
) -> Outcome:
    """One row, all or nothing."""
    case_id = case_id_of(row)
    there = Case.objects.filter(pk=case_id).first()
    if there is not None:
        return Outcome(row.id, row.party_name, THERE, there.number, there.seq)
    facts = facts_of(row)
    today = (now or timezone.now()).astimezone(SHANGHAI).date()
    library = library_of_layers(layers_of(register.LAYER))
    try:
        steps = steps_of(facts, library, today, masks, presume_dates=presume_dates)
        with transaction.atomic():
            case = _carry_out(steps, register.cast_of(row.agency), case_id)
    except Incomplete as incomplete:
        return _refused(row, incomplete.missing)
    except register.ForeignAgency:
        said = f"“{row.agency}”已在本系统办案，不能以补录的人员名义登记其案件。"
        return _refused(row, [Missing("办案机关", "agency", said, "请由该机关的人员在系统中补录。")])
    except Refused as refusal:
        title = refusal.act
        return _refused(
            row, [Missing(one.title or title, one.check, one.say, one.mend) for one in refusal.findings]
        )
    return Outcome(
        row.id, row.party_name, IMPORTED, case.number, case.seq, presumed=tuple(dict.fromkeys(facts.presumed))
    )


def _refused(row: Row, missing: Iterable[Missing]) -> Outcome:
    return Outcome(row.id, row.party_name, REFUSED, missing=tuple(missing))


def _carry_out(steps: list[Step], cast: Cast, case_id: uuid.UUID) -> Case:
    case: Any = None
    for step in steps:
        for move in moves(step, act_of(cast.agency, step).approvals):
            done = make(move, case, cast, case_id=case_id, handlers=("handler", "second"), now=None)
            case = done.case
    return case  # type: ignore[no-any-return]
