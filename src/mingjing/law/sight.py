"""What conditions see of a case: plain data, prepared once for all checks of an act, and only as far as they read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from .calendar import WorkCalendar
from .clocks import Clock, ClockReader
from .conditions import Condition, Outcome, activation
from .faults import LawError
from .fields import Fact, seen
from .instants import law_day
from .pack import Pack
from .procedure import Act, Procedure
from .reading import Reading, Tree, picked, reading
from .retaining import retention_seen
from .state import CaseState, Json
from .volumes import contents

Names = Iterable[tuple[str, str]]


_MADE_WHEN_READ = frozenset({"case", "acts", "chosen", "clocks", "file"})


class Sight:
    """A case as conditions see it at one moment. Names are prepared by `prepare` and then read by `holds`/`value`.

    `moment` is aware; `today` in conditions is its date in Asia/Shanghai.
    """

    def __init__(self, pack: Pack, state: CaseState, moment: dt.datetime, *, agency: Mapping[str, Any] | None = None,
                 calendar: WorkCalendar | None = None, elsewhere: Mapping[str, Any] | None = None) -> None:  # fmt: skip
        self.pack, self.state, self.moment = pack, state, moment
        self.today = law_day(moment)
        self.calendar = calendar or pack.calendar
        self.procedure: Procedure = pack.procedure(state.procedure)
        self._case = _facts_seen(pack.unset_facts, state.facts, pack.facts, pack.converted_facts)
        party = _facts_seen(pack.unset_party, state.party, pack.party_facts, pack.converted_party)
        self._acts: Json = {}
        self._clocks: Json = {}
        self._file: Json = {}
        self._chosen: Json = {}
        self._data: Json = {
            "case": self._case, "party": party, "agency": dict(agency or {}), "acts": self._acts,
            "act": {}, "chosen": self._chosen, "clocks": self._clocks, "limits": pack.limit_values, "file": self._file,
            "today": self.today.isoformat(), "pending": state.pending,
            "elsewhere": {"visits": [], **(elsewhere or {})},
        }  # fmt: skip
        self._data["pending"] = dict(state.pending)
        self._ready: set[tuple[str, str]] = set()
        self._read: dict[str, list[Clock]] = {}
        self._working: list[tuple[str, str]] = []
        self._focus: Any = None
        self._reads: Reading | None = None

    @property
    def data(self) -> Mapping[str, Any]:
        """The data prepared so far; to be read only."""
        return self._data

    def propose(self, act: Json) -> None:
        """Set the proposed act (`act.*`)."""
        self._data["act"] = act
        if self._chosen:
            self._ready -= {("chosen", key) for key in self._chosen}
            self._chosen.clear()
        one_by_one = [key for key in self._clocks if self.pack.deadlines[key].match]
        for key in one_by_one:  # what conditions see of them depends on which one the act names
            del self._clocks[key]
            self._ready.discard(("clocks", key))
        if one_by_one:
            self._focus, self._reads = None, None
        if self._reads is not None and not self._reads.tree.keys().isdisjoint(("act", "chosen")):
            self._focus, self._reads = None, None

    def holds(self, condition: Condition) -> Outcome:
        return condition.holds(self._activation(condition))

    def value(self, condition: Condition) -> Outcome:
        if condition.plain and condition.plain[0] in ("case", "party"):
            self.prepare(condition.needs)
            there = self._data[condition.plain[0]]
            if condition.plain[1] in there:
                return Outcome(there[condition.plain[1]])
        return condition.value(self._activation(condition))

    def focus(self, reads: Reading) -> None:
        """Prepare what many conditions read, once; they are then judged on the same data until the next proposal."""
        self.prepare(reads.needs)
        self._focus, self._reads = activation(picked(self._data, reads.tree)), reads

    def prepare(self, names: Names) -> None:
        """Make the named parts ready; raises LawError when derived facts or clocks go in a circle."""
        for name in names:
            if name not in self._ready:
                if name[0] in _MADE_WHEN_READ and not (name[0] == "case" and name[1] in self._case):
                    self._prepare(name)
                else:
                    self._ready.add(name)

    def clocks(self, deadline_id: str) -> list[Clock]:
        """Every clock of one deadline, oldest trigger first; read once, because nothing that they depend on changes."""
        found = self._read.get(deadline_id)
        if found is None:
            found = self._read[deadline_id] = ClockReader(self).read(self.pack.deadlines[deadline_id])
        return found

    def _activation(self, condition: Condition) -> Any:
        if self._reads is not None and condition in self._reads.conditions:
            return self._focus
        self.prepare(condition.needs)
        return activation(picked(self._data, _tree(condition)))

    def _prepare(self, name: tuple[str, str]) -> None:
        if name in self._working:
            raise LawError(
                "派生事实或者期限互相依赖：" + "、".join(".".join(n) for n in [*self._working, name])
            )
        self._working.append(name)
        root, key = name
        if root == "case":
            self._prepare_case(key)
        elif root == "acts":
            self._prepare_acts(key)
        elif root == "clocks":
            self._prepare_clocks(key)
        elif root == "file":
            self._prepare_file(key)
        elif root == "chosen":
            named = self._named()
            rows = self.pack.catalogue(key).rows
            self._chosen[key] = {row.id: row.plain for row in rows if row.id in named}
        self._working.pop()
        self._ready.add(name)

    def _prepare_case(self, key: str) -> None:
        if key == "*":
            self.prepare(("case", name) for name in self.pack.derived)
            return
        fact = self.pack.derived.get(key)
        if fact is not None and key not in self._case:
            self._case.update(self._derive(fact))

    def _derive(self, fact: Fact) -> Json:
        rules = self.pack.derivations[fact.id]
        if rules.expression is not None:
            outcome = self.value(rules.expression)
            if outcome.error:
                raise LawError(f"派生事实“{fact.title}”算不出来：{outcome.error}")
            return {fact.id: outcome.value}
        self.prepare(rules.reads.needs)
        data = activation(picked(self._data, rules.reads.tree))
        grounds = [row.id for row, when in rules.rows if _applies(fact, when, data)]
        holds = bool(grounds) or (rules.otherwise is not None and _applies(fact, rules.otherwise, data))
        return {fact.id: holds, f"{fact.id}_grounds": grounds}

    def _prepare_acts(self, key: str) -> None:
        for act_id in list(self.state.acts) if key == "*" else [key]:
            occurrences = self.state.acts.get(act_id)
            if occurrences and act_id not in self._acts:
                act = self.procedure.act(act_id)
                views = [occurrence_view(act, item) for item in occurrences]
                self._acts[act_id] = {"count": len(views), "first": views[0], "last": views[-1], "all": views}

    def _prepare_clocks(self, key: str) -> None:
        if key == "*":
            self.prepare(("clocks", name) for name in self.pack.deadlines)
            return
        if key in self.pack.deadlines:
            self._clocks[key] = ClockReader(self).summary(self.pack.deadlines[key])

    def _prepare_file(self, key: str) -> None:
        state = self.state
        parts: Json = {
            "evidence": list(state.evidence),
            "documents": list(state.documents),
            "media": list(state.media),
        }
        if key in ("elements_unproved", "*"):
            parts["elements_unproved"] = self._unproved()
        if key in ("scenes", "*"):
            counts = dict.fromkeys(self.pack.scenes, 0)
            for item in state.media:
                counts[item.get("scene", "")] = counts.get(item.get("scene", ""), 0) + 1
            parts["scenes"] = counts
        if key in ("statutes", "*"):
            parts["statutes"] = [statute.title for statute in self.pack.statutes.values()]
        if key in ("contents", "pages", "*"):
            leaves = contents(self.pack, state)
            parts["contents"] = [leaf.row() for leaf in leaves]
            parts["pages"] = sum(leaf.last - leaf.first + 1 for leaf in leaves)
        if key in ("retention", "*"):
            period = retention_seen(self).period
            parts["retention"] = period.id if period else ""
        self._file.update(parts)

    def _named(self) -> set[Any]:
        """Ids that the facts of the case, or the fields and tables of the proposed act, choose from catalogues."""
        proposed = self._data["act"]
        act = self.procedure.act(str(proposed.get("id", "")))
        given = [self._case[fact] for fact in self.pack.chosen_facts]
        for name, kind in act.fields.items() if act else ():
            if kind.of:
                given.append(proposed.get(name))
            for column in (column for column, cell in kind.columns.items() if cell.of):
                given.append([row.get(column) for row in proposed.get(name) or ()])
        return {one for value in given for one in (value if isinstance(value, list) else [value])}

    def _unproved(self) -> list[str]:
        said = [item.get("proves", ()) for item in self.state.evidence]
        said += [item.get("proves") or () for done in self.state.acts.values() for item in done]
        proved = {one["id"] if isinstance(one, dict) else one for proves in said for one in proves}
        return [
            element
            for fact in self.pack.facts.values()
            if fact.type == "elements"
            for value in self.state.facts.get(fact.id) or ()
            if (element := value["id"] if isinstance(value, dict) else value) not in proved
        ]


@cache
def _tree(condition: Condition) -> Tree:
    return reading([condition]).tree


def _facts_seen(
    unset: Mapping[str, Any], stored: Mapping[str, Any], facts: Mapping[str, Fact], converted: tuple[str, ...]
) -> Json:
    view = {**unset, **stored}
    for name in converted:
        if name in stored:
            view[name] = seen(facts[name], stored[name])
    return view


def _applies(fact: Fact, condition: Condition, data: Any) -> bool:
    outcome = condition.holds(data)
    if outcome.error:
        raise LawError(f"派生事实“{fact.title}”的条件“{condition.text}”算不出来：{outcome.error}")
    return bool(outcome.value)


def occurrence_view(act: Act | None, occurrence: Mapping[str, Any]) -> Json:
    """An occurrence of an act as conditions see it: every declared field, and `on` = the date of `at`."""
    if act is None:
        return {**occurrence, "on": occurrence["at"][:10]}
    view = {**act.blank, **occurrence, "on": occurrence["at"][:10]}
    for name, kind in act.converted.items():
        if name in occurrence:
            view[name] = seen(kind, occurrence[name])
    return view
