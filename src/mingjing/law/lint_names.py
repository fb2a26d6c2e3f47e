"""Every name that a condition reads must exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .conditions import ROOTS, ConditionFault, compile_condition
from .faults import Fault
from .fields import Fact
from .items import Catalogue, Form, Limit, Role, Statute
from .names import Path, paths_in
from .pack import Items
from .procedure import Act, Deadline, Procedure
from .sentences import placeholders
from .yaml_source import Origin

_OCCURRENCE = {
    "at",
    "on",
    "by",
    "by_name",
    "role",
    "seq",
    "officers",
    "submitted_at",
    "approvals",
    "recorded_at",
    "born",
}
_PROPOSED = _OCCURRENCE | {
    "id",
    "step",
    "evidence",
    "media",
    "documents",
    "reasons",
    "recorded_at",
    "conflicts",
}
_CLOCK = {
    "state",
    "started",
    "done",
    "over",
    "due",
    "days_left",
    "basis",
    "days",
    "amount",
    "ended_on",
    "count",
    "open",
}
_VISIT = {"on", "kind"}
_FILE = {
    "evidence",
    "documents",
    "media",
    "elements_unproved",
    "scenes",
    "statutes",
    "contents",
    "pages",
    "retention",
}


class Known:
    """All names that the layers declare, in any period."""

    def __init__(self, items: Items) -> None:
        self.case: dict[str, list[Fact]] = items.case_facts
        self.party: dict[str, list[Fact]] = items.party_facts
        self.deadlines: dict[str, list[Deadline]] = items.deadlines
        self.limits: dict[str, list[Limit]] = items.limits
        self.roles: dict[str, list[Role]] = items.roles
        self.catalogues: dict[str, list[Catalogue]] = items.catalogues
        self.forms: dict[str, list[Form]] = items.forms
        self.statutes: dict[str, list[Statute]] = {}
        for versions in items.statutes.values():
            for statute in versions:
                self.statutes.setdefault(statute.title, []).append(statute)
        self.acts: dict[str, list[Act]] = {}
        self.procedures: dict[str, list[Procedure]] = items.procedures
        self.stages: set[str] = set()
        for procedures in items.procedures.values():
            for procedure in procedures:
                self.stages.update(procedure.stages)
                for act in procedure.acts:
                    self.acts.setdefault(act.id, []).append(act)
        self.grounds = {
            f"{name}_grounds"
            for name, facts in self.case.items()
            if any(f.derived and f.derived.any_of for f in facts)
        }

    def rows_with_added(self, name: str) -> list[Catalogue]:
        """Every version of a catalogue and of those that add to it."""
        every = [one for versions in self.catalogues.values() for one in versions]
        return [one for one in every if name in (one.id, one.adds_to)]

    def names_act(self, name: str) -> bool:
        """ "*", "stage:x" or an act's id."""
        if name.startswith("stage:"):
            return name.removeprefix("stage:") in self.stages
        return name == "*" or name in self.acts

    def acts_of(self, names: Sequence[str], procedures: Sequence[str] = ()) -> list[Act]:
        """The acts that `names` means, in `procedures` or (none given) in all."""
        found = {id(act): act for name in names for act in self._named(name)}
        if not procedures:
            return list(found.values())
        own = {
            id(act)
            for wanted in procedures
            for procedure in self.procedures.get(wanted, [])
            for act in procedure.acts
        }
        return [act for key, act in found.items() if key in own]

    def _named(self, name: str) -> list[Act]:
        if name == "*" or name.startswith("stage:"):
            stage = name.removeprefix("stage:")
            return [act for acts in self.acts.values() for act in acts if stage in ("*", act.stage)]
        return self.acts.get(name, [])


def condition_faults(
    text: str, origin: Origin, path: list[Any], known: Known, acts: Sequence[Act],
    *, guards: str = "", forbidden: Sequence[str] = (),
) -> Iterator[Fault]:  # fmt: skip
    """Faults of one condition. `acts` = those it is judged before; `guards` = a condition that is asked first."""
    try:
        condition = compile_condition(text)
    except ConditionFault as error:
        yield origin.fault(f"条件不能编译：{error}。", path)
        return
    guarded = {p.steps for p in paths_in(guards) if p.guarded} if guards else set()
    for name in condition.paths:
        # What the records of the case don't hold may be read by checks and forms only: the rest is worked out again later.
        if name.steps[0] in forbidden or (name.steps[0] == "elsewhere" and "agency" in forbidden):
            yield origin.fault(f"这里的条件不能读“{name.steps[0]}”。", path)
            continue
        covered = name.guarded or any(name.steps[: len(g)] == g for g in guarded)
        said = _unknown(Path(name.steps, covered), known, acts)
        if said:
            yield origin.fault(f"条件里的“{name}”：{said}", path)


def sentence_faults(text: str, origin: Origin, path: list[Any], known: Known) -> Iterator[Fault]:
    """Placeholders of a sentence must name what conditions see."""
    for steps in placeholders(text):
        said = (
            f"没有“{steps[0]}”这一类数据。"
            if steps[0] not in (*ROOTS, "today")
            else _unknown(Path(steps, True), known, [])
        )
        if said:
            yield origin.fault(f"句子里的“{'.'.join(steps)}”：{said}", path)


def _unknown(path: Path, known: Known, acts: Sequence[Act]) -> str:
    """What is wrong with a name, or ""."""
    root, *rest = path.steps
    if not rest:
        return ""
    name = rest[0]
    if root == "case" and name not in known.case and name not in known.grounds:
        return "没有这一案件事实。"
    if root == "party" and name not in known.party:
        return "没有这一当事人事实。"
    if root == "chosen" and name not in known.catalogues:
        return "没有这一目录。"
    if root == "limits" and name not in known.limits:
        return "没有这一限值。"
    if root == "clocks":
        if name not in known.deadlines:
            return "没有这一期限。"
        if len(rest) > 1 and rest[1] not in _CLOCK:
            return "期限没有这一项。"
    if root == "file" and name not in _FILE:
        return "案卷没有这一项。"
    if root == "elsewhere" and (name != "visits" or (rest[2:3] and rest[2] not in _VISIT)):
        return "关于其他案件没有这一项。"
    if root == "pending" and name not in known.acts:
        return "没有这一执法行为。"
    if root == "acts":
        return _unknown_occurrence(rest, known)
    if root == "act":
        return _unknown_field(path, known, acts)
    return ""


def _unknown_occurrence(rest: list[str], known: Known) -> str:
    acts = known.acts.get(rest[0])
    if rest[0] == "[]":
        return ""
    if not acts:
        return "没有这一执法行为。"
    if len(rest) > 1 and rest[1] not in {"count", "first", "last", "all"}:
        return "只有 count、first、last、all。"
    names = rest[2:] if len(rest) > 1 and rest[1] != "all" else rest[3:] if len(rest) > 3 else []
    if names and names[0] not in _OCCURRENCE and not any(names[0] in act.fields for act in acts):
        return f"“{acts[0].title}”没有“{names[0]}”这一栏。"
    return ""


def _unknown_field(path: Path, known: Known, acts: Sequence[Act]) -> str:
    name = path.steps[1]
    if name in _PROPOSED:
        return ""
    if path.guarded or not acts:
        return (
            ""
            if any(name in act.fields for every in known.acts.values() for act in every)
            else "没有这一栏。"
        )
    without = [act.title for act in acts if name not in act.fields]
    if without:
        return f"“{without[0]}”没有这一栏（可先用 has 判断）。"
    return ""
