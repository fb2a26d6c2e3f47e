"""Destroy recordings whose term is over: a list, two approvals by two others, days to undo, then proof in the log.

Carried out by a worker, recording by recording: each is begun on record before its original goes, so who takes it up again
knows what is going.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mingjing.cases import carrying_out, destruction, retaining
from mingjing.cases.destruction import ROLES, SETTLED, Step
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import pack_on
from mingjing.cases.refused import bad, require_readable
from mingjing.cases.standing import Person, standing_of
from mingjing.law.instants import day_zh
from mingjing.media import retention
from mingjing.media.models import Derivative, Disposal, DisposalLine, DisposalStep, Recording
from mingjing.records.models import Attachment
from mingjing.vault import NotInVaultError
from mingjing.work import queue

MOST = 200


def propose(person: Any, recordings: Sequence[UUID | str], reason: str) -> Disposal:
    """List recordings to be destroyed; the archivist's. Raises `Refused`."""
    place = destruction.proposer(standing_of(person))
    if not reason.strip() or not recordings or len(recordings) > MOST:
        raise bad(f"请写明销毁的理由，并选择1至{MOST}段音像记录。")
    require_readable(reason, "理由", "reason")
    rows = Recording.objects.visible_to(person).filter(pk__in=recordings, agency=place.agency_id)
    found = list(rows.select_related("case", "agency"))
    if len(found) != len(set(map(str, recordings))):
        raise bad("所选的音像记录有的不存在或者您无权查看；请刷新页面重新选择。")
    with transaction.atomic():
        now = timezone.now()
        made = Disposal.objects.create(agency_id=place.agency_id, reason=reason.strip()[:400], created_at=now)
        for one in found:
            if DisposalLine.objects.filter(recording=one).exclude(disposal__steps__step__in=SETTLED).exists():
                raise bad(f"“{one.name}”已经列入另一份销毁清单；请先办结该清单。")
            until = retention.term_of(one).until
            if (why := obstacle(one)) or until is None:
                raise bad(f"“{one.name}”不能销毁：{why}。")
            DisposalLine.objects.create(disposal=made, recording=one, sha256=one.sha256, until=until)
        DisposalStep.objects.create(disposal=made, step=Step.PROPOSE, user=person, at=now, reason=made.reason)
    return made


def approve(person: Any, disposal_id: UUID | str) -> Disposal:
    """The next approval, by somebody who took no earlier step; the last one starts the days to undo. Raises `Refused`."""
    with transaction.atomic():
        disposal, steps = _locked(person, disposal_id)
        step = destruction.following(steps, standing_of(person), disposal.agency)
        for line in disposal.lines.select_related("recording__case", "recording__agency"):
            if why := obstacle(line.recording):
                raise bad(f"“{line.recording.name}”现在不能销毁：{why}；请退回，由档案管理员重新提出。")
        now = timezone.now()
        DisposalStep.objects.create(disposal=disposal, step=step, user=person, at=now)
        if step == Step.HEAD:
            days = int(pack_on(disposal.agency, retention.today()).limit_values.get("av_undo_days", 7))
            disposal.due_at = now + timedelta(days=days)
            disposal.save(update_fields=["due_at"])
            queue.enqueue("dispose", {"disposal": str(disposal.pk)}, after=timedelta(days=days))
    return disposal


def stop(person: Any, disposal_id: UUID | str, reason: str) -> Disposal:
    """Return it before the last approval, undo it after, until it is carried out; needs a reason. Raises `Refused`."""
    with transaction.atomic():
        disposal, steps = _locked(person, disposal_id)
        step = destruction.backward(steps, standing_of(person), disposal.agency, reason)
        DisposalStep.objects.create(
            disposal=disposal, step=step, user=person, at=timezone.now(), reason=reason.strip()[:400]
        )
    return disposal


def carry_out(payload: Mapping[str, Any]) -> None:
    """Erase the recordings of the list; see `carrying_out.carry_out`. For the worker."""
    carrying_out.carry_out(Disposal, payload["disposal"], line=_line, erase=_erase, told=_told)


