"""The only door: every change of a case is an act that goes through `perform`, in one database transaction.

Lock the case, ask the law, number and render the documents, keep them, append the record, fold it into the state,
save what lists and queries read. Whatever fails on the way, nothing has changed; whatever succeeds is on record.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mingjing import law, papers
from mingjing.agencies.register import UnknownOfficer
from mingjing.cases import agreement, births, circumstances, effects, engagements, issuing, locking, snapshot
from mingjing.cases import attachments as files
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import keep_pack
from mingjing.cases.models import Case, Document, RequestKey
from mingjing.cases.payload import BadPayload, Payload
from mingjing.cases.plain_text import token
from mingjing.cases.refused import Fault, NoSuchCase, Refused, as_finding, bad
from mingjing.cases.standing import Person, Standing, standing_of
from mingjing.records.journal import log_refusal
from mingjing.records.stream import HeldBlob, StreamConflict, append

STEPS = frozenset({"submit", "approve", "return", "withdraw"})
NOTED = 200  # findings of one refusal that go into the log


@dataclass(frozen=True)
class Performed:
    """What was done: the case as it is now, the record, the documents, whether the act has taken effect.

    `repeated`: the same request had been carried out before; this is the first answer again.
    """

    case: Case
    seq: int
    act: str
    step: str
    took_effect: bool
    findings: Sequence[Any] = ()
    documents: Sequence[Document] = ()
    repeated: bool = False


@dataclass(frozen=True)
class Asked:
    """A request as it came in, with the person who asks."""

    act: str
    step: str
    person: Standing
    payload: Payload
    officers: tuple[str, ...]
    now: datetime
    role: str = ""
    expected_seq: int | None = None
    key: str = ""
    digest: str = ""
    kept: Mapping[str, files.Kept] = field(default_factory=dict)
    origin: births.Origin | None = None
    parent: Mapping[str, Any] = field(default_factory=dict)
    born: Mapping[str, Any] = field(default_factory=dict)


def perform(
    case: Case | uuid.UUID | str,
    act: str,
    actor: Person,
    payload: Mapping[str, Any] | Payload | None = None,
    *,
    step: str = "submit",
    attachments: Sequence[files.Attachment | files.Kept] = (),
    officers: Sequence[object] = (),
    now: datetime | None = None,
    at: datetime | None = None,
    expected_seq: int | None = None,
    key: str = "",
    role: str = "",
) -> Performed:
    """Do one step of an act in a case.

    `actor` is the account that asks; `officers` are ids of the officers taking part; `payload` has `fields`,
    `evidence`, `media`, `reasons` (by check id) and `at` (when it happened). `expected_seq` refuses when the case has
    moved on since the page was read; `key` makes a repeated request answer the same without doing it again.
    `role` chooses among several roles. `now` and `at` (aware) are for callers in Python and no face passes them: `now`
    replays a past; `at` says when an approval of history recorded today was given (its submission carries the reason).
    Raises `Refused` (nothing changed, noted in the refusal log) and `NoSuchCase` (also when it isn't visible).
    """
    case_id = case.pk if isinstance(case, Case) else circumstances.as_id(case)
    return _attempt(
        case_id, None, act, actor, payload, step, attachments, officers, now, expected_seq, key, role, at
    )


def open_case(
    procedure: str,
    act: str,
    actor: Person,
    agency: Any,
    payload: Mapping[str, Any] | Payload | None = None,
    *,
    unit: Any = None,
    attachments: Sequence[files.Attachment | files.Kept] = (),
    officers: Sequence[object] = (),
    now: datetime | None = None,
    key: str = "",
    role: str = "",
    case_id: uuid.UUID | None = None,
    parent: Case | uuid.UUID | str | None = None,
    carry: Sequence[int] | None = None,
) -> Performed:
    """Begin a case of the agency by the act that starts it; as `perform` otherwise.

    `parent` = the case that this one is born of: an act of it that has taken effect must open this procedure. Of its
    evidence the places in `carry` (from 0; None = all) come along by reference.
    """
    new = Case(id=case_id or uuid.uuid4(), agency=agency, unit=unit, procedure=procedure)
    origin = births.origin_of(parent, carry)
    return _attempt(
        new.pk, new, act, actor, payload, "submit", attachments, officers, now, None, key, role, origin=origin
    )


def _attempt(
    case_id: uuid.UUID,
    new: Case | None,
    act: str,
    actor: Person,
    payload: Any,
    step: str,
    attachments: Sequence[files.Attachment | files.Kept],
    officers: Sequence[object],
    now: datetime | None,
    expected_seq: int | None,
    key: str,
    role: str,
    at: datetime | None = None,
    origin: births.Origin | None = None,
) -> Performed:
    person = standing_of(actor)
    if person is None:
        raise NoSuchCase
    now = now or timezone.now()
    try:
        asked = _read(
            act,
            step,
            person,
            payload,
            officers,
            now,
            expected_seq,
            key,
            role,
            f"{new.procedure} {origin or ''}" if new else str(case_id),
            attachments,
        )
        if origin is not None:
            asked = replace(asked, origin=origin)
        if at is not None:
            asked = replace(asked, payload=replace(asked.payload, at=at))
        try:
            with transaction.atomic():
                return _carry_out(asked, case_id, new)
        except law.LawError as fault:
            raise bad(str(fault), check="law") from fault
        except IntegrityError:
            # A twin of this request was committed first under the same key.
            repeated = _answered(asked)
            if repeated is None:
                raise
            return repeated
    except Refused as refusal:
        refusal.act = act
        _note(refusal, None if new else case_id, person, act, step, now)
        raise


def _read(
    act: str,
    step: str,
    person: Standing,
    payload: Any,
    officers: Sequence[object],
    now: datetime,
    expected_seq: int | None,
    key: str,
    role: str,
    target: str,
    attachments: Sequence[files.Attachment | files.Kept],
) -> Asked:
    """Understand the request and keep its files, before any row is locked. Raises `Refused`."""
    if step not in STEPS:
        raise bad("没有这种办理步骤；请刷新页面后重新办理。", check="step")
    if not token(act, 80):
        raise bad("没有这种办理事项；请刷新页面后重新办理。", check="unknown_act")
    if key and not token(key):
        raise bad("请求编号过长或者含有无效字符；请重新提交。", check="request_key")
    try:
        parsed = Payload.parse(payload)
        if step != "submit":
            _only_opinion(parsed)
        kept = files.keep(attachments, vault().put, limit=files.MAX_FILE_BYTES) if attachments else {}
        evidence, media = files.bind(kept, parsed.evidence, parsed.media)
    except BadPayload as fault:
        raise bad(str(fault), fields=(fault.field,) if fault.field else ()) from fault
    except files.BadAttachment as fault:
        raise bad(str(fault), check="attachment") from fault
    parsed = replace(parsed, evidence=evidence, media=media)
    ids = tuple(str(getattr(one, "pk", one)) for one in officers)
    digest = parsed.digest(act, step, *ids, target)
    return Asked(act, step, person, parsed, ids, now, role, expected_seq, key, digest, kept)


def _only_opinion(payload: Payload) -> None:
    """An approval carries an opinion, a return its reason; what was submitted can't be changed on the way."""
    unknown = sorted(set(payload.fields) - {"opinion", "reason"})
    if unknown or payload.evidence or payload.media or payload.at:
        raise BadPayload("审批、退回和撤回只能填写意见或者理由；需要改动内容的，请退回后重新提交。")
    if not all(isinstance(text, str) and len(text) <= 2000 for text in payload.fields.values()):
        raise BadPayload("意见或者理由应当是不超过2000字的文字；请重新填写。")


def _carry_out(asked: Asked, case_id: uuid.UUID, new: Case | None) -> Performed:
    # After the lock: a twin of this request that was under way has been answered by now.
    case = new or _lock(case_id, asked.person)
    repeated = _answered(asked)
    if repeated is not None:
        return repeated
    if asked.expected_seq is not None and asked.expected_seq != case.seq:
        raise Refused(
            [
                Fault(
                    "stale",
                    f"本案在您打开页面后已有新的记录（现有{case.seq}条）。",
                    "请刷新页面，核对后重新办理。",
                )
            ],
            kind="stale",
        )
    if new is not None:  # the page's copy of the agency may be older than a change of its law
        new.agency.refresh_from_db(fields=["amendments"])
    if asked.step == "approve":
        agreement.require(case)
    if new and asked.origin:
        parent, carried = births.inherited(asked.origin, new, asked.person)
        evidence = [*carried, *asked.payload.evidence]
        asked = replace(asked, parent=parent, payload=replace(asked.payload, evidence=evidence))
    try:
        scene = circumstances.gather(case, asked)
        findings = law.examine(scene.pack, scene.state, scene.proposal, scene.context)
    except UnknownOfficer as fault:
        raise bad(str(fault), check="officers", fields=("officers",)) from fault
    if findings.refusals:
        raise Refused(findings.refusals)
    done = _record(asked, case, scene, findings)
    if new and asked.origin:
        _tell(asked.origin, asked, done.case, scene.pack)
    return done


def _tell(origin: births.Origin, asked: Asked, born: Case, pack: law.Pack) -> None:
    """Record the birth in the parent too, where its procedure says by which act: in the same transaction, or neither."""
    act, told = births.told(origin, born, pack)
    if act:
        payload = Payload(at=asked.payload.at, reasons=asked.payload.reasons)
        _carry_out(Asked(act, "submit", asked.person, payload, (), asked.now, born=told), origin.case, None)


def _record(asked: Asked, case: Case, scene: circumstances.Scene, findings: Any) -> Performed:
    """Number, render and keep the documents; append; fold; save. The law has agreed already."""
    entry = scene.entry(findings)
    after = law.apply(scene.pack, scene.state, entry)
    done = after.acts.get(asked.act, ())
    took_effect = len(done) > len(scene.state.acts.get(asked.act, ()))
    issued: list[issuing.Issued] = []
    if took_effect:
        matter = circumstances.matter(case, scene, after, done[-1])
        try:
            issued = issuing.issue(matter, circumstances.forms_due(scene, findings))
        except papers.PaperError as fault:
            raise Refused([Fault("document", fault.say, fault.mend)]) from fault
    if issued:
        entry = replace(entry, documents=tuple(one.as_item() for one in issued))
        after = law.apply(scene.pack, scene.state, entry)
    keep_pack(scene.library)
    try:
        append(case.pk, entry.seq, entry.to_json(), now=asked.now, blobs=_blobs(asked, issued))
    except StreamConflict as fault:
        raise Refused([Fault("stale", str(fault))], kind="stale") from fault
    if case._state.adding:
        case.opened_at = asked.now
    circumstances.settle(case, after, scene.library, asked.now)
    rows = snapshot.document_rows(
        case, [{**one.as_item(), "seq": entry.seq, "act": asked.act} for one in issued]
    )
    if rows:
        Document.objects.bulk_create(rows)
    if took_effect:
        occurrence = after.acts[asked.act][-1]
        engagements.note(case.pk, asked.act, occurrence)
        effects.carry_out(
            effects.Done(case, case.agency, scene.pack, after, asked.act, occurrence, asked.now)
        )
    if asked.key:
        RequestKey.objects.create(
            user_id=asked.person.user_id, key=asked.key, asked=asked.digest, case=case, seq=entry.seq
        )
    return Performed(case, entry.seq, asked.act, asked.step, took_effect, findings.items, rows)


def _answered(asked: Asked) -> Performed | None:
    """The first answer to a request that was carried out before; refuses another request under the same key."""
    if not asked.key:
        return None
    prior = (
        RequestKey.objects.filter(user_id=asked.person.user_id, key=asked.key)
        .select_related("case__agency", "case__unit")
        .first()
    )
    if prior is None:
        return None
    if prior.asked != asked.digest:
        raise bad("同一请求编号已经用于另一项办理；请使用新的请求编号重新提交。", check="request_key")
    rows = list(Document.objects.filter(case=prior.case, record_seq=prior.seq))
    took = asked.act not in prior.case.state.get("pending", {})
    return Performed(prior.case, prior.seq, asked.act, asked.step, took, (), rows, repeated=True)


def _lock(case_id: uuid.UUID, person: Standing) -> Case:
    case = locking.lock(case_id, person)
    if case is None:
        raise NoSuchCase
    return case


def _blobs(asked: Asked, issued: Sequence[issuing.Issued]) -> list[HeldBlob]:
    held = [
        HeldBlob(one.digest, one.size, "application/pdf", "document", one.sm3, one.version) for one in issued
    ]
    media = {item.get("sha256") for item in asked.payload.media}
    for kept in asked.kept.values():
        kind, blob = "media" if kept.sha256 in media else "evidence", kept.blob
        held.append(HeldBlob(blob.sha256, blob.size, kept.type.mime, kind, blob.sm3, blob.version))
    return held + births.held(asked.payload.evidence)


def _note(
    refusal: Refused, case_id: uuid.UUID | None, person: Standing, act: str, step: str, now: datetime
) -> None:
    found = [
        {"check": item["check"], "citation": item["citation"]}
        for item in map(as_finding, refusal.findings[:NOTED])
    ]
    log_refusal(case_id, person.user_id, token(act, 80), token(step, 20), found, now=now)
