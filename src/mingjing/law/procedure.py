"""Procedures and their acts, checks and deadlines, as the packs write them."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from .fields import CONVERTED, ActField, unset
from .items import Item, Strict, Text, TextList
from .published import Published


class DocumentRule(Strict):
    """A form made when the act takes effect, always or when a condition holds."""

    form: str
    when: str = ""


def _documents(value: Any) -> Any:
    return (
        [{"form": item} if isinstance(item, str) else item for item in value]
        if isinstance(value, list)
        else value
    )


def _stages(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(item, dict) and len(item) == 1 for item in value):
        return {key: title for item in value for key, title in item.items()}
    return value


Effect = Literal["", "propose", "publish", "withhold", "withdraw"]


class Opening(Strict):
    """How a case may be born of an act that took effect: `when` (CEL; none = always), and what its first form begins with.

    `begins` = field of the new case's first act -> literal or "=CEL" over the case that it is born of.
    """

    when: str = ""
    begins: dict[str, Any] = Field(default_factory=dict)


def _opening(value: Any) -> Any:
    """Written short, an opening is what it begins with."""
    short = isinstance(value, dict) and not {"when", "begins"}.intersection(value)
    return {"begins": value} if short else value


Openings = dict[str, Annotated[Opening, BeforeValidator(_opening)]]


class Act(Item):
    """One thing that may be done in a case; the unit of record.

    `opens` = procedures in which a case may be born of this one once the act has taken effect. `reviewed` = what a legal review
    is about: the reviewer's sheet shows the act's checks ahead. `effect` = what it does to what is public: puts a
    publication forward, publishes a decision, keeps it back, withdraws it. `exceptional` = outside of the usual course
    (recusal, correction, suspension ...): it may be done, but is never what a page proposes first. `upon_birth` = the
    procedure whose case, born of this one, has the act recorded here in the same moment; nobody does it otherwise.
    """

    citation: Text = ""
    stage: str
    during: TextList = ()
    moves_to: str = ""
    by: TextList
    approvals: TextList = ()
    repeat: bool = True
    starts_case: bool = False
    ends_case: bool = False
    reviewed: bool = False
    effect: Effect = ""
    exceptional: bool = False
    fields: dict[str, ActField] = Field(default_factory=dict)
    evidence: Literal["optional", "required", "none"] = "none"
    scenes: TextList = ()
    documents: Annotated[tuple[DocumentRule, ...], BeforeValidator(_documents)] = ()
    sets: dict[str, Any] = Field(default_factory=dict)
    appends: dict[str, Any] = Field(default_factory=dict)
    opens: Openings = Field(default_factory=dict)
    upon_birth: str = ""
    group: Text = ""
    help: Text = ""

    @property
    def stages(self) -> tuple[str, ...]:
        """Case stages in which the act may be done; "*" = any open stage, "closed" = after the case ended."""
        return self.during or (self.stage,)

    @cached_property
    def blank(self) -> dict[str, Any]:
        """Every field as conditions see it when nothing was filled in."""
        return {name: unset(kind.type) for name, kind in self.fields.items()}

    @cached_property
    def converted(self) -> dict[str, ActField]:
        """The fields that conditions don't see as they are stored."""
        return {name: kind for name, kind in self.fields.items() if kind.type in CONVERTED}


class Statistic(Strict):
    """A column of the agency's statistics: how many documents of these forms were issued."""

    title: Text
    forms: TextList