def _line(pk: int) -> DisposalLine:
    """A line that is begun, or `kept` with what came up; the recording is locked and looked at again."""
    with transaction.atomic():
        line = DisposalLine.objects.get(pk=pk)
        rows = Recording.objects.select_for_update(of=("self",)).select_related("case", "agency")
        line.recording = rows.get(pk=line.recording_id)
        if line.begun_at is None:
            line.kept = (obstacle(line.recording) or _barred(line.recording.sha256))[:200]
            line.begun_at = None if line.kept else timezone.now()
            line.save(update_fields=["kept", "begun_at"])
    return line


def _erase(line: DisposalLine, now: datetime) -> None:
    recording = line.recording
    for digest in only_of([recording]):
        _remove(digest)
    if not _elsewhere(recording):  # another case may have taken it up since
        _remove(recording.sha256)
    with transaction.atomic():
        line.erased_at = recording.disposed_at = now
        recording.derivatives.all().delete()
        recording.save(update_fields=["disposed_at"])
        line.save(update_fields=["erased_at"])


def only_of(recordings: Iterable[Recording]) -> set[str]:
    """Digests of what was made of these recordings and what nothing else is named by: equal stills are kept once (4 queries)."""
    made = set(Derivative.objects.filter(recording__in=recordings).values_list("sha256", flat=True))
    others = Derivative.objects.filter(sha256__in=made).exclude(recording__in=recordings)
    made -= set(others.values_list("sha256", flat=True))
    made -= set(Attachment.objects.filter(sha256__in=made).values_list("sha256", flat=True))
    filmed = Recording.objects.filter(sha256__in=made, disposed_at=None)
    return made - set(filmed.values_list("sha256", flat=True))


def obstacle(recording: Recording) -> str:
    """Why the recording may not be destroyed today; "" when it may."""
    term = retention.term_of(recording)
    if recording.disposed_at is not None:
        return "已经销毁"
    if term.until is None:
        return term.why
    if not term.over(retention.today()):
        return f"保管期限至{day_zh(term.until)}"
    return "同一原件还用在其他案件或者记录中" if _elsewhere(recording) else ""


def disposals(person: Person) -> list[Disposal]:
    """Those of the agencies in which the person is archivist, reviewer or head (3 queries)."""
    standing = standing_of(person)
    agencies = {one.agency_id for one in standing.places if one.role in ROLES} if standing else set()
    rows = Disposal.objects.filter(agency__in=agencies)
    return list(rows.select_related("agency").prefetch_related("steps__user", "lines__recording")[:100])


def _elsewhere(recording: Recording) -> bool:
    others = Recording.objects.filter(sha256=recording.sha256, disposed_at=None).exclude(pk=recording.pk)
    records = Attachment.objects.filter(sha256=recording.sha256).exclude(record__case_id=recording.case_id)
    return others.exists() or records.exists()


def _barred(sha256: str) -> str:
    if not vault().exists(sha256):
        return ""
    keeping = vault().keeping(sha256)
    return keeping.sentence(sha256) if keeping.bars(retention.today()) else ""


def _remove(sha256: str) -> None:
    with contextlib.suppress(NotInVaultError):  # erased before the worker was killed
        vault().erase(sha256, retention.today())
    retaining.forget(sha256)


def _told(gone: Sequence[DisposalLine]) -> dict[str, Any]:
    return {
        "erased": [
            {
                "sha256": one.sha256,
                "sm3": one.recording.sm3,
                "size": one.recording.size,
                "kept_until": one.until.isoformat(),
            }
            for one in gone
        ],
    }


def _locked(person: Person, disposal_id: UUID | str) -> tuple[Disposal, list[DisposalStep]]:
    standing = standing_of(person)
    agencies = {one.agency_id for one in standing.places} if standing else set()
    rows = Disposal.objects.select_for_update(of=("self",)).filter(agency__in=agencies)
    found = rows.select_related("agency").filter(pk=disposal_id).first()
    if found is None:
        raise bad("没有这份销毁清单，或者您无权查看。")
    return found, list(found.steps.order_by("pk"))
