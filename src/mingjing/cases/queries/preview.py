"""Judging and showing an act before it is done: live findings for the form, a draft of each document. Nothing is written.

The page that holds the form logs the reading; a form is judged again at each pause of typing, which is no new reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from mingjing import law, papers
from mingjing.agencies.register import UnknownOfficer
from mingjing.cases import attachments as files
from mingjing.cases import circumstances, issuing
from mingjing.cases.models import Case
from mingjing.cases.payload import BadPayload, Payload
from mingjing.cases.perform import Asked
from mingjing.cases.reading import visible_case
from mingjing.cases.refused import Fault, Refused, bad
from mingjing.cases.standing import Person, standing_of


def preview_findings(
    person: Person,
    case: Case | UUID | str,
    act: str,
    payload: Mapping[str, Any] | None = None,
    *,
    step: str = "submit",
    officers: Sequence[object] = (),
    file_names: Sequence[str] = (),
) -> law.Findings:
    """What the law would say if the act were done now with this form.

    `file_names` are files chosen but not sent yet: they count as present. Raises `NoSuchCase` and `Refused` (input
    that can't be read).
    """
    try:
        _, scene = _scene(person, case, act, payload, step, officers, file_names)
        return law.examine(scene.pack, scene.state, scene.proposal, scene.context)
    except law.LawError as fault:
        raise bad(str(fault), check="law") from fault


def preview_document(
    person: Person,
    case: Case | UUID | str,
    act: str,
    payload: Mapping[str, Any] | None,
    form: str = "",
    *,
    officers: Sequence[object] = (),
) -> papers.Paper:
    """A document of the act as it would be, with a draft mark and without number, seal or code.

    `form` chooses among the documents of the act (default: the first). For an act that waits for approval, what was
    submitted is shown. Raises `NoSuchCase` and `Refused` with what is missing.
    """
    try:
        found, scene = _scene(person, case, act, payload, "submit", officers, ())
        waiting = scene.state.pending.get(act)
        if waiting:
            fields = waiting["fields"]
        else:
            fields = law.examine(scene.pack, scene.state, scene.proposal, scene.context).fields
        forms = law.documents_due(scene.pack, scene.state, act, fields, scene.proposal.at)
    except law.LawError as fault:
        raise bad(str(fault), check="document") from fault
    if not forms or (form and form not in forms):
        raise bad("本事项不制作这种文书；请从列出的文书中选择。", check="document")
    done = {
        **fields,
        "at": law.stamp(scene.proposal.at),
        "by": scene.proposal.actor.id,
        "role": scene.proposal.actor.role,
        "officers": waiting["officers"] if waiting else [one.to_json() for one in scene.proposal.officers],
        "approvals": waiting["approvals"] if waiting else [],
        "seq": scene.state.seq + 1,
    }
    try:
        return issuing.draft(
            circumstances.matter(found, scene, _after(scene, done, act), done), form or forms[0]
        )
    except papers.PaperError as fault:
        raise Refused([Fault("document", fault.say, fault.mend)], kind="bad", act=act) from fault


def _after(scene: circumstances.Scene, done: Mapping[str, Any], act: str) -> law.CaseState:
    """The state as forms read it, with the act among those done."""
    acts = {**scene.state.acts, act: (*scene.state.acts.get(act, ()), dict(done))}
    return replace(scene.state, acts=acts)


def preview_opening(
    person: Person,
    agency: Any,
    procedure: str,
    act: str,
    payload: Mapping[str, Any] | None = None,
    *,
    officers: Sequence[object] = (),
) -> law.Findings:
    """As `preview_findings`, of the act that would open a case of the agency. Raises `Refused` (input that can't be read)."""
    try:
        scene = _gather(
            Case(agency=agency, procedure=procedure), person, act, payload, "submit", officers, ()
        )
        return law.examine(scene.pack, scene.state, scene.proposal, scene.context)
    except law.LawError as fault:
        raise bad(str(fault), check="law") from fault


def _scene(
    person: Person,
    case: Case | UUID | str,
    act: str,
    payload: Mapping[str, Any] | None,
    step: str,
    officers: Sequence[object],
    file_names: Sequence[str],
) -> tuple[Case, circumstances.Scene]:
    found = visible_case(person, case, "")
    return found, _gather(found, person, act, payload, step, officers, file_names)


def _gather(
    case: Case,
    person: Person,
    act: str,
    payload: Mapping[str, Any] | None,
    step: str,
    officers: Sequence[object],
    file_names: Sequence[str],
) -> circumstances.Scene:
    now: datetime = timezone.now()
    try:
        parsed = Payload.parse(payload)
        chosen = [{"file": name, "title": name} for name in file_names[: files.MAX_FILES]]
        parsed = replace(parsed, evidence=[*parsed.evidence, *chosen])
        ids = tuple(str(getattr(one, "pk", one)) for one in officers)
        return circumstances.gather(case, Asked(act, step, standing_of(person), parsed, ids, now))
    except BadPayload as fault:
        raise bad(str(fault), fields=(fault.field,) if fault.field else ()) from fault
    except UnknownOfficer as fault:
        raise bad(str(fault), check="officers", fields=("officers",)) from fault
