"""The pack in force on a day: resolved items and the indexes that judging needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeVar

from .calendar import WorkCalendar
from .conditions import Condition, compile_condition
from .faults import UnknownItem
from .fields import CONVERTED, Fact, unset
from .files import Layer
from .items import Catalogue, Form, Limit, Period, Role, Row, Statute
from .procedure import Act, Check, Deadline, Opening, Procedure
from .reading import Reading, reading

KINDS = (
    "statutes",
    "limits",
    "roles",
    "case_facts",
    "party_facts",
    "deadlines",
    "procedures",
    "checks",
    "catalogues",
    "forms",
)
KINDS_OF_ENFORCEMENT = "enforcement_kinds"  # the catalogue whose rows are the kinds of procedures
_FORM_FREE = frozenset({"id", "at", "on", "by", "role", "step"})


class Dated(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def in_force(self) -> Period: ...


D = TypeVar("D", bound=Dated)
Versions = dict[str, list[D]]


@dataclass(slots=True)
class Items:
    """All versions of all items; within one id the last layer's come first."""

    statutes: Versions[Statute] = field(default_factory=dict)
    limits: Versions[Limit] = field(default_factory=dict)
    roles: Versions[Role] = field(default_factory=dict)
    case_facts: Versions[Fact] = field(default_factory=dict)
    party_facts: Versions[Fact] = field(default_factory=dict)
    deadlines: Versions[Deadline] = field(default_factory=dict)
    procedures: Versions[Procedure] = field(default_factory=dict)
    checks: Versions[Check] = field(default_factory=dict)
    catalogues: Versions[Catalogue] = field(default_factory=dict)
    forms: Versions[Form] = field(default_factory=dict)

    @classmethod
    def gather(cls, layers: Sequence[Layer]) -> Items:
        items = cls()
        for layer in layers:
            for kind in KINDS:
                target = items.of(kind)
                own: dict[str, list[Any]] = {}
                for item in getattr(layer, kind):
                    own.setdefault(item.id, []).append(item)
                for item_id, versions in own.items():
                    target[item_id] = [*versions, *target.get(item_id, [])]
        return items

    def of(self, kind: str) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = getattr(self, kind)
        return found

    def on(self, day: dt.date) -> ItemsOfDay:
        return ItemsOfDay(**{kind: _in_force(self.of(kind).values(), day) for kind in KINDS})


def _in_force(all_versions: Iterable[list[Any]], day: dt.date) -> dict[str, Any]:
    found = {}
    for versions in all_versions:
        item = next((version for version in versions if version.in_force.holds(day)), None)
        if isinstance(item, Catalogue):
            item = item.model_copy(
                update={"rows": tuple(row for row in item.rows if row.in_force.holds(day))}
            )
        if item is not None:
            found[item.id] = item
    for more in [item for item in found.values() if getattr(item, "adds_to", "") in found]:
        found[more.adds_to] = _with(found[more.adds_to], more)
    return found


def _with(base: Any, more: Catalogue | Limit) -> Any:
    """A catalogue with the rows, or a limit with the entries, that another adds to it."""
    if isinstance(more, Limit):
        return base.model_copy(update={"value": {**base.value, **more.value}})
    return base.model_copy(update={"rows": (*base.rows, *more.rows)})


@dataclass(frozen=True, slots=True)
class ItemsOfDay:
    """One version of each item."""

    statutes: dict[str, Statute]
    limits: dict[str, Limit]
    roles: dict[str, Role]
    case_facts: dict[str, Fact]
    party_facts: dict[str, Fact]
    deadlines: dict[str, Deadline]
    procedures: dict[str, Procedure]
    checks: dict[str, Check]
    catalogues: dict[str, Catalogue]
    forms: dict[str, Form]