class Procedure(Item):
    """What a case must go through.

    `kind` = a row of the catalogue of kinds of enforcement; `numbered_by` = the form whose number is the case's;
    `published` = what becomes public of a decision; without it nothing does. `born_of` = acts of other procedures
    ("procedure/act") that open this one, where they don't say so themselves (`opens`). `file_order` = the forms in the
    order of the case file, where it isn't that of the forms themselves.
    """

    kind: Text
    citation: Text
    numbered_by: str = ""
    statistics: tuple[Statistic, ...] = ()
    published: Published | None = None
    born_of: Openings = Field(default_factory=dict)
    file_order: TextList = ()
    stages: Annotated[dict[str, Text], BeforeValidator(_stages)]
    acts: tuple[Act, ...]

    def act(self, act_id: str) -> Act | None:
        return self.by_id.get(act_id)

    @cached_property
    def by_id(self) -> dict[str, Act]:
        return {act.id: act for act in self.acts}

    def upon_birth(self, procedure: str) -> Act | None:
        """The act that records here that a case of `procedure` was born of this one."""
        return next((act for act in self.acts if act.upon_birth == procedure), None)

    def with_effect(self, effect: Effect) -> Act | None:
        """The act that publishes, withdraws ...; None where the procedure has none."""
        return next((act for act in self.acts if act.effect == effect), None)


class Evaluation(Strict):
    """Where the check stands in the evaluation of case files."""

    standard: Text = ""
    veto: bool = False
    points: float = 0


class Check(Item):
    """One defect = one check. `procedures` = those it belongs to, for acts that several have; none = all."""

    citation: Text
    procedures: TextList = ()
    before: TextList
    excluded: TextList = Field(default=(), alias="except")
    when: str = ""
    require: str
    on_fail: Literal["bar", "reason", "score"]
    say: Text
    mend: Text
    mend_act: str = ""
    fields: TextList = ()
    review_point: Text = ""
    evaluation: Evaluation | None = None
    defect: int | None = Field(default=None, ge=1, le=25)
    at: Literal["submit", "effect", "both"] = "both"


class Pause(Strict):
    """Time between two acts that does not count; both days belong to it.

    `until` = what ends it, whichever comes first: an act, or the last day of another deadline ("clocks.x"). `match` = only
    what is about the same thing ends it: a field of the act that began the pause -> the field by which the end names it.
    """

    since: str = Field(alias="from")
    until: TextList = Field(alias="to")
    match: dict[str, str] = Field(default_factory=dict)


class Extension(Strict):
    """More time by an act: a period ("30 days"), or the name of the act's field that holds the number.

    `in_time`: an approval after the last day doesn't lengthen the period, and the act is refused then (by the pack's own
    check on this clock, where there is one).
    """

    by: str
    lasts: Text
    in_time: bool = True


class Accrual(Strict):
    """Money that grows by the day: `of` (a fact of the case) times `rate` each day, at most `of` times `cap`.

    `rate` and `cap` are numbers or limits ("limits.surcharge_rate"); no `cap` = no upper bound.
    """

    of: str
    rate: Text
    cap: Text = ""


def _many(value: Any) -> Any:
    return value if isinstance(value, list) else [] if value is None else [value]


class Deadline(Item):
    """A statutory clock. `public` = a publication shows whether it was kept.

    `match` = one clock for each trigger: a field of the trigger -> the field by which other acts name it. `who` keeps it,
    in words; `whose` = the "agency"'s, whose officers it presses, or somebody's "outside" it (a party, a court).
    """

    citation: Text
    kind: Literal["limit", "wait", "window", "bar", "accrual", "validity", "display"]
    starts: TextList
    when: str = ""
    lasts: Text
    from_next_day: bool = True
    before: bool = False
    roll: bool | None = None
    count_from: Literal["last", "first"] = "last"
    ends: TextList = ()
    pauses: tuple[Pause, ...] = ()
    extend: Annotated[tuple[Extension, ...], BeforeValidator(_many)] = ()
    match: dict[str, str] = Field(default_factory=dict)
    warn: tuple[int, ...] = ()
    who: Text = ""
    whose: Literal["", "agency", "outside"] = ""
    internal: bool = False
    public: bool = False
    consequence: Text = ""
    accrues: Accrual | None = None

    @cached_property
    def moved_by(self) -> frozenset[str]:
        """Acts that end or lengthen it."""
        return frozenset(end.partition(".")[0] for end in self.ends) | {one.by for one in self.extend}

    @property
    def rolls(self) -> bool:
        """Does the last day roll to a working day? Not where a power, a right to show or a permit ends."""
        return self.roll if self.roll is not None else self.kind in {"limit", "wait", "window"}
