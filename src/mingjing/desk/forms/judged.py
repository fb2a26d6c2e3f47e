"""What the law said about a form, sorted for the page: beside which field, in the list, or at the foot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

FIELD = "field."
PLACES = {"evidence": "evidence", "not_future": "at", "not_before_cause": "at", "officers": "at"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the page shows it. `id` is the check's."""

    id: str
    title: str
    citation: str
    on_fail: str
    passed: bool
    say: str
    mend: str
    mend_act: str
    provisional: bool
    review_point: str
    fields: tuple[str, ...]
    owed_by: tuple[str, ...] = ()
    given: str = ""


def shown(found: Any, given: str = "") -> Shown:
    """A finding of the law room or of the door."""
    return Shown(
        id=getattr(found, "check", "") or getattr(found, "id", ""), title=found.title, citation=found.citation,
        on_fail=found.on_fail, passed=found.passed, say=found.say, mend=found.mend, mend_act=found.mend_act,
        provisional=found.provisional, review_point=found.review_point, fields=tuple(found.fields),
        owed_by=tuple(getattr(found, "owed_by", ())), given=given,
    )  # fmt: skip


@dataclass(slots=True)
class Judged:
    """Findings of one form. `missing` = (field id, title) of fields still to be filled in."""

    failing: list[Shown] = field(default_factory=list)
    passing: list[Shown] = field(default_factory=list)
    reasons: list[Shown] = field(default_factory=list)
    beside: dict[str, list[Shown]] = field(default_factory=dict)
    missing: list[tuple[str, str]] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    @property
    def bars(self) -> list[Shown]:
        return [one for one in self.failing if one.on_fail == "bar"]

    @property
    def unexplained(self) -> list[Shown]:
        return [one for one in self.reasons if not one.given]

    @property
    def blocked(self) -> int:
        """How many things stand in the way: fields to fill, bars, reasons not yet given."""
        return len(self.missing) + len(self.bars) + len(self.unexplained)

    @property
    def passed(self) -> int:
        return len(self.passing)


def sort(
    items: Iterable[Any],
    fields: Mapping[str, Any],
    reasons: Mapping[str, str],
    acts_fields: Mapping[str, Any],
    asked: Iterable[str] = (),
) -> Judged:
    """Sort findings. `fields` = what was filled in, `reasons` = reasons given by check id, `asked` = fields asked for.

    The form shows what is asked for, and whatever holds a value: nothing that was typed is sent unseen.
    """
    judged = Judged()
    for found in items:
        one = shown(found, reasons.get(getattr(found, "check", ""), ""))
        if one.passed:
            judged.passing.append(one)
            _beside(judged, one, acts_fields)
        elif one.id.startswith(FIELD) and fields.get(one.id.removeprefix(FIELD)) in (None, "", [], {}):
            judged.missing.append((one.id.removeprefix(FIELD), one.title))
        else:
            if one.on_fail == "reason":
                judged.reasons.append(one)
            judged.failing.append(one)
            _beside(judged, one, acts_fields)
    judged.asked = {*asked, *(name for name in acts_fields if name in fields)}
    return judged


def _beside(judged: Judged, one: Shown, acts_fields: Mapping[str, Any]) -> None:
    if one.id.startswith(FIELD):
        places: Iterable[str] = (one.id.removeprefix(FIELD),)
    else:
        places = one.fields or ((PLACES[one.id],) if one.id in PLACES else ())
    for place in places:
        if place in acts_fields or place in ("at", "evidence", "media"):
            judged.beside.setdefault(place, []).append(one)
