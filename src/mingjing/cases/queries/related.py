"""Cases that belong together because one was born of the other, and what may be born of a case now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mingjing import law
from mingjing.cases import births, circumstances
from mingjing.cases.models import Case
from mingjing.cases.queries.lists import titles
from mingjing.cases.reading import visible_case
from mingjing.cases.refused import NoSuchCase
from mingjing.cases.standing import Person


@dataclass(frozen=True)
class Origin:
    """What a new case is to be born of: the case, the birth, its evidence, and the titles of the acts it came by."""

    case: Case
    birth: law.Birth
    evidence: Sequence[Mapping[str, Any]]
    act_titles: Mapping[str, str]


@dataclass(frozen=True)
class RelatedCase:
    """A case beside this one, as its line tells it."""

    id: UUID
    title: str
    number: str
    procedure_title: str
    stage_title: str
    closed: bool


@dataclass(frozen=True)
class Related:
    """`parent` = the other case's record as this one's first record names it, or empty."""

    case: Case
    parent: Mapping[str, Any]
    parent_visible: bool
    parent_act: str
    born: Sequence[RelatedCase]
    births: Sequence[law.Birth]


def birth_of(person: Person, case_id: str, procedure: str) -> Origin | None:
    """What a case of `procedure` would be born of; None when the case opens none. Raises `NoSuchCase`."""
    case, found = births.beginnings(person, case_id)
    birth = next((one for one in found if one.procedure == procedure), None)
    if birth is None:
        return None
    own = births.procedure_of(case)
    acts = {act.id: act.title for act in own.acts} if own else {}
    return Origin(case, birth, circumstances.state_of(case).evidence, acts)


def related_cases(person: Person, case_id: UUID) -> Related:
    """The page about the relatives of a case (4 queries). Raises `NoSuchCase`."""
    case, found, born = births.related(person, case_id)
    parent = circumstances.state_of(case).parent
    visible, act = False, ""
    if parent:
        try:
            other = visible_case(person, parent["case"], "")
            own = births.procedure_of(other)
            named = own.act(parent["act"]) if own else None
            visible, act = True, named.title if named else ""
        except NoSuchCase:
            pass
    return Related(case, parent, visible, act, [_line(one) for one in born], found)


def _line(case: Case) -> RelatedCase:
    procedure, stage = titles(case, births.today())
    return RelatedCase(case.pk, case.title, case.number, procedure, stage, case.closed)
