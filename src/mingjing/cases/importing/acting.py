"""One step of a told case, done by the people of a cast through `perform`: the act, then its approvals."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mingjing.cases.attachments import Attachment
from mingjing.cases.births import related
from mingjing.cases.libraries import library_of
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.perform import Performed, open_case, perform

PROCEDURE = "penalty.ordinary"
Late = Callable[[Case], Any]


@dataclass(frozen=True)
class Cast:
    """An agency with its people by alias: accounts, ids in the register, and who plays which role (first = usual)."""

    agency: Any
    users: Mapping[str, Any]
    officers: Mapping[str, str]
    roles: Mapping[str, Sequence[str]]
    units: Mapping[str, Any] = field(default_factory=dict)

    def who(self, role: str, among: Sequence[str] = ()) -> str:
        """The alias that plays a role, one of `among` if any of them does. Raises LookupError."""
        players = self.roles.get(role, ())
        chosen = next((alias for alias in among if alias in players), None) or next(iter(players), None)
        if chosen is None:
            raise LookupError(role)
        return chosen


@dataclass(frozen=True)
class Step:
    """An act as told. Text values `@alias` are officers, `#form` is the number of the case's last document of a form
    that begins so; a callable value is asked for with the case as it then stands. `by` = alias (else by role);
    `steps` says how far it goes: "submit", then one "approve" for each approval given; `returned` = why it came back.
    """

    act: str
    at: datetime
    fields: Mapping[str, Any] = field(default_factory=dict)
    evidence: Sequence[Mapping[str, Any]] = ()
    media: Sequence[Mapping[str, Any]] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    officers: Sequence[str] = ()
    by: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    returned: str = ""


@dataclass(frozen=True)
class Move:
    """One call of `perform`: the submission, or an approval or a return, of a step."""

    step: Step
    at: datetime
    kind: str = "submit"
    role: str = ""


def moves(step: Step, approvals: Sequence[str], given: int | None = None) -> list[Move]:
    """The calls that a step takes: submission and `given` of its approvals (None = all), ten minutes apart."""
    found = [Move(step, step.at)]
    wanted = approvals if given is None else approvals[:given]
    for place, role in enumerate(wanted, 1):
        found.append(Move(step, step.at + timedelta(minutes=10 * place), "approve", role))
    if step.returned:
        role = approvals[len(wanted)]
        found.append(Move(step, step.at + timedelta(minutes=10 * (len(wanted) + 1)), "return", role))
    return found


def act_of(agency: Any, step: Step, procedure: str = PROCEDURE) -> Any:
    """The act as the agency's pack has it on the day of the step."""
    pack = library_of(agency).on(step.at.astimezone(SHANGHAI).date())
    act = pack.procedure(procedure).act(step.act)
    if act is None:
        raise LookupError(step.act)
    return act


def make(
    move: Move,
    case: Case | None,
    cast: Cast,
    *,
    case_id: uuid.UUID,
    handlers: Sequence[str],
    now: datetime | None,
    key: str = "",
    procedure: str = PROCEDURE,
    parent: uuid.UUID | None = None,
) -> Performed:
    """Do one move. `now` = when it is recorded (None: the clock's); it happened at `move.at`. Raises Refused.

    The first move opens a case of `procedure`. Born of `parent`, it has all of its evidence, and what the birth says
    where the step is silent.
    """
    step, act = move.step, act_of(cast.agency, move.step, procedure)
    if move.kind != "submit":
        alias = cast.who(move.role, handlers)
        fields = {"reason": step.returned} if move.kind == "return" else {}
        return perform(
            case_id, step.act, cast.users[alias], {"fields": fields}, step=move.kind, now=now, at=move.at,
            key=key, role=move.role,
        )  # fmt: skip
    role = next((one for one in act.by if not step.by or step.by in cast.roles.get(one, ())), act.by[0])
    alias = step.by or cast.who(role, handlers)
    told = {name: resolved(value, case, cast) for name, value in step.fields.items()}
    payload = {
        "fields": {**_begun(cast.users[alias], parent if case is None else None, procedure), **told},
        "evidence": list(step.evidence),
        "media": list(step.media),
        "reasons": dict(step.reasons),
        "at": step.at,
    }
    given: dict[str, Any] = {
        "officers": [cast.officers[one] for one in step.officers],
        "attachments": [Attachment.of_bytes(name, content) for name, content in step.files.items()],
        "now": now,
        "key": key,
        "role": role,
    }
    if case is None:
        unit = cast.units.get(handlers[0])
        return open_case(
            procedure, step.act, cast.users[alias], cast.agency, payload, unit=unit, case_id=case_id, parent=parent,
            **given,
        )  # fmt: skip
    return perform(case_id, step.act, cast.users[alias], payload, **given)


def _begun(user: Any, parent: uuid.UUID | None, procedure: str) -> dict[str, Any]:
    """What a case of `procedure` born of `parent` begins with; nothing for a case that isn't born of another."""
    if parent is None:
        return {}
    _, births, _ = related(user, parent)
    return next((dict(one.begins) for one in births if one.procedure == procedure), {})


def resolved(value: Any, case: Case | None, cast: Cast) -> Any:
    """A told value as `perform` takes it: officers by id, documents by number, callables asked, at any depth."""
    if callable(value):
        return value(case)
    if isinstance(value, str) and value.startswith("@"):
        return cast.officers[value[1:]]
    if isinstance(value, str) and value.startswith("#"):
        return document_number(case, value[1:])
    if isinstance(value, Mapping):
        return {key: resolved(item, case, cast) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [resolved(item, case, cast) for item in value]
    return value


def document_number(case: Case | None, form: str) -> str:
    """The number (or, without one, the title) of the case's last document whose form begins so; else the form."""
    made = [one for one in (case.state["documents"] if case else ()) if one["form"].startswith(form)]
    return (made[-1].get("number") or made[-1]["title"]) if made else form
