"""What the law needs to know about an act: the case, who acts in which role, the officers as registered that day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mingjing import law
from mingjing.agencies.register import UnknownOfficer, officer_refs
from mingjing.cases import elsewhere, engagements, snapshot
from mingjing.cases.issuing import Matter, agency_facts
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.refused import Fault, NoSuchCase, Refused
from mingjing.cases.standing import Standing

if TYPE_CHECKING:
    from mingjing.cases.perform import Asked

PEOPLE_FIELDS = frozenset({"officers"})


@dataclass(frozen=True)
class Scene:
    """An act about to be judged. `names` are people by id, for documents and sentences."""

    library: law.Library
    pack: law.Pack
    state: law.CaseState
    proposal: law.Proposal
    context: law.Context
    names: Mapping[str, Mapping[str, Any]]
    parent: Mapping[str, Any] = field(default_factory=dict)

    def entry(self, findings: law.Findings) -> law.RecordEntry:
        """The record of the proposal, its fields in normal form; only reasons that were called for; no documents yet."""
        asked = self.proposal
        called_for = {found.check for found in findings.reasons}
        return law.RecordEntry(
            seq=self.state.seq + 1,
            act=asked.act,
            step=asked.step,
            at=asked.at,
            recorded_at=asked.recorded_at,
            actor=asked.actor,
            officers=tuple(asked.officers),
            fields=dict(findings.fields),
            evidence=tuple(asked.evidence),
            media=tuple(asked.media),
            reasons={check: text for check, text in asked.reasons.items() if check in called_for},
            pack_digest=self.library.digest,
            parent=self.parent,
            elsewhere=self.context.elsewhere,
            born=asked.born,
        )


def as_id(value: object) -> UUID:
    """The id of a case from whatever a face hands over. Raises `NoSuchCase`."""
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        raise NoSuchCase from None


def gather(case: Case, asked: Asked) -> Scene:
    """Put together what `law.examine` judges (3 queries for the register, 2 if other cases are asked). Raises `UnknownOfficer`, `Refused`."""
    at = asked.payload.at or asked.now
    day = at.astimezone(SHANGHAI).date()
    library = library_of(case.agency)
    pack = library.on(day)
    state = state_of(case)
    _require_law(library, case.procedure, day, asked.now)
    actor = actor_in(asked.person, case, pack, state, asked.act, asked.step, asked.role)
    if case._state.adding and case.unit_id is None:
        case.unit_id = int(actor.unit) if actor.unit else None
    known = register(asked.officers, named_officers(pack, state, asked), day, case.agency_id)
    proposal = law.Proposal(
        act=asked.act,
        step=asked.step,
        at=at,
        recorded_at=asked.now,
        actor=actor,
        officers=[known[one] for one in asked.officers],
        fields=asked.payload.fields,
        evidence=asked.payload.evidence,
        media=asked.payload.media,
        reasons=asked.payload.reasons,
        conflicts=_conflicts(case, pack, state, asked, known),
        born=asked.born,
    )
    names = {key: {"id": key, "name": ref.name, "credential": ref.credential} for key, ref in known.items()}
    names.setdefault(actor.id, {"id": actor.id, "name": actor.name})
    others = elsewhere.asked(case, pack, state, asked.act, day)
    context = context_of(case, actor, known, asked.now, others)
    return Scene(library, pack, state, proposal, context, names, asked.parent)


def _require_law(library: law.Library, procedure: str, day: date, now: datetime) -> None:
    """An act dated to before its procedure was in force would be judged by no check at all. Raises `Refused`."""
    today = library.on(now.astimezone(SHANGHAI).date()).procedures.get(procedure)
    if today is not None and procedure not in library.on(day).procedures:
        say = f"办理时间{day.year}年{day.month}月{day.day}日早于{today.title}现行规定的施行日期。"
        mend = "请填写实际办理的时间；确系施行前办理的，不能在本系统补录。"
        raise Refused([Fault("not_before_law", say, mend, today.citation, fields=("at",))])


def _conflicts(
    case: Case, pack: law.Pack, state: law.CaseState, asked: Asked, known: Mapping[str, law.OfficerRef]
) -> list[dict[str, str]]:
    procedure = pack.procedures.get(state.procedure)
    act = procedure.act(asked.act) if procedure else None
    names = {key: ref.name for key, ref in known.items()}
    return engagements.conflicts(asked.officers, asked.payload.fields, act, case.pk, names)


def state_of(case: Case) -> law.CaseState:
    """The cached state, or that of a case without records."""
    return law.CaseState.from_json(case.state) if case.state else law.CaseState.new(case.procedure)


def context_of(
    case: Case,
    actor: law.ActorRef | None,
    known: Mapping[str, law.OfficerRef],
    now: datetime,
    elsewhere: Mapping[str, Any] | None = None,
) -> law.Context:
    return law.Context(
        now=now,
        agency=agency_facts(case.agency),
        actor=actor,
        officers=dict(known),
        case_number=case.number,
        elsewhere=elsewhere or {},
    )


def actor_in(
    person: Standing, case: Case, pack: law.Pack, state: law.CaseState, act_id: str, step: str, role: str
) -> law.ActorRef:
    """The person in the role that this step asks for, if held for this case; else in a role held, for the law to refuse."""
    held = person.roles_in(case.agency_id, case.unit_id)
    if role:
        held = tuple(one for one in held if one == role)
    chosen = next(
        (one for one in _asked_for(pack, state, act_id, step) if one in held), held[0] if held else ""
    )
    unit = person.unit_in(case.agency_id, chosen)
    return law.ActorRef(id=person.actor_id, name=person.name, role=chosen, unit=str(unit) if unit else "")


def _asked_for(pack: law.Pack, state: law.CaseState, act_id: str, step: str) -> tuple[str, ...]:
    procedure = pack.procedures.get(state.procedure)
    act = procedure.act(act_id) if procedure else None
    if act is None:
        return ()
    waiting = state.pending.get(act_id)
    if step in {"approve", "return"} and waiting:
        return (str(waiting.get("next_role", "")),)
    return act.by


def named_officers(pack: law.Pack, state: law.CaseState, asked: Asked) -> list[str]:
    """Officers named by the fields of the act, as ids."""
    procedure = pack.procedures.get(state.procedure)
    act = procedure.act(asked.act) if procedure else None
    found = []
    for name, kind in act.fields.items() if act else ():
        if kind.type in PEOPLE_FIELDS:
            value = asked.payload.fields.get(name)
            found += [str(_id_of(one)) for one in value] if isinstance(value, list) else []
    return [one for one in found if is_officer_id(one)]


def _id_of(one: Any) -> Any:
    return one.get("id", "") if isinstance(one, Mapping) else one


def is_officer_id(text: str) -> bool:
    """Written as records write it: other spellings of the same number would be another person to the checks."""
    return text.isascii() and text.isdigit() and len(text) < 18 and not text.startswith("0")


def register(
    taking_part: tuple[str, ...], named: list[str], day: date, agency_id: int
) -> dict[str, law.OfficerRef]:
    """The agency's officers of this act by id, as registered on the day (3 queries). Raises `UnknownOfficer`."""
    if not all(is_officer_id(one) for one in taking_part):
        raise UnknownOfficer("执法人员名录中没有所选人员，请从名录中重新选择。")
    return {
        ref.id: ref for ref in officer_refs(dict.fromkeys([*taking_part, *named]), day, agency_id=agency_id)
    }


