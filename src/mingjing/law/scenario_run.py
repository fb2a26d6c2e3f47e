"""Running a prepared scenario, in the pure room or through whatever implements `Driver`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Protocol

from . import beginnings
from .apply import apply, documents_due
from .beginnings import Beginnings
from .examine import examine
from .faults import LawError
from .findings import Findings
from .instants import CHINA, law_day, parse_instant
from .library import Library
from .procedure import Act
from .record import ActorRef, Context, OfficerRef, Proposal, RecordEntry
from .scenario import Prepared
from .scenario_expect import compare, compare_step
from .state import CaseState

LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=CHINA)


class Driver(Protocol):
    """What a scenario is run through. `propose` records the step if nothing refuses it, else changes nothing."""

    @property
    def state(self) -> CaseState: ...

    def propose(self, proposal: Proposal, context: Context) -> Findings: ...


class PureDriver:
    """The law room alone: examine, then apply; documents are named, not set."""

    def __init__(self, library: Library, state: CaseState) -> None:
        self.library, self.state = library, state
        self.records: list[RecordEntry] = []

    def propose(self, proposal: Proposal, context: Context) -> Findings:
        pack = self.library.on(law_day(proposal.at))
        findings = examine(pack, self.state, proposal, context)
        if findings.ok():
            record = RecordEntry(
                self.state.seq + 1, proposal.act, proposal.step, proposal.at, proposal.recorded_at, proposal.actor,
                tuple(proposal.officers), findings.fields, tuple(proposal.evidence),
                (*proposal.documents, *self._documents(proposal, findings)), tuple(proposal.media), proposal.reasons,
                pack.digest, born=proposal.born,
            )  # fmt: skip
            self.records.append(record)
            self.state = apply(pack, self.state, record)
        return findings

    def _documents(self, proposal: Proposal, findings: Findings) -> list[dict[str, Any]]:
        pack = self.library.on(law_day(proposal.at))
        act = pack.procedure(self.state.procedure).act(proposal.act)
        pending = self.state.pending.get(proposal.act)
        if act is None or proposal.step not in ("submit", "approve"):
            return []
        given = len(pending["approvals"]) + 1 if pending else 0
        if given < len(act.approvals):
            return []
        fields = pending["fields"] if pending else findings.fields
        day = law_day(proposal.at).isoformat()
        forms = documents_due(pack, self.state, act.id, fields, proposal.at)
        return [
            {"form": form, "title": pack.form(form).title, "number": "", "issued_on": day} for form in forms
        ]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a scenario: `differences` is empty when everything was as expected."""

    id: str
    title: str
    differences: tuple[str, ...]
    steps: int
    state: CaseState | None


def initial_state(prepared: Prepared) -> CaseState:
    """A case without records that already knows what is given."""
    given = prepared.given
    return replace(
        CaseState.new(prepared.procedure),
        facts=MappingProxyType(dict(given.facts)),
        party=MappingProxyType(dict(given.party)),
    )


def run_pure(
    prepared: Prepared, library: Library, shared: Beginnings | None = None, driver: PureDriver | None = None
) -> Result:
    """Run in the pure law room, without a database. `shared` (of this library) spares what was played before."""
    driver = driver or PureDriver(library, initial_state(prepared))
    if shared is None:
        return run(prepared, library, driver)
    behind, moment, places = 0, LONG_AGO, beginnings.names(prepared)
    found = shared.furthest(places)
    if found is not None:
        behind, (driver.state, moment) = found

    def reached(number: int, at: dt.datetime) -> None:
        if number <= prepared.base:
            shared.keep(places[number - 1], (driver.state, at))

    return run(prepared, library, driver, (behind, moment), reached)


def run(
    prepared: Prepared,
    library: Library,
    driver: Driver,
    done: tuple[int, dt.datetime] = (0, LONG_AGO),
    reached: Callable[[int, dt.datetime], None] | None = None,
) -> Result:
    """Do every step, compare what was expected, and give the differences as Chinese sentences.

    `done` = so many steps are behind the driver already, the last at that moment. `reached` is told of each step that
    came out as expected.
    """
    cast = Cast(prepared)
    differences: list[str] = []
    behind, moment = done
    for number, step in enumerate(prepared.steps[behind:], behind + 1):
        where = f"第{number}步（{step['act']}）"
        try:
            moment = _moment(step, moment)
            found = _do(step, moment, cast, library, driver)
            said = compare_step(step, found, library, driver.state, moment, cast.context(moment))
        except (LawError, ValueError, KeyError, TypeError) as error:
            said = [f"不能运行：{error}"]
        differences += [f"{where}{line}" for line in said]
        if said and (number <= prepared.base or "不能运行" in said[0]):
            differences.append("后面的步骤没有运行。")
            break
        if reached is not None and not said:
            reached(number, moment)
    else:
        try:
            differences += compare(
                prepared.scenario.expect, library, driver.state, moment, cast.context(moment)
            )
        except LawError as error:
            differences.append(f"期望无法核对：{error}")
    scenario = prepared.scenario
    return Result(scenario.id, scenario.title, tuple(differences), len(prepared.steps), driver.state)


