"""The flow chart of a procedure, laid out from the law pack: nothing in it is drawn by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from mingjing import law
from mingjing.disclosure import programme

COLUMNS, WIDTH, HEIGHT, GAP_X, GAP_Y, EDGE = 4, 168, 66, 44, 64, 16


@dataclass(frozen=True)
class Rule:
    """One check as the public reads it: what must hold, by which article, and what follows when it doesn't."""

    title: str
    citation: str
    on_fail: str
    provisional: bool


@dataclass(frozen=True)
class Step:
    """One act: who does it, who approves, which papers it makes, which rules it must pass."""

    id: str
    title: str
    citation: str
    who: str
    approvals: str
    papers: tuple[str, ...]
    rules: tuple[Rule, ...]
    ends: bool
    provisional: bool
    help: str

    @property
    def gates(self) -> int:
        return sum(rule.on_fail == "bar" for rule in self.rules)


@dataclass(frozen=True)
class Period:
    """A period that ends in a stage; `own` = set by the agency itself; `main` = what the stage is known by."""

    title: str
    lasts: str
    citation: str
    who: str
    provisional: bool
    own: bool
    main: bool


@dataclass(frozen=True)
class Stage:
    """A box of the chart with all that belongs to it; coordinates in the units of the SVG."""

    id: str
    title: str
    number: int
    x: int
    y: int
    note: str
    steps: tuple[Step, ...]
    periods: tuple[Period, ...]
    exits: tuple[str, ...] = ()

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2

    @property
    def title_y(self) -> int:
        return self.y + 29

    @property
    def note_y(self) -> int:
        return self.y + 50

    @property
    def exit_y(self) -> int:
        return self.y + HEIGHT + 20

    @property
    def lock_x(self) -> int:
        return self.x + WIDTH - 3

    @property
    def lock_y(self) -> int:
        return self.y + 2

    @property
    def gates(self) -> int:
        return sum(step.gates for step in self.steps)

    @property
    def who(self) -> str:
        return "、".join(dict.fromkeys(who for step in self.steps for who in step.who.split("、")))


@dataclass(frozen=True)
class Chart:
    """The whole chart: boxes, arrows as SVG path data, size."""

    stages: tuple[Stage, ...]
    arrows: tuple[str, ...]
    width: int
    height: int
    box: tuple[int, int] = field(default=(WIDTH, HEIGHT))

    @property
    def acts(self) -> int:
        return sum(len(stage.steps) for stage in self.stages)

    @property
    def rules(self) -> int:
        return len({rule.title for stage in self.stages for step in stage.steps for rule in step.rules})


def chart(pack: law.Pack, procedure: law.Procedure) -> Chart:
    """Stages in their order along a line that turns at the end of each row."""
    places = [_place(number) for number in range(len(procedure.stages))]
    stages = tuple(
        _stage(pack, procedure, stage_id, title, number, places[number])
        for number, (stage_id, title) in enumerate(procedure.stages.items())
    )
    arrows = tuple(_arrow(places[at], places[at + 1]) for at in range(len(places) - 1))
    width = EDGE * 2 + COLUMNS * WIDTH + (COLUMNS - 1) * GAP_X
    height = max(y for _, y in places) + HEIGHT + 34
    return Chart(stages, arrows, width, height)


def _place(number: int) -> tuple[int, int]:
    row, column = divmod(number, COLUMNS)
    column = column if row % 2 == 0 else COLUMNS - 1 - column
    return EDGE + column * (WIDTH + GAP_X), EDGE + row * (HEIGHT + GAP_Y)


def _arrow(start: tuple[int, int], end: tuple[int, int]) -> str:
    (x, y), (to_x, to_y) = start, end
    if y != to_y:
        return f"M{x + WIDTH // 2} {y + HEIGHT}V{to_y - 2}"
    middle = y + HEIGHT // 2
    return f"M{x + WIDTH} {middle}H{to_x - 2}" if to_x > x else f"M{x} {middle}H{to_x + WIDTH + 2}"


def _stage(
    pack: law.Pack, procedure: law.Procedure, stage_id: str, title: str, number: int, place: tuple[int, int]
) -> Stage:
    acts = [act for act in procedure.acts if act.stage == stage_id]
    steps = tuple(_step(pack, procedure, act) for act in acts)
    periods = tuple(_periods(pack, {act.id for act in acts}))
    limit = next((one for one in periods if one.main), None)
    exits = tuple(act.title for act in acts if act.ends_case and stage_id != list(procedure.stages)[-1])
    note = limit.lasts + "内" if limit else f"{len(steps)} 项执法行为"
    return Stage(stage_id, title, number + 1, *place, note, steps, periods, exits)


def _step(pack: law.Pack, procedure: law.Procedure, act: law.Act) -> Step:
    rules = tuple(
        Rule(one.check.title, one.check.citation, one.check.on_fail, one.check.provisional)
        for one in pack.checks_of(procedure, act)
    )
    return Step(
        act.id,
        act.title,
        act.citation,
        "、".join(pack.role_title(role) for role in act.by),
        "、".join(pack.role_title(role) for role in act.approvals),
        tuple(dict.fromkeys(_papers(pack, act))),
        rules,
        act.ends_case,
        act.provisional,
        act.help,
    )


def _papers(pack: law.Pack, act: law.Act) -> Iterable[str]:
    return (pack.form(rule.form).title for rule in act.documents if rule.form in pack.forms)


def _periods(pack: law.Pack, acts: set[str]) -> Iterable[Period]:
    for rule in pack.deadlines.values():
        ends = [name.partition(".")[0] for name in rule.ends]
        if rule.kind not in ("limit", "wait", "window") or not acts.intersection(ends):
            continue
        text = programme.lasts(pack, rule)
        main = (
            bool(text)
            and rule.kind == "limit"
            and ends[0] in acts
            and not rule.provisional
            and not rule.before
        )
        yield Period(rule.title, text, rule.citation, rule.who, rule.provisional, rule.internal, main)
