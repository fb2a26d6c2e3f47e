"""What the chart of a procedure says: read off the pack, nothing added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..lengths import lasts
from ..pack import Pack
from ..procedure import Act, Deadline, Procedure
from .lettering import clean
from .links import Fork, Link, demands, forks_of, links_of

MOST = 8  # acts of a stage in the overview
KIND_ZH = {
    "limit": "期限",
    "wait": "须等待",
    "window": "权利期间",
    "bar": "时效",
    "accrual": "累计",
    "validity": "有效期",
    "display": "公示期",
}
__all__ = ["ChartAct", "ChartRule", "ChartStage", "Content", "Fork", "Link", "Move", "Period", "content_of"]


@dataclass(frozen=True, slots=True)
class ChartRule:
    """One check of an act: what must hold, by which article, and what follows when it doesn't."""

    id: str
    title: str
    citation: str
    on_fail: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Period:
    """A deadline. `lasts` and `since` in words; `own` = set by the agency itself; `goal` = the act that it is mainly for."""

    id: str
    title: str
    kind: str
    lasts: str
    since: str
    citation: str
    who: str
    provisional: bool
    own: bool
    goal: str

    @property
    def words(self) -> str:
        """期限：立案 7个工作日（自登记案件来源起）."""
        since = f"（{self.since}）" if self.since else ""
        return f"{KIND_ZH[self.kind]}：{self.title} {self.lasts}{since}"

    @property
    def brief(self) -> str:
        return f"{KIND_ZH[self.kind]} {self.lasts}"


@dataclass(frozen=True, slots=True)
class ChartAct:
    """One act: who does it, who approves, which papers it makes, which clocks it ends and starts, which rules it must pass.

    `moves_to`: title of the stage that it leads to; `opens`: procedures of which a case may be born of it; `during`: stages in which it may be done, in words.
    """

    id: str
    title: str
    citation: str
    stage: str
    group: str
    who: str
    approvals: str
    papers: tuple[str, ...]
    rules: tuple[ChartRule, ...]
    ends: tuple[Period, ...]
    starts: tuple[Period, ...]
    moves_to: str
    opens: str
    during: str
    starts_case: bool
    ends_case: bool
    repeat: bool
    provisional: bool
    help: str
    principal: bool

    @property
    def gates(self) -> int:
        """How many of its checks refuse it."""
        return sum(rule.on_fail == "bar" for rule in self.rules)

    @property
    def citations(self) -> tuple[str, ...]:
        """The articles of its checks, each once, gathered by statute."""
        found: dict[str, dict[str, None]] = {}
        for rule in self.rules:
            for one in filter(None, rule.citation.split("；")):
                statute, _, articles = one.partition(" ")
                found.setdefault(statute, {}).update(dict.fromkeys(articles.split("、")))
        return tuple(f"{statute} {'、'.join(articles)}".strip() for statute, articles in found.items())


@dataclass(frozen=True, slots=True)
class ChartStage:
    """A stage and the acts that belong to it, in the order of the pack. `number` counts from 1."""

    id: str
    title: str
    number: int
    acts: tuple[ChartAct, ...]

    @property
    def gates(self) -> int:
        return sum(act.gates for act in self.acts)

    @property
    def who(self) -> str:
        return "、".join(dict.fromkeys(who for act in self.acts for who in act.who.split("、")))

    @property
    def periods(self) -> tuple[Period, ...]:
        """What ends in this stage, each once."""
        return tuple({one.id: one for act in self.acts for one in act.ends}.values())

    @property
    def main(self) -> Period | None:
        """The limit that the stage is known by."""
        moving = {act.id for act in self.acts if act.moves_to or act.ends_case}
        limits = [one for one in self.periods if one.kind == "limit" and one.goal in moving]
        return next((one for one in limits if not one.provisional), None)

    @property
    def groups(self) -> tuple[tuple[str, tuple[ChartAct, ...]], ...]:
        """Acts under the headings of the pack, in the order of first appearance."""
        found: dict[str, list[ChartAct]] = {}
        for act in self.acts:
            found.setdefault(act.group, []).append(act)
        return tuple((group, tuple(acts)) for group, acts in found.items())


