"""The steps of a change of an agency's own law: proposed by a legal officer, decided by the head, never by one person.

Each step locks the agency, is examined, appended to the agency's chain and committed to by the log, in one transaction.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingjing import law
from mingjing.agencies.models import Agency
from mingjing.cases.libraries import keep_pack, library_of
from mingjing.cases.plain_text import unreadable
from mingjing.law.amendments import Amendment
from mingjing.law.limit_words import value_in_words
from mingjing.ledger.entry import canonical
from mingjing.records.statements import state
from mingjing.rules import examination
from mingjing.rules.access import Reader
from mingjing.rules.browse import titles_of
from mingjing.rules.examination import Examined, Refusal
from mingjing.rules.history import APPROVED, RETURNED, WAITING, WITHDRAWN, Change, changes
from mingjing.rules.models import RuleRecord

LEAST, MOST = 6, 1000  # characters of a reason
STATEMENT = "rule"


class ChangeRefused(Exception):
    """Why a step was not taken; nothing has changed."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("；".join(one.say for one in self.refusals))


class NoSuchChange(LookupError):
    """There is no such change in this agency."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A change as it was asked for, before it is examined."""

    amendment: Amendment
    title: str
    old: str
    new: str


def draft(reader: Reader, one: Amendment) -> Draft:
    """The change with its owner, and how its old and new value read on its first day."""
    one = Amendment(**{**asdict(one), "owner": reader.agency.name})
    pack = reader.library.on(one.since)
    if one.kind == "limit":
        limit = pack.limits.get(one.item)
        if limit is None:
            return Draft(one, one.item, "", "")
        new = limit.model_copy(update={"value": one.value})
        titles = titles_of(pack)
        return Draft(one, limit.title, *_different(limit, new, titles))
    catalogue = pack.catalogues.get(one.item)
    row = catalogue.row_of(one.row) if catalogue else None
    name = str((one.value or {}).get("title") or (row.title if row else one.row))
    title = f"{catalogue.title if catalogue else one.item}：{name}"
    return Draft(one, title, _row(row), "终止" if one.kind == "row_end" else _row_data(one.value))


def _different(limit: Any, new: Any, titles: Mapping[str, str]) -> tuple[str, str]:
    """Of a mapping only what differs."""
    if not isinstance(limit.value, Mapping):
        return value_in_words(limit, titles), value_in_words(new, titles)
    keys = [key for key in limit.value if limit.value[key] != new.value.get(key)]
    parts = [
        value_in_words(one.model_copy(update={"value": {key: one.value[key] for key in keys}}), titles)
        for one in (limit, new)
    ]
    return parts[0], parts[1]


def _row(row: Any) -> str:
    return (
        _row_data({"title": row.title, "citation": row.citation, "when": row.when})
        if row
        else "（没有这一项）"
    )


def _row_data(value: Mapping[str, Any] | None) -> str:
    told = value or {}
    parts = [
        str(told.get("title", "")),
        str(told.get("citation", "")),
        f"条件式：{told['when']}" if told.get("when") else "",
    ]
    return "；".join(part for part in parts if part)


def examine(reader: Reader, one: Draft, now: datetime | None = None) -> Examined:
    """What stands in the way of the change and what it would do; nothing is written."""
    found = _typed(one)
    if found:
        return Examined(tuple(found))
    return examination.examine(reader.agency, one.amendment, changes(reader.agency.pk), now or timezone.now())


def _typed(one: Draft) -> list[Refusal]:
    said = []
    for text, what in ((one.amendment.reason, "调整理由"), (one.amendment.source, "出处")):
        if not LEAST <= len(text.strip()) <= MOST:
            said.append(
                Refusal(
                    f"没有写明{what}（{LEAST}至{MOST}字）。", f"请写明{what}，供批准人和以后查阅的人核对。"
                )
            )
    value = one.amendment.value if isinstance(one.amendment.value, Mapping) else {}
    for text in (one.amendment.reason, one.amendment.source, *map(str, value.values())):
        if hidden := unreadable(text):
            said.append(Refusal(f"所填的文字含有{hidden}。", "请删去后重新填写。"))
    return said


def propose(reader: Reader, one: Draft, *, now: datetime | None = None) -> uuid.UUID:
    """Propose; raises ChangeRefused."""
    now = now or timezone.now()
    _require(reader.may_propose, "调整由法制审核人员提出，您的岗位不能提出。", "请本机关法制审核人员提出。")
    with transaction.atomic():
        agency = _locked(reader)
        examined = examine(Reader(reader.standing, agency, reader.roles, reader.agencies), one, now)
        if examined.refusals:
            raise ChangeRefused(examined.refusals)
        change = uuid.uuid4()
        told = {"title": one.title, "old": one.old, "new": one.new, "impact": _impact(examined)}
        _append(
            agency, reader, change, WAITING, one.amendment, told, one.amendment.reason, "legal_reviewer", now
        )
    return change