def forms_due(scene: Scene, findings: law.Findings) -> list[str]:
    """The forms that the act makes now that it takes effect, by its `documents` and their conditions."""
    waiting = scene.state.pending.get(scene.proposal.act)
    fields = waiting["fields"] if waiting else findings.fields
    return law.documents_due(scene.pack, scene.state, scene.proposal.act, fields, scene.proposal.at)


def matter(case: Case, scene: Scene, after: law.CaseState, done: Mapping[str, Any]) -> Matter:
    """What the documents of an act that has taken effect are filled from."""
    act = {"id": scene.proposal.act, "on": str(done["at"])[:10], **done}
    derived = derived_facts(scene.pack, after, scene.proposal.at)
    return Matter(
        case.agency, scene.pack, after, act, scene.names, derived, case.number, scene.proposal.recorded_at
    )


def settle(
    case: Case, state: law.CaseState, library: law.Library, now: datetime, *, mend: bool = False
) -> None:
    """Save the state and all that is derived from it, as of the day of recording; `mend`: trust nothing cached."""
    day = now.astimezone(SHANGHAI).date()
    pack = library.on(day)
    clocks = law.clocks(pack, state, pack.calendar, now)
    snapshot.write(case, state, derived_facts(pack, state, now), clocks, pack, now, mend=mend)


def derived_facts(pack: law.Pack, state: law.CaseState, now: datetime) -> dict[str, Any]:
    """The facts that the pack works out from others, such as whether the decision is a major one."""
    facts = law.facts_of(pack, state, now)
    return {name: facts.get(name) for name in pack.derived}


def options_for(
    person: Standing, case: Case, pack: law.Pack, state: law.CaseState, context: law.Context
) -> list[law.Option]:
    """Every act as it stands for this person: the law is asked once for each role held, the best answer kept."""
    held = person.roles_in(case.agency_id, case.unit_id)
    best: dict[str, law.Option] = {}
    for role in held or ("",):
        actor = replace(context.actor, role=role) if context.actor else None
        for option in law.options(pack, state, replace(context, actor=actor)):
            kept = best.get(option.act.id)
            if kept is None or (option.role_ok and not kept.role_ok):
                best[option.act.id] = option
    return list(best.values())
