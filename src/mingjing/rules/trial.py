"""Trying a case (or a scenario) against the law: what an act would meet if facts, fields or limits were others.

Nothing is written, but that the case was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from mingjing import law
from mingjing.agencies.register import UnknownOfficer
from mingjing.cases import circumstances
from mingjing.cases.reading import visible_case
from mingjing.cases.standing import Person
from mingjing.law.fields import Fact, Kind
from mingjing.law.limit_words import amount, unit_in_words
from mingjing.law.reach import act_reach
from mingjing.law.scenario import Prepared
from mingjing.law.scenario_run import before_act
from mingjing.law.values import BadValue, normal
from mingjing.law.what_if import with_limits
from mingjing.rules.values import BadLimit, limit_value

SIMPLE = frozenset({"text", "longtext", "enum", "date", "money", "int", "bool", "[enum]"})
READ = "试算规则"  # what the access log says
TRIED = "trial"  # the person of a trial, who is nobody


@dataclass(frozen=True, slots=True)
class Given:
    """What is tried: a state with the act that would follow."""

    title: str
    pack: law.Pack
    state: law.CaseState
    proposal: law.Proposal
    context: law.Context


@dataclass(frozen=True, slots=True)
class Input:
    """Something that may be changed. `name` = "case.fine", "party.kind", "act.fine" or "limits.review_fine_org"."""

    name: str
    title: str
    type: str
    value: Any
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """A derived yes-or-no with the rows of the catalogue on which it rests."""

    id: str
    title: str
    holds: bool
    rows: tuple[Any, ...]


@dataclass(frozen=True)
class Verdict:
    """What the law says. `unfilled` = fields of the form that the trial left open."""

    findings: law.Findings
    unfilled: tuple[law.Finding, ...]
    grounds: tuple[Ground, ...]
    clocks: tuple[law.Clock, ...]

    @property
    def bars(self) -> list[law.Finding]:
        return [one for one in self.findings.bars if not one.check.startswith("field.")]


@dataclass(frozen=True)
class Difference:
    title: str
    old: str
    new: str


@dataclass(frozen=True)
class Trial:
    """`after` is None as long as nothing was changed; `faults` = values that can't be read, with what they belong to."""

    given: Given
    inputs: tuple[Input, ...]
    before: Verdict
    after: Verdict | None
    changes: tuple[Difference, ...]
    faults: tuple[str, ...]

    @property
    def differences(self) -> list[Difference]:
        """Grounds and clocks that came out otherwise."""
        if self.after is None:
            return []
        found = [
            Difference(new.title, _grounds(old), _grounds(new))
            for old, new in zip(self.before.grounds, self.after.grounds, strict=True)
            if (old.holds, old.rows) != (new.holds, new.rows)
        ]
        old_due = {(clock.id, clock.key): clock for clock in self.before.clocks}
        new_due = {(clock.id, clock.key): clock for clock in self.after.clocks}
        for key in dict.fromkeys((*old_due, *new_due)):
            old, new = _due(old_due.get(key)), _due(new_due.get(key))
            if old != new:
                found.append(Difference((new_due.get(key) or old_due[key]).title, old, new))
        return found


def of_case(person: Person, case_id: Any, act_id: str, now: datetime) -> Given:
    """A case that the person may see, which is logged as read. Raises `NoSuchCase`, `law.LawError`."""
    case = visible_case(person, case_id, READ)
    pack = circumstances.library_of(case.agency).on(law.law_day(now))
    state = circumstances.state_of(case)
    act = _act(pack, state.procedure, act_id)
    pending = state.pending.get(act_id)
    role = pending["next_role"] if pending else act.by[0]
    officers = _officers(state, case.agency_id, now)
    proposal = law.Proposal(
        act=act_id, at=now, recorded_at=now, actor=law.ActorRef(TRIED, "试算", role),
        step="approve" if pending else "submit", officers=tuple(officers.values()),
    )  # fmt: skip
    return Given(
        str(case), pack, state, proposal, circumstances.context_of(case, proposal.actor, officers, now)
    )


def of_scenario(library: law.Library, prepared: Prepared, act_id: str) -> Given:
    """A scenario before its last step of this act, on the day of that step. Raises `law.LawError`."""
    state, proposal, context = before_act(prepared, library, act_id)
    return Given(prepared.scenario.title, library.on(law.law_day(proposal.at)), state, proposal, context)


def try_out(given: Given, sent: Mapping[str, list[str]] | None) -> Trial:
    """Judge as it is, and again with what was sent (values by the names of the inputs; None = nothing sent)."""
    inputs = inputs_of(given)
    before = _judge(given)
    if sent is None:
        return Trial(given, inputs, before, None, (), ())
    changed, shown, changes, faults = _changed(given, inputs, sent)
    return Trial(given, shown, before, _judge(changed) if changes and not faults else None, changes, faults)


def inputs_of(given: Given) -> tuple[Input, ...]:
    """What the checks and the form of the act read and a person can type, with the values that stand."""
    pack, act = given.pack, _act(given.pack, given.state.procedure, given.proposal.act)
    checks = [one.check for one in pack.checks_of(pack.procedure(given.state.procedure), act)]
    found = []
    order = {("case", name): at for at, name in enumerate(pack.facts)}
    order |= {("act", name): at for at, name in enumerate(act.fields)}
    for root, name in sorted(act_reach(pack, act, checks), key=lambda one: (order.get(one, len(order)), one)):
        held = given.state.facts if root == "case" else given.state.party
        kinds: Mapping[str, Any] = {"case": pack.facts, "party": pack.party_facts, "act": act.fields}.get(
            root, {}
        )
        kind = kinds.get(name)
        if kind is not None and kind.type in SIMPLE and not getattr(kind, "derived", None):
            value = given.proposal.fields.get(name) if root == "act" else held.get(name)
            found.append(_input(pack, f"{root}.{name}", kind, value))
        limit = pack.limits.get(name) if root == "limits" else None
        if limit is not None and not isinstance(limit.value, Mapping | list | tuple):
            found.append(_limit_input(limit))
    return tuple(found)