@dataclass(frozen=True, slots=True)
class Move:
    """A way from a stage to another; `act` opens it."""

    source: str
    target: str
    act: str


@dataclass(frozen=True)
class Content:
    """A procedure as its chart tells it."""

    id: str
    title: str
    kind: str
    citation: str
    provisional: bool
    stages: tuple[ChartStage, ...]
    links: tuple[Link, ...]
    forks: tuple[Fork, ...]
    moves: tuple[Move, ...] = field(default=())

    @cached_property
    def acts(self) -> tuple[ChartAct, ...]:
        return tuple(act for stage in self.stages for act in stage.acts)

    @cached_property
    def by_id(self) -> Mapping[str, ChartAct]:
        return {act.id: act for act in self.acts}

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Every clock of the procedure, each once."""
        return tuple({one.id: one for act in self.acts for one in (*act.ends, *act.starts)}.values())

    @cached_property
    def rules(self) -> int:
        return len({rule.id for act in self.acts for rule in act.rules})

    def stage(self, stage_id: str) -> ChartStage | None:
        return next((stage for stage in self.stages if stage.id == stage_id), None)


def content_of(pack: Pack, procedure: Procedure) -> Content:
    """All that the chart of `procedure` shows, as `pack` has it."""
    forks = forks_of(pack, procedure)
    principal = _principal(pack, procedure, forks)
    ends, starts = _periods(pack, procedure)
    acts = [
        _act(pack, procedure, act, ends.get(act.id, ()), starts.get(act.id, ()), act.id in principal)
        for act in procedure.acts
    ]
    stages = tuple(
        ChartStage(
            stage_id, clean(title) or stage_id, number, tuple(act for act in acts if act.stage == stage_id)
        )
        for number, (stage_id, title) in enumerate(procedure.stages.items(), 1)
    )
    return Content(
        procedure.id, clean(procedure.title) or procedure.id, procedure.kind, procedure.citation, procedure.provisional,
        stages, links_of(pack, procedure), forks, tuple(_moves(procedure)),
    )  # fmt: skip


def _act(
    pack: Pack,
    procedure: Procedure,
    act: Act,
    ends: Iterable[Period],
    starts: Iterable[Period],
    principal: bool,
) -> ChartAct:
    checks = [one.check for one in pack.checks_of(procedure, act)]
    papers = (pack.forms[rule.form].title for rule in act.documents if rule.form in pack.forms)
    return ChartAct(
        id=act.id,
        title=clean(act.title) or act.id,
        citation=act.citation,
        stage=act.stage,
        group=act.group,
        who="、".join(pack.role_title(role) for role in act.by),
        approvals=" → ".join(pack.role_title(role) for role in act.approvals),
        papers=tuple(dict.fromkeys(papers)),
        rules=tuple(
            ChartRule(one.id, one.title or one.say, one.citation, one.on_fail, one.provisional)
            for one in checks
        ),
        ends=tuple(ends),
        starts=tuple(starts),
        moves_to=procedure.stages.get(act.moves_to, ""),
        opens="、".join(pack.procedures[one].title for one in pack.openings(procedure, act)),
        during=_during(procedure, act),
        starts_case=act.starts_case,
        ends_case=act.ends_case,
        repeat=act.repeat,
        provisional=act.provisional,
        help=act.help,
        principal=principal,
    )


def _during(procedure: Procedure, act: Act) -> str:
    words = {"*": "结案前任一环节", "closed": "结案后"}
    return "、".join(words.get(name) or procedure.stages.get(name, name) for name in act.stages)


def _principal(pack: Pack, procedure: Procedure, forks: Iterable[Fork]) -> set[str]:
    """Acts that the overview names: of each stage those that open, move or end a case, and besides them, up to MOST in
    all, first those among which one is to be chosen, then those that moving acts wait for (with the most checks first)."""
    moving = [act for act in procedure.acts if act.moves_to or act.starts_case or act.ends_case]
    chosen = {act for fork in forks for act in fork.choices}
    awaited = {
        name
        for act in moving
        for judged in pack.checks_of(procedure, act)
        if judged.check.on_fail == "bar"
        for name in demands(judged)
    }
    gates = {act.id: len(pack.checks_of(procedure, act)) for act in procedure.acts}
    found = set()
    for stage in procedure.stages:
        acts = [act for act in procedure.acts if act.stage == stage]
        weight = {act.id: (act in moving, act.id in chosen, act.id in awaited, gates[act.id]) for act in acts}
        few = len(acts) <= MOST
        named = [act.id for act in acts if few or any(weight[act.id][:3])]
        ranked = sorted(named, key=lambda one: weight[one], reverse=True)
        found |= {one for at, one in enumerate(ranked) if at < MOST or weight[one][0]}
    return found


def _moves(procedure: Procedure) -> Iterable[Move]:
    """From the act's stage to where it leads. An act of the stage that it opens comes from the last stage before."""
    order = {stage: place for place, stage in enumerate(procedure.stages)}
    for act in procedure.acts:
        if act.moves_to not in order:
            continue
        source = act.stage
        if source == act.moves_to:
            before = [
                name for name in act.stages if name in order and order[name] < order.get(act.moves_to, 0)
            ]
            source = max(before, key=lambda name: order[name], default="")
        if source:
            yield Move(source, act.moves_to, act.id)


