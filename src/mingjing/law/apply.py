"""The fold: a state and the next record make the next state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from .conditions import compile_condition
from .faults import LawError
from .fields import Fact
from .instants import law_day, stamp
from .library import Library
from .pack import Pack
from .procedure import Act
from .record import Json, RecordEntry
from .sight import Sight, occurrence_view
from .state import CaseState


def apply(pack: Pack, state: CaseState, record: RecordEntry) -> CaseState:
    """The state after `record`, judged by `pack` (the one in force on the day of the act).

    Doesn't judge: `examine` did. Raises LawError when the record doesn't fit the state.
    """
    act = pack.procedure(state.procedure).act(record.act)
    if act is None:
        raise LawError(f"程序中没有记录所载的执法行为：“{record.act}”。")
    if record.seq != state.seq + 1:
        raise LawError(f"记录不连续：应为第{state.seq + 1}条，得到第{record.seq}条。")
    at = stamp(record.at)
    base = replace(state, seq=record.seq, started_at=state.started_at or at)
    if record.parent:
        base = replace(base, parent=MappingProxyType(dict(record.parent)))
    if record.step == "submit":
        base = _with_returned(base, act.id, None)
        if act.approvals:
            return _with_pending(base, act.id, _pending(act, record))
        return _effect(pack, base, act, record, {**_who(record), "fields": dict(record.fields)})
    pending = state.pending.get(act.id)
    if pending is None:
        raise LawError(f"“{act.title}”没有待审批的申请，记录无法接续。")
    if record.step == "return":
        sent_back = {key: pending[key] for key in ("by", "by_name", "role")}
        sent_back |= {"reason": str(record.fields.get("reason", "")), "at": at, "seq": record.seq}
        return _with_returned(_with_pending(base, act.id, None), act.id, sent_back)
    if record.step == "withdraw":
        return _with_pending(base, act.id, None)
    approval = {"role": record.actor.role, "by": record.actor.id, "name": record.actor.name, "at": at,
                "seq": record.seq, "opinion": str(record.fields.get("opinion", ""))}  # fmt: skip
    approvals = [*pending["approvals"], approval]
    if len(approvals) < len(act.approvals):
        return _with_pending(
            base, act.id, {**pending, "approvals": approvals, "next_role": act.approvals[len(approvals)]}
        )
    submitted = {**pending, "approvals": approvals}
    return _effect(pack, _with_pending(base, act.id, None), act, record, submitted)


def replay(
    library: Library, records: Iterable[RecordEntry | Mapping[str, Any]], procedure: str = ""
) -> CaseState:
    """Fold records (or their JSON) from the beginning, each by the pack in force on the day of its act.

    `procedure` may be left out when only one procedure of the packs begins with the first record's act.
    """
    state: CaseState | None = None
    for item in records:
        record = item if isinstance(item, RecordEntry) else RecordEntry.from_json(item)
        pack = library.on(law_day(record.at))
        if state is None:
            state = CaseState.new(procedure or _procedure_of(pack, record.act))
        state = apply(pack, state, record)
    if state is None:
        raise LawError("没有记录，无从重演。")
    return state


def documents_due(
    pack: Pack, state: CaseState, act_id: str, fields: Mapping[str, Any], at: dt.datetime
) -> list[str]:
    """Ids of the forms that an act makes when it takes effect at `at`. `state` = before; `fields` in normal form."""
    act = pack.procedure(state.procedure).act(act_id)
    if act is None:
        raise LawError(f"程序中没有这一执法行为：“{act_id}”。")
    sight = Sight(pack, state, at)
    sight.propose({**occurrence_view(act, {"at": stamp(at), **fields}), "id": act.id})
    forms = []
    for rule in act.documents:
        outcome = sight.holds(compile_condition(rule.when)) if rule.when else None
        if outcome is not None and outcome.error:
            raise LawError(f"文书“{rule.form}”的条件算不出来：{outcome.error}")
        if outcome is None or outcome.value:
            forms.append(rule.form)
    return forms


def _procedure_of(pack: Pack, act_id: str) -> str:
    starting = [p.id for p in pack.procedures.values() for a in p.acts if a.id == act_id and a.starts_case]
    if len(starting) != 1:
        raise LawError("看不出这些记录属于哪一个程序，请指明。")
    return starting[0]


def _who(record: RecordEntry) -> Json:
    return {
        "by": record.actor.id, "by_name": record.actor.name, "role": record.actor.role, "at": stamp(record.at),
        "seq": record.seq, "officers": [officer.to_json() for officer in record.officers], "approvals": [],
        "evidence": [], "documents": [], "media": [], "reasons": dict(record.reasons),
    }  # fmt: skip


def _pending(act: Act, record: RecordEntry) -> Json:
    return {
        **_who(record), "fields": dict(record.fields), "next_role": act.approvals[0], "evidence": list(record.evidence),
        "documents": list(record.documents), "media": list(record.media),
    }  # fmt: skip


def _with_pending(state: CaseState, act_id: str, pending: Json | None) -> CaseState:
    others = {key: value for key, value in state.pending.items() if key != act_id}
    if pending is not None:
        others[act_id] = pending
    return replace(state, pending=MappingProxyType(others))


def _with_returned(state: CaseState, act_id: str, sent_back: Json | None) -> CaseState:
    if sent_back is None and act_id not in state.returned:
        return state
    others = {key: value for key, value in state.returned.items() if key != act_id}
    if sent_back is not None:
        others[act_id] = sent_back
    return replace(state, returned=MappingProxyType(others))


def _effect(
    pack: Pack, state: CaseState, act: Act, record: RecordEntry, submitted: Mapping[str, Any]
) -> CaseState:
    """The act takes effect: its occurrence, what it sets, where it moves the case, what it adds to the file."""
    at = stamp(record.at)
    occurrence = {
        **submitted["fields"], "at": at, "by": submitted["by"], "by_name": submitted["by_name"],
        "role": submitted["role"], "officers": submitted["officers"], "seq": record.seq,
        "submitted_at": submitted["at"], "recorded_at": stamp(record.recorded_at), "approvals": submitted["approvals"],
        **({"born": dict(record.born)} if record.born else {}),
    }  # fmt: skip
    facts, party = _sets(pack, state, act, record, occurrence)
    acts = {**state.acts, act.id: (*state.acts.get(act.id, ()), occurrence)}
    stage = act.moves_to or state.stage or act.stage
    entered = state.entered
    if stage not in entered:
        entered = MappingProxyType({**entered, stage: at})
    mark = {"act": act.id, "seq": record.seq}
    return replace(
        state,
        stage=stage,
        entered=entered,
        facts=facts,
        party=party,
        acts=MappingProxyType(acts),
        evidence=(
            *state.evidence,
            *({**item, **mark} for item in (*submitted["evidence"], *record.evidence)),
        ),
        documents=(
            *state.documents,
            *({**item, **mark} for item in (*submitted["documents"], *record.documents)),
        ),
        media=(*state.media, *({**item, **mark} for item in (*submitted["media"], *record.media))),
        closed=state.closed or act.ends_case,
    )


def _sets(
    pack: Pack, state: CaseState, act: Act, record: RecordEntry, occurrence: Json
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    if not act.sets and not act.appends:
        return state.facts, state.party
    facts, party = dict(state.facts), dict(state.party)
    sight: Sight | None = None
    for appending, rules in ((False, act.sets), (True, act.appends)):
        for target, source in rules.items():
            room, _, name = target.partition(".")
            held = facts if room == "case" else party
            fact = (pack.facts if room == "case" else pack.party_facts)[name]
            if isinstance(source, str) and source.startswith("="):
                if sight is None:
                    sight = Sight(pack, state, record.at)
                    sight.propose({**occurrence_view(act, occurrence), "id": act.id, "step": record.step})
                value = _stored(fact, _worked_out(sight, source[1:], target))
            elif isinstance(source, str):
                if source not in occurrence:
                    continue
                value = occurrence[source]
            else:
                value = source
            if appending:
                more = value if isinstance(value, list) else [value]
                held[name] = [*(held.get(name) or []), *more]
            else:
                held[name] = value
    return MappingProxyType(facts), MappingProxyType(party)


def _worked_out(sight: Sight, text: str, target: str) -> Any:
    outcome = sight.value(compile_condition(text))
    if outcome.error:
        raise LawError(f"“{target}”的取值“{text}”算不出来：{outcome.error}")
    return outcome.value


def _stored(fact: Fact, value: Any) -> Any:
    """A worked-out value as records keep it: money as text with two decimals."""
    if fact.type == "money" and isinstance(value, int | float):
        return f"{value:.2f}"
    if fact.type == "int" and isinstance(value, float):
        return int(value)
    return value