def _input(pack: law.Pack, name: str, kind: Kind | Fact, value: Any) -> Input:
    offered = tuple(law.choices(pack, kind).items()) if kind.type in ("enum", "[enum]") else ()
    unit = "元" if kind.type == "money" else str(getattr(kind, "unit", ""))
    return Input(name, kind.title, kind.type, value, offered, unit)


def _limit_input(limit: Any) -> Input:
    value = limit.value
    kind = "bool" if isinstance(value, bool) else "enum" if limit.words else "number"
    if isinstance(value, float) and value == int(value):
        value = int(value)  # as a person types it
    return Input(
        f"limits.{limit.id}", limit.title, kind, value, tuple(limit.words.items()), unit_in_words(limit)
    )


def _changed(
    given: Given, inputs: tuple[Input, ...], sent: Mapping[str, list[str]]
) -> tuple[Given, tuple[Input, ...], tuple[Difference, ...], tuple[str, ...]]:
    pack, today = given.pack, law.law_day(given.proposal.at)
    act = _act(pack, given.state.procedure, given.proposal.act)
    rooms: dict[str, dict[str, Any]] = {
        "case": dict(given.state.facts), "party": dict(given.state.party), "act": dict(given.proposal.fields), "limits": {},
    }  # fmt: skip
    shown, changes, faults = [], [], []
    for one in inputs:
        root, name = one.name.split(".", 1)
        raw = sent.get(one.name, [])
        try:
            value = _value(pack, act, one, raw, today)
        except (BadValue, BadLimit) as fault:
            faults.append(f"“{one.title}”{fault}")
            shown.append(replace(one, value=raw[0] if raw else "", changed=True))
            continue
        if _plain(value) == _plain(one.value):
            shown.append(one)
            continue
        shown.append(replace(one, value=value, changed=True))
        changes.append(Difference(one.title, words(one, one.value), words(one, value)))
        rooms[root][name] = value
        if value is None:
            rooms[root].pop(name)
    state = replace(
        given.state, facts=MappingProxyType(rooms["case"]), party=MappingProxyType(rooms["party"])
    )
    changed = replace(
        given,
        pack=with_limits(pack, rooms["limits"]) if rooms["limits"] else pack,
        state=state,
        proposal=replace(given.proposal, fields=rooms["act"]),
    )
    return changed, tuple(shown), tuple(changes), tuple(faults)


def _value(pack: law.Pack, act: Any, one: Input, raw: list[str], today: Any) -> Any:
    """What was typed, in normal form; None = nothing."""
    root, name = one.name.split(".", 1)
    text = raw[0].strip() if raw else ""
    if root == "limits":
        return limit_value(pack.limits[name], text)
    kind = {"case": pack.facts, "party": pack.party_facts, "act": act.fields}[root][name]
    if kind.type == "[enum]":
        return normal(pack, kind, raw, today) if any(raw) else None
    if not text:
        return None
    return normal(
        pack, kind, {"true": True, "false": False}.get(text, text) if kind.type == "bool" else text, today
    )


def _plain(value: Any) -> Any:
    return None if value in ("", [], ()) else value


def words(one: Input, value: Any) -> str:
    """A value of this input for a sentence."""
    names = dict(one.options)
    if value in (None, "", []):
        return "（未填写）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(names.get(str(part), str(part)) for part in value)
    if one.type == "money":
        return amount(float(value), "yuan")
    return names.get(str(value), str(value)) + one.unit


def _judge(given: Given) -> Verdict:
    pack, state, at = given.pack, given.state, given.proposal.at
    findings = law.examine(pack, state, given.proposal, given.context)
    unfilled = tuple(one for one in findings.bars if one.check.startswith("field."))
    return Verdict(findings, unfilled, grounds(pack, state, at), tuple(law.clocks(pack, state, None, at)))


def grounds(pack: law.Pack, state: law.CaseState, at: datetime) -> tuple[Ground, ...]:
    """Every derived fact that rests on a catalogue of rules, such as whether the decision is a major one."""
    facts = law.facts_of(pack, state, at)
    found = []
    for fact in pack.facts.values():
        if fact.derived and fact.derived.any_of:
            catalogue = pack.catalogue(fact.derived.any_of)
            rows = tuple(catalogue.row_of(row) for row in facts[f"{fact.id}_grounds"])
            found.append(Ground(fact.id, fact.title, bool(facts[fact.id]), rows))
    return tuple(found)


def _grounds(ground: Ground) -> str:
    told = "是" if ground.holds else "否"
    return told + (f"（{'；'.join(row.title for row in ground.rows)}）" if ground.rows else "")


def _due(clock: law.Clock | None) -> str:
    if clock is None:
        return "没有起算"
    return f"{clock.due_iso[:10]}届满" if clock.due else "按日累计"


def _act(pack: law.Pack, procedure: str, act_id: str) -> Any:
    act = pack.procedure(procedure).act(act_id)
    if act is None:
        raise law.LawError("这一程序里没有所选的事项，请重新选择。")
    return act


def _officers(state: law.CaseState, agency_id: int, now: datetime) -> dict[str, law.OfficerRef]:
    """The handlers of the case, as registered on the day; nobody when the register doesn't know them."""
    ids = [str(one.get("id", "")) for one in state.facts.get("handlers") or () if isinstance(one, Mapping)]
    try:
        return circumstances.register(tuple(ids), [], law.law_day(now), agency_id)
    except UnknownOfficer:
        return {}