def _periods(pack: Pack, procedure: Procedure) -> tuple[dict[str, list[Period]], dict[str, list[Period]]]:
    """Periods by the act that ends them, and by the act that starts them."""
    ends: dict[str, list[Period]] = {}
    starts: dict[str, list[Period]] = {}
    for rule in pack.deadlines.values():
        ending = [act for act in _acts(rule.ends) if act in procedure.by_id]
        starting = _starters(pack, procedure, rule, ())
        made = Period(
            rule.id, clean(rule.title) or rule.id, rule.kind, _length(pack, rule), _since(pack, procedure, rule), rule.citation,
            rule.who, rule.provisional, rule.internal, ending[0] if ending else "",
        )  # fmt: skip
        for act in ending:
            ends.setdefault(act, []).append(made)
        for act in starting:
            starts.setdefault(act, []).append(made)
    return ends, starts


def _acts(references: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name.partition(".")[0] for name in references))


def _starters(pack: Pack, procedure: Procedure, rule: Deadline, seen: tuple[str, ...]) -> list[str]:
    """Acts whose doing starts the period: named, setting the fact that it counts from, or behind the clock before it."""
    found: list[str] = []
    for start in rule.starts:
        root, _, name = start.partition(".")
        if root == "case":
            found += [act.id for act in procedure.acts if f"case.{name}" in act.sets]
        elif root == "clocks" and name in pack.deadlines and name not in seen:
            found += _starters(pack, procedure, pack.deadlines[name], (*seen, name))
        elif root in procedure.by_id:
            found.append(root)
    return list(dict.fromkeys(found))


def _since(pack: Pack, procedure: Procedure, rule: Deadline) -> str:
    """自送达告知书起；举行听证之前."""
    words = []
    for start in rule.starts:
        root, _, name = start.partition(".")
        if root == "case":
            fact = pack.facts.get(name)
            words.append(fact.title if fact and fact.title else "")
        elif root == "clocks":
            before = pack.deadlines.get(name)
            words.append(f"“{before.title}”届满" if before else "")
        elif root in procedure.by_id:
            act = procedure.by_id[root]
            title = act.fields[name].title if rule.before and name in act.fields else act.title
            words.append(title)
    told = "、".join(dict.fromkeys(word for word in words if word))
    if not told:
        return ""
    return f"{told}之前" if rule.before else f"自{told}起"


def _length(pack: Pack, rule: Deadline) -> str:
    if rule.kind == "accrual":
        return "按日累计"
    length = lasts(pack, rule)
    if not length:
        return "按本案确定的期间"
    return "至当日届满" if length.startswith("0") else length
