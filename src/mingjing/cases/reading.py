"""Opening a case to read it: only who may see it, and never without a trace."""

from __future__ import annotations

from uuid import UUID

from mingjing.cases import circumstances
from mingjing.cases.locking import look_up
from mingjing.cases.models import Case
from mingjing.cases.refused import NoSuchCase
from mingjing.cases.standing import Person, standing_of
from mingjing.records.journal import log_read, read_lately


def visible_case(person: Person, case: Case | UUID | str, what: str = "案件") -> Case:
    """The case with agency and unit, if the person may see it. Raises `NoSuchCase`.

    The reading is logged as `what`; "" where the page that asks has been logged already (its live checks).
    """
    case_id = case.pk if isinstance(case, Case) else circumstances.as_id(case)
    standing = standing_of(person)
    found = look_up(case_id, standing)
    if found is None:
        raise NoSuchCase
    if what:
        log_read(standing.user_id, found.pk, what)
    return found


def part_of_page(person: Person, case: Case | UUID | str, what: str) -> Case:
    """The case for something that a page asks for while it is open (live check, lazily loaded part). Raises `NoSuchCase`.

    The page has been logged; who asks without it, or much later, is logged as `what` (2 queries, then 3).
    """
    found = visible_case(person, case, "")
    standing = standing_of(person)
    if not read_lately(standing.user_id, found.pk):
        log_read(standing.user_id, found.pk, what)
    return found


def note_reading(person: Person, case: Case, what: str) -> None:
    """Log that the person, who may see the case, reads it as `what`."""
    standing = standing_of(person)
    if standing is not None:
        log_read(standing.user_id, case.pk, what)