@dataclass(frozen=True, slots=True)
class JudgedCheck:
    """A check with its conditions compiled; `names` = what must be prepared before it is judged.

    `act_bound` = it reads the proposed act; `needs_form` = it reads more of it than who does what and when, other cases,
    or one of several clocks that the act names: it is judged when the act is proposed.
    """

    check: Check
    when: Condition | None
    require: Condition
    names: frozenset[tuple[str, str]]
    act_bound: bool
    needs_form: bool


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a derived fact is worked out, compiled: an expression, or rules of which one must hold (or `otherwise`)."""

    expression: Condition | None
    reads: Reading
    rows: tuple[tuple[Row, Condition], ...] = ()
    otherwise: Condition | None = None


class Pack:
    """What is in force on a day. Immutable; shared by all who judge acts of the same period."""

    def __init__(
        self, pack_id: str, title: str, digest: str, items: ItemsOfDay, calendar: WorkCalendar
    ) -> None:
        self.id, self.title, self.digest = pack_id, title, digest
        self.calendar = calendar
        self.statutes: Mapping[str, Statute] = items.statutes
        self.limits: Mapping[str, Limit] = items.limits
        self.roles: Mapping[str, Role] = items.roles
        self.facts: Mapping[str, Fact] = items.case_facts
        self.party_facts: Mapping[str, Fact] = items.party_facts
        self.deadlines: Mapping[str, Deadline] = items.deadlines
        self.procedures: Mapping[str, Procedure] = items.procedures
        self.checks: Mapping[str, Check] = items.checks
        self.catalogues: Mapping[str, Catalogue] = items.catalogues
        self.forms: Mapping[str, Form] = items.forms
        self._by_act: dict[tuple[str, str], tuple[JudgedCheck, ...]] = {}
        self._judged: dict[str, JudgedCheck] = {}
        self._readings: dict[tuple[str, ...], Reading] = {}
        self._elsewhere: dict[tuple[str, str], frozenset[str]] = {}

    def procedure(self, procedure_id: str) -> Procedure:
        """Raises UnknownItem."""
        if procedure_id not in self.procedures:
            raise UnknownItem("所填的日期没有施行中的这种办理程序；请核对程序和办理时间。")
        return self.procedures[procedure_id]

    def catalogue(self, catalogue_id: str) -> Catalogue:
        """Raises UnknownItem."""
        return _known(self.catalogues, catalogue_id, "目录")

    def form(self, form_id: str) -> Form:
        """Raises UnknownItem."""
        return _known(self.forms, form_id, "文书格式")

    def role_title(self, role_id: str) -> str:
        role = self.roles.get(role_id)
        return role.title if role else role_id

    def checks_of(self, procedure: Procedure, act: Act) -> tuple[JudgedCheck, ...]:
        """The checks that judge an act, in the order of the packs."""
        key = (procedure.id, act.id)
        found = self._by_act.get(key)
        if found is None:
            found = tuple(self._judge(c) for c in self.checks.values() if concerns(c, procedure, act))
            self._by_act[key] = found
        return found

    def _judge(self, check: Check) -> JudgedCheck:
        judged = self._judged.get(check.id)
        if judged is None:
            when = compile_condition(check.when) if check.when else None
            require = compile_condition(check.require)
            names = require.needs | (when.needs if when else frozenset())
            read = {name for root, name in names if root == "act"}
            later = any(
                root in ("chosen", "elsewhere") or self._is_named(root, name, check) for root, name in names
            )
            judged = JudgedCheck(
                check, when, require, names, bool(read) or later, later or not read <= _FORM_FREE
            )
            self._judged[check.id] = judged
        return judged

    def _is_named(self, root: str, name: str, check: Check) -> bool:
        """Is it a deadline of several clocks, of which the acts that the check stands before name one?"""
        deadline = self.deadlines.get(name) if root == "clocks" else None
        return bool(deadline and deadline.match and deadline.moved_by.intersection(check.before))

    def acts_with(self, *effects: str) -> frozenset[str]:
        """Ids of the acts of any procedure that have one of these effects."""
        return frozenset(
            act.id for one in self.procedures.values() for act in one.acts if act.effect in effects
        )

    def openings(self, procedure: Procedure, act: Act) -> dict[str, Opening]:
        """By id, the procedures in which a case may be born of the act: those it names, and those that name it."""
        named = {**act.opens, **self._born_of.get(f"{procedure.id}/{act.id}", {})}
        return {opened: opening for opened, opening in named.items() if opened in self.procedures}

    @cached_property
    def _born_of(self) -> dict[str, dict[str, Opening]]:
        found: dict[str, dict[str, Opening]] = {}
        for procedure in self.procedures.values():
            for address, opening in procedure.born_of.items():
                found.setdefault(address, {})[procedure.id] = opening
        return found

    def asks_elsewhere(self, procedure: Procedure, act: Act) -> frozenset[str]:
        """What the checks and the fields of an act read of other cases (`elsewhere.<name>`)."""
        key = (procedure.id, act.id)
        if key not in self._elsewhere:
            texts = [
                text
                for kind in act.fields.values()
                for text in (kind.when, _expression(kind.default))
                if text
            ]
            names = {name for text in texts for name in compile_condition(text).needs}
            names |= {name for item in self.checks_of(procedure, act) for name in item.names}
            self._elsewhere[key] = frozenset(name for root, name in names if root == "elsewhere")
        return self._elsewhere[key]

    def reading_of(self, checks: Sequence[JudgedCheck]) -> Reading:
        """What all these checks read together; worked out once for each choice of checks."""
        key = tuple(item.check.id for item in checks)
        found = self._readings.get(key)
        if found is None:
            every = [condition for item in checks for condition in (item.when, item.require) if condition]
            found = self._readings[key] = reading(every)
        return found

    def may_have_begun(self, deadlines: Iterable[Deadline], acts: Mapping[str, Any]) -> list[Deadline]:
        """Those that something other than an act may start, and those of which such an act was done."""
        return [
            one
            for one in deadlines
            if (by := self._begun_by[one.id]) is None or any(act in acts for act in by)
        ]

    @cached_property
    def _begun_by(self) -> dict[str, tuple[str, ...] | None]:
        """The acts that start a deadline; None when a fact or another deadline can."""
        roots = {
            one.id: tuple(ref.partition(".")[0] for ref in one.starts) for one in self.deadlines.values()
        }
        return {name: None if {"case", "clocks"} & {*found} else found for name, found in roots.items()}

    @cached_property
    def extended_by(self) -> dict[str, tuple[Deadline, ...]]:
        """By act, the deadlines that it extends only before they run out."""
        found: dict[str, tuple[Deadline, ...]] = {}
        for deadline in self.deadlines.values():
            for extension in deadline.extend:
                if extension.in_time:
                    found[extension.by] = (*found.get(extension.by, ()), deadline)
        return found

    def reading_of_deadlines(self, deadlines: Sequence[Deadline]) -> Reading:
        """What the conditions of these deadlines read together, but for those that read other deadlines themselves."""
        key = ("deadlines", *(one.id for one in deadlines))
        found = self._readings.get(key)
        if found is None:
            every = [compile_condition(one.when) for one in deadlines if one.when]
            found = reading([one for one in every if not any(root == "clocks" for root, _ in one.needs)])
            self._readings[key] = found
        return found

    @cached_property
    def kind_titles(self) -> dict[str, str]:
        """Kinds of enforcement (行政处罚 ...) by id, in the order of the pack."""
        catalogue = self.catalogues.get(KINDS_OF_ENFORCEMENT)
        return {row.id: row.title for row in catalogue.rows} if catalogue else {}

    @cached_property
    def limit_values(self) -> dict[str, Any]:
        return {limit.id: limit.value for limit in self.limits.values()}

    @cached_property
    def unset_facts(self) -> dict[str, Any]:
        return {
            f.id: unset(f.type) if f.default is None else f.default
            for f in self.facts.values()
            if not f.derived
        }

    @cached_property
    def unset_party(self) -> dict[str, Any]:
        return {f.id: unset(f.type) if f.default is None else f.default for f in self.party_facts.values()}

    @cached_property
    def converted_facts(self) -> tuple[str, ...]:
        """Facts of the case that conditions don't see as they are stored."""
        return tuple(fact.id for fact in self.facts.values() if fact.type in CONVERTED)

    @cached_property
    def chosen_facts(self) -> tuple[str, ...]:
        """Facts of the case that hold ids of rows of catalogues."""
        return tuple(fact.id for fact in self.facts.values() if fact.of and not fact.derived)

    @cached_property
    def converted_party(self) -> tuple[str, ...]:
        return tuple(fact.id for fact in self.party_facts.values() if fact.type in CONVERTED)

    @cached_property
    def derived(self) -> dict[str, Fact]:
        """Derived facts by every name that they answer to (`x`, and `x_grounds` for those from rules)."""
        names: dict[str, Fact] = {}
        for fact in self.facts.values():
            if fact.derived:
                names[fact.id] = fact
                if fact.derived.any_of:
                    names[f"{fact.id}_grounds"] = fact
        return names

    @cached_property
    def derivations(self) -> dict[str, Derivation]:
        return {fact.id: self._derivation(fact) for fact in self.facts.values() if fact.derived}

    def _derivation(self, fact: Fact) -> Derivation:
        derived = fact.derived
        assert derived is not None
        if derived.expr:
            expression = compile_condition(derived.expr)
            return Derivation(expression, reading([expression]))
        rows = self.catalogue(derived.any_of).rows
        rules = tuple((row, compile_condition(row.when)) for row in rows if row.when)
        otherwise = compile_condition(derived.or_) if derived.or_ else None
        every = [when for _, when in rules] + ([otherwise] if otherwise else [])
        return Derivation(None, reading(every), rules, otherwise)

    @cached_property
    def scenes(self) -> tuple[str, ...]:
        """Every scene that an act of a procedure names."""
        return tuple(dict.fromkeys(s for p in self.procedures.values() for a in p.acts for s in a.scenes))


def _expression(default: Any) -> str:
    return default[1:] if isinstance(default, str) and default.startswith("=") else ""


def concerns(check: Check, procedure: Procedure, act: Act) -> bool:
    """Does the check's `before` name the act ("*", "stage:x" or its id) and `except` not, in its procedures?"""
    if act.id in check.excluded or (check.procedures and procedure.id not in check.procedures):
        return False
    return any(name in ("*", act.id, f"stage:{act.stage}") for name in check.before)


T = TypeVar("T")


def _known(items: Mapping[str, T], item_id: str, noun: str) -> T:
    item = items.get(item_id)
    if item is None:
        raise UnknownItem(f"现行法规包里没有这个{noun}：“{item_id}”。")
    return item