def approve(reader: Reader, change_id: Any, *, now: datetime | None = None) -> None:
    """Approve what another person proposed: from its first day on it is part of the agency's library. Raises ChangeRefused."""
    now = now or timezone.now()
    _require(reader.may_decide, "调整由机关负责人批准，您的岗位不能批准。", "请本机关负责人批准。")
    with transaction.atomic():
        agency = _locked(reader)
        every, change = _waiting(agency, change_id)
        _require(
            change.proposed.by != reader.standing.actor_id,
            "提出人不得批准自己提出的调整。",
            "请由另一名机关负责人批准。",
        )
        others = [one for one in every if one.id != change.id]
        examined = examination.examine(agency, change.amendment, others, now)
        if examined.refusals:
            raise ChangeRefused(examined.refusals)
        _append(agency, reader, change.id, APPROVED, change.amendment, _told(change), "", "agency_head", now)
        # Not through library_of: what it remembers would outlive a transaction that fails.
        keep_pack(examination.with_change(library_of(agency), change.amendment, others))
        Agency.objects.filter(pk=agency.pk).update(amendments=agency.amendments + 1)


def send_back(reader: Reader, change_id: Any, reason: str, *, now: datetime | None = None) -> None:
    """Return a proposal to who made it, with a reason. Raises ChangeRefused."""
    _require(reader.may_decide, "调整由机关负责人退回，您的岗位不能退回。", "请本机关负责人办理。")
    _require(len(reason.strip()) >= LEAST, "没有写明退回的理由。", f"请写明理由（不少于{LEAST}字）。")
    _require(not unreadable(reason), "退回的理由含有看不见的字符。", "请删去后重新填写。")
    _settle(reader, change_id, RETURNED, reason.strip()[:MOST], "agency_head", now)


def withdraw(reader: Reader, change_id: Any, *, now: datetime | None = None) -> None:
    """Withdraw one's own proposal. Raises ChangeRefused."""
    _settle(reader, change_id, WITHDRAWN, "", "legal_reviewer", now)


def _settle(reader: Reader, change_id: Any, step: str, reason: str, role: str, now: datetime | None) -> None:
    with transaction.atomic():
        agency = _locked(reader)
        _, change = _waiting(agency, change_id)
        if step == WITHDRAWN:
            own = change.proposed.by == reader.standing.actor_id
            _require(own, "只有提出人可以撤回。", "需要退回的，由机关负责人退回并说明理由。")
        _append(
            agency,
            reader,
            change.id,
            step,
            change.amendment,
            _told(change),
            reason,
            role,
            now or timezone.now(),
        )


def _require(holds: bool, say: str, mend: str) -> None:
    if not holds:
        raise ChangeRefused([Refusal(say, mend)])


def _locked(reader: Reader) -> Agency:
    """One step at a time in an agency; cases go on being opened meanwhile."""
    return Agency.objects.select_for_update(no_key=True).get(pk=reader.agency.pk)


def find(agency_id: int, change_id: Any) -> Change:
    """Raises NoSuchChange."""
    found = next((one for one in changes(agency_id) if str(one.id) == str(change_id)), None)
    if found is None:
        raise NoSuchChange("没有这项调整。")
    return found


def _waiting(agency: Agency, change_id: Any) -> tuple[list[Change], Change]:
    every = changes(agency.pk)
    change = next((one for one in every if str(one.id) == str(change_id)), None)
    if change is None:
        raise NoSuchChange("没有这项调整。")
    _require(
        change.state == WAITING,
        f"这项调整{change.state_title}，不能再办理。",
        "需要再作改变的，提出新的调整。",
    )
    return every, change


def _told(change: Change) -> dict[str, Any]:
    return {"title": change.title, "old": change.old, "new": change.new, "impact": list(change.impact)}


def _impact(examined: Examined) -> list[str]:
    """What the change would do, in sentences that stay with the proposal; no name of any case."""
    found, runs = examined.sweep, examined.runs
    if found is None or runs is None:
        return []
    return [
        f"试算在办案件{found.judged}件{'' if found.whole else '（案件较多，未全部试算）'}，结果改变{len(found.touched)}件。",
        f"运行情景{runs.ran}个，均符合预期；{runs.spared}个写明原值的情景按原法规包运行"
        + (f"；{runs.left}个没有时间运行" if runs.left else "")
        + "。",
    ]


def _append(
    agency: Agency, reader: Reader, change: uuid.UUID, step: str, one: Amendment, told: Mapping[str, Any],
    reason: str, role: str, now: datetime,
) -> RuleRecord:  # fmt: skip
    last = RuleRecord.objects.filter(agency=agency).order_by("-seq").values_list("seq", "digest").first()
    seq, previous = (last[0] + 1, last[1]) if last else (1, "")
    standing = reader.standing
    content = canonical({
        "v": 1, "agency": agency.name, "seq": seq, "prev": previous, "change_id": str(change), "step": step,
        "at": law.stamp(now), "by": {"id": standing.actor_id, "name": standing.name, "role": role},
        "change": {**asdict(one), "since": one.since.isoformat()}, "told": dict(told), "reason": reason,
        "pack": library_of(agency).digest,
    })  # fmt: skip
    digest = hashlib.sha256(content).hexdigest()
    stated = {"agency": agency.name, "seq": seq, "step": step, "digest": digest, "previous": previous}
    statement = state(STATEMENT, stated, role=role, now=now)
    return RuleRecord.objects.create(
        agency=agency, seq=seq, change=change, step=step, user_id=standing.user_id, at=now, content=content,
        previous=previous, digest=digest, statement=statement,
    )  # fmt: skip


def tomorrow(now: datetime) -> date:
    """The first day from which a change may be in force (Asia/Shanghai)."""
    return date.fromordinal(law.law_day(now).toordinal() + 1)