def before_act(prepared: Prepared, library: Library, act_id: str) -> tuple[CaseState, Proposal, Context]:
    """The case as it stands before the scenario's last step of this act, and that step. Raises LawError."""
    places = [index for index, step in enumerate(prepared.steps) if step["act"] == act_id]
    if not places:
        raise LawError("情景里没有这一执法行为。")
    cast, driver, moment = Cast(prepared), PureDriver(library, initial_state(prepared)), LONG_AGO
    for step in prepared.steps[: places[-1]]:
        moment = _moment(step, moment)
        _do(step, moment, cast, library, driver)
    step = prepared.steps[places[-1]]
    moment = _moment(step, moment)
    act = library.on(law_day(moment)).procedure(driver.state.procedure).act(act_id)
    return driver.state, cast.proposal(step, moment, act), cast.context(moment)


def _moment(step: Mapping[str, Any], last: dt.datetime) -> dt.datetime:
    """`at`, or `on` at nine o'clock; a second step of one day follows the first by a minute."""
    if "at" in step:
        return parse_instant(str(step["at"]))
    morning = dt.datetime.combine(dt.date.fromisoformat(str(step["on"])), dt.time(9), CHINA)
    return max(morning, last + dt.timedelta(minutes=1)) if last.date() == morning.date() else morning


def _do(step: Mapping[str, Any], at: dt.datetime, cast: Cast, library: Library, driver: Driver) -> Findings:
    """The step itself and, when it was accepted, the approvals in order; a refused last approval is withdrawn."""
    act = library.on(law_day(at)).procedure(driver.state.procedure).act(step["act"])
    proposal = cast.proposal(step, at, act)
    context = replace(cast.context(at), elsewhere=step.get("elsewhere", {}))
    found = driver.propose(proposal, context)
    if act is None or not found.ok() or proposal.step != "submit" or step.get("approve", "auto") != "auto":
        return found
    for role in act.approvals:
        approver = cast.actor(role, (role,), {proposal.actor.id})
        approval = replace(
            proposal,
            step="approve",
            actor=approver,
            fields={},
            officers=(),
            evidence=(),
            media=(),
            documents=(),
        )
        found = driver.propose(approval, context)
        if not found.ok():
            driver.propose(replace(approval, step="withdraw", actor=proposal.actor), context)
            break
    return found


class Cast:
    """The officers of a scenario, and who does what."""

    def __init__(self, prepared: Prepared) -> None:
        self.given = prepared.given

    def context(self, at: dt.datetime) -> Context:
        officers = {alias: self.officer(alias, law_day(at)) for alias in self.given.officers}
        return Context(now=at, agency=self.given.agency, officers=officers)

    def officer(self, alias: str, day: dt.date) -> OfficerRef:
        """An officer on a day; valid = holds a credential that has begun and not ended on that day."""
        data = self.given.officers.get(alias)
        if data is None:
            raise LawError(f"情景里没有“{alias}”这个人员。")
        since, until = str(data.get("valid_from", "")), str(data.get("valid_to", ""))
        valid = (
            bool(data.get("credential"))
            and since <= day.isoformat()
            and (not until or day.isoformat() <= until)
        )
        return OfficerRef(
            alias, str(data["name"]), str(data.get("credential", "")), bool(data.get("valid", valid)),
            bool(data.get("auxiliary")), bool(data.get("legal_qualified")), until,
            str(data.get("reviewing_since", "")),
        )  # fmt: skip

    def actor(self, who: str, roles: tuple[str, ...], without: set[str]) -> ActorRef:
        """`who` = an alias or a role; an unlisted role is played by an officer of that name."""
        data = self.given.officers.get(who)
        if data is not None:
            own = _roles(data)
            role = next((role for role in own if role in roles), own[0] if own else "")
            return ActorRef(who, str(data["name"]), role, str(data.get("unit", "")))
        for alias, other in self.given.officers.items():
            if who in _roles(other) and alias not in without and not other.get("auxiliary"):
                return ActorRef(alias, str(other["name"]), who, str(other.get("unit", "")))
        return ActorRef(f"role.{who}", who, who)

    def proposal(self, step: Mapping[str, Any], at: dt.datetime, act: Act | None) -> Proposal:
        roles = tuple(act.by) if act else ()
        kind = step.get("step", "submit")
        who = str(step.get("by") or (roles[0] if roles else "handler"))
        actor = self.actor(who, roles if kind == "submit" else tuple(act.approvals) if act else (), set())
        if "as" in step:
            actor = replace(actor, role=str(step["as"]))
        recorded = parse_instant(str(step["recorded_at"])) if "recorded_at" in step else at
        return Proposal(
            act=step["act"], at=at, recorded_at=recorded, actor=actor, step=kind,
            officers=tuple(self.officer(alias, law_day(at)) for alias in step.get("officers", ())),
            fields={name: self._value(act, name, value, law_day(at)) for name, value in step.get("fields", {}).items()},
            evidence=tuple(step.get("evidence", ())), documents=tuple(step.get("documents", ())),
            media=tuple(step.get("media", ())), reasons=step.get("reasons", {}),
            conflicts=tuple(step.get("conflicts", ())), born=step.get("born", {}),
        )  # fmt: skip

    def _value(self, act: Act | None, name: str, value: Any, day: dt.date) -> Any:
        """Aliases in a field of officers become the officers."""
        kind = act.fields.get(name) if act else None
        if kind is not None and kind.type == "officers" and isinstance(value, list):
            known = self.given.officers
            return [self.officer(v, day).to_json() if isinstance(v, str) and v in known else v for v in value]
        return value


def _roles(data: Mapping[str, Any]) -> list[str]:
    roles = data.get("roles") or data.get("role") or []
    return [str(roles)] if isinstance(roles, str) else [str(role) for role in roles]
