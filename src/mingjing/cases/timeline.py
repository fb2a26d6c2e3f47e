"""Each record as a line of Chinese: who did what, what followed, and the fields that were filled in.

The words come from the pack in force on the record's day, so that an old record keeps the terms of its time; the
values are those of the record, never of today's case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mingjing import law
from mingjing.agencies.roles import ROLES
from mingjing.cases import shown
from mingjing.cases.payload import SHANGHAI

APPROVAL_FIELDS = {"opinion": "意见", "reason": "理由"}


@dataclass(frozen=True)
class Row:
    """One field of a record as text; a table field has a `head` and `lines` instead of `text`."""

    id: str
    title: str
    text: str
    head: Sequence[str] = ()
    lines: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Entry:
    """One record. `proof` is pending, logged or witnessed; `index` its place in the log when it has one.

    `late`: it was recorded later after it happened than the agency allows (limit `late_recording_hours`, else a day).

    `documents`, `evidence` and `media` are the record's own items; `reasons` are (check's title, reason given).
    """

    seq: int
    rid: str
    act: str
    title: str
    step: str
    at: datetime
    recorded_at: datetime
    actor: str
    role: str
    people: Sequence[str]
    sentence: str
    rows: Sequence[Row]
    reasons: Sequence[tuple[str, str]]
    documents: Sequence[Mapping[str, Any]]
    evidence: Sequence[Mapping[str, Any]]
    media: Sequence[Mapping[str, Any]]
    proof: str
    index: int | None
    digest: str
    erased: bool = False
    late: bool = False


def entries(
    records: Iterable[Any], library: law.Library, procedure: str, *, logged: int = 0, witnessed: int = 0
) -> list[Entry]:
    """Records of one case (with content and outbox) as entries, oldest first. `logged`, `witnessed`: sizes of the log."""
    names: dict[str, str] = {}
    return [_entry(record, library, procedure, logged, witnessed, names) for record in records]


def _entry(
    record: Any, library: law.Library, procedure_id: str, logged: int, witnessed: int, names: dict[str, str]
) -> Entry:
    index = record.outbox.idx
    proof = "pending" if index is None or index >= logged else "witnessed" if index < witnessed else "logged"
    day = record.at.astimezone(SHANGHAI).date()
    pack = library.on(day)
    act = pack.procedure(procedure_id).act(record.act)
    title = act.title if act else "本事项"
    if record.content.manifest is None:
        return Entry(
            record.seq, record.rid, record.act, title, record.step, record.at, record.recorded_at, "", record.role,
            (), f"{title}的内容已经依法销毁，仅保留存证信息。", (), (), (), (), (), proof, index, record.digest, True,
        )  # fmt: skip
    told = record.entry
    if record.kind == "disposal":
        return Entry(
            record.seq, record.rid, record.act, "销毁记录内容", record.step, record.at, record.recorded_at, told["actor"]["name"],
            ROLES.get(record.role, ""), (), "依照批准的销毁清单，一条记录的内容已经销毁，仅保留存证信息。", (), (), (), (), (), proof,
            index, record.digest,
        )  # fmt: skip
    names |= names_in(told)
    people = list(dict.fromkeys(one["name"] for one in told["officers"])) or [told["actor"]["name"]]
    return Entry(
        seq=record.seq,
        rid=record.rid,
        act=record.act,
        title=title if told["step"] == "submit" else f"{STEP_TITLES[told['step']]}：{title}",
        step=told["step"],
        at=record.at,
        recorded_at=record.recorded_at,
        actor=told["actor"]["name"],
        role=ROLES.get(told["actor"]["role"], ""),
        people=people,
        sentence=sentence(told, act, title, pack, people),
        rows=rows_of(act, told["fields"], pack, names),
        reasons=[
            (pack.checks[key].title if key in pack.checks else "", text)
            for key, text in told["reasons"].items()
        ],
        documents=told["documents"],
        evidence=told["evidence"],
        media=told["media"],
        proof=proof,
        index=index,
        digest=record.digest,
        late=_late(record, pack),
    )


def _late(record: Any, pack: law.Pack) -> bool:
    hours = float(pack.limit_values.get("late_recording_hours", 24))
    return bool(record.recorded_at - record.at > timedelta(hours=hours))


STEP_TITLES = {"approve": "批准", "return": "退回", "withdraw": "撤回"}


def sentence(told: Mapping[str, Any], act: Any, title: str, pack: law.Pack, people: Sequence[str]) -> str:
    """What happened, in one sentence: by whom, and what the step led to."""
    who = told["actor"]["name"]
    role = ROLES.get(told["actor"]["role"], "")
    fields = told["fields"]
    match told["step"]:
        case "approve":
            opinion = str(fields.get("opinion") or "").rstrip("。")
            return f"{role}{who}批准“{title}”{'，意见：' + opinion if opinion else ''}{_made(told)}。"
        case "return":
            return f"{role}{who}退回“{title}”，理由：{str(fields.get('reason') or '').rstrip('。')}。"
        case "withdraw":
            return f"{who}撤回提交审批的“{title}”。"
    doing = "、".join(people)
    if act is not None and act.approvals:
        waits = pack.role_title(act.approvals[0])
        return f"{doing}提交“{title}”，报{waits}审批。"
    return f"{doing}办理“{title}”{_made(told)}。"


def _made(told: Mapping[str, Any]) -> str:
    papers = "、".join(document_name(one) for one in told["documents"])
    return f"，制作{papers}" if papers else ""


def document_name(one: Mapping[str, Any]) -> str:
    """《行政处罚决定书》（江云）应急罚〔2026〕31号"""
    return f"《{one['title']}》{one.get('number') or ''}"


def names_in(told: Mapping[str, Any]) -> dict[str, str]:
    """What a record calls things by: officers by id, documents by digest and number, elements by id."""
    found = {one["id"]: one["name"] for one in [*told["officers"], told["actor"]]}
    for one in told["documents"]:
        found |= {key: document_name(one) for key in (one.get("digest"), one.get("number")) if key}
    for value in told["fields"].values():
        for one in value if isinstance(value, list) else ():
            if isinstance(one, Mapping) and one.get("id") and (one.get("name") or one.get("title")):
                found[str(one["id"])] = str(one.get("name") or one.get("title"))
    return found


def rows_of(act: Any, fields: Mapping[str, Any], pack: law.Pack, names: Mapping[str, str]) -> list[Row]:
    """The filled fields of a record with their titles, in the order of the procedure."""
    found = []
    for name, kind in act.fields.items() if act else ():
        given = fields.get(name)
        if given in (None, "", [], {}):
            continue
        if kind.type == "table":
            head, lines = shown.rows(kind, given, pack, names)
            found.append(Row(name, kind.title, shown.value(kind, given, pack, names), head, lines))
        else:
            found.append(Row(name, kind.title, shown.value(kind, given, pack, names)))
    found += [
        Row(name, title, str(fields[name])) for name, title in APPROVAL_FIELDS.items() if fields.get(name)
    ]
    return found
