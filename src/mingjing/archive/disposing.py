"""Destroy case files whose term is over: appraisal, two approvals by two others, days to undo, then proof in the log.

What is erased: the case's documents and originals that no other case names, its recordings, packages and copies, and what
its records say. What stays: the records' digests, the entries in the log, the lines of this list. Carried out by a worker,
file by file: a file is begun on record before its first original goes, so who takes it up again knows what is going.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mingjing.archive import erasing, holding
from mingjing.archive.models import ArchivedFile, FileDisposal, FileDisposalLine, FileDisposalStep
from mingjing.cases import carrying_out, destruction
from mingjing.cases.destruction import SETTLED, Step
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import pack_on
from mingjing.cases.refused import bad, require_readable
from mingjing.cases.standing import Person, standing_of
from mingjing.work import queue

MOST = 100


def propose(person: Any, files: Sequence[UUID | str], opinion: str) -> FileDisposal:
    """Appraise and list files to be destroyed; the archivist's. Raises `Refused`."""
    place = destruction.proposer(standing_of(person))
    if not opinion.strip() or not files or len(files) > MOST:
        raise bad(f"请写明鉴定意见，并选择1至{MOST}卷。")
    require_readable(opinion, "鉴定意见", "opinion")
    rows = ArchivedFile.objects.visible_to(person).filter(pk__in=files, agency=place.agency_id)
    with transaction.atomic():
        found = list(rows.select_related("case", "agency").select_for_update(of=("self",)))
        if len(found) != len(set(map(str, files))):
            raise bad("所选的案卷有的不存在或者您无权查看；请刷新页面重新选择。")
        now = timezone.now()
        made = FileDisposal.objects.create(
            agency_id=place.agency_id, opinion=opinion.strip()[:400], created_at=now
        )
        for one in found:
            if one.disposals.exclude(disposal__steps__step__in=SETTLED).exists():
                raise bad(f"“{one.number}”已经列入另一份销毁清单；请先办结该清单。")
            if (why := holding.obstacle(one)) or one.until is None:
                raise bad(f"“{one.number}”不能销毁：{why}。")
            FileDisposalLine.objects.create(disposal=made, file=one, until=one.until)
        FileDisposalStep.objects.create(
            disposal=made, step=Step.PROPOSE, user=person, at=now, reason=made.opinion
        )
    return made


def approve(person: Any, disposal_id: UUID | str) -> FileDisposal:
    """The next approval, by somebody who took no earlier step; the last one starts the days to undo. Raises `Refused`."""
    with transaction.atomic():
        disposal, steps = _locked(person, disposal_id)
        step = destruction.following(steps, standing_of(person), disposal.agency)
        files = [one.file for one in disposal.lines.select_related("file__case", "file__agency")]
        kept = holding.obstacles(files)
        for file in files:
            if why := kept[file.pk]:
                raise bad(
                    f"“{file.number}”现在不能销毁：{why}。", mend="请退回，由档案管理员核对后重新提出。"
                )
        now = timezone.now()
        FileDisposalStep.objects.create(disposal=disposal, step=step, user=person, at=now)
        if step == Step.HEAD:
            days = int(pack_on(disposal.agency, holding.today()).limit_values.get("archive_undo_days", 7))
            disposal.due_at = now + timedelta(days=days)
            disposal.save(update_fields=["due_at"])
            queue.enqueue("archive_dispose", {"disposal": str(disposal.pk)}, after=timedelta(days=days))
    return disposal


def stop(person: Any, disposal_id: UUID | str, reason: str) -> FileDisposal:
    """Return it before the last approval, undo it after, until it is carried out; needs a reason. Raises `Refused`."""
    with transaction.atomic():
        disposal, steps = _locked(person, disposal_id)
        step = destruction.backward(steps, standing_of(person), disposal.agency, reason)
        FileDisposalStep.objects.create(
            disposal=disposal, step=step, user=person, at=timezone.now(), reason=reason.strip()[:400]
        )
    return disposal


def carry_out(payload: Mapping[str, Any]) -> None:
    """Erase the files of the list; see `carrying_out.carry_out`. For the worker."""
    carrying_out.carry_out(FileDisposal, payload["disposal"], line=_line, erase=erasing.finish, told=_told)


def _line(pk: int) -> FileDisposalLine:
    """A line that is begun, or `kept` with what came up; file and case are locked and looked at again."""
    with transaction.atomic():
        line = FileDisposalLine.objects.get(pk=pk)
        files = ArchivedFile.objects.select_for_update(of=("self", "case"))
        line.file = files.select_related("case", "agency").get(pk=line.file_id)
        if line.begun_at is None:
            line.kept = (holding.obstacle(line.file) or erasing.begin(line, timezone.now()))[:200]
            line.save(update_fields=["kept", "begun_at"])
    return line


def disposals(person: Person) -> list[FileDisposal]:
    """Those of the agencies in which the person is archivist, reviewer or head (3 queries)."""
    rows = FileDisposal.objects.visible_to(person)
    return list(rows.select_related("agency").prefetch_related("steps__user", "lines__file__case")[:100])


def _told(gone: Sequence[FileDisposalLine]) -> dict[str, Any]:
    """Numbers, days and digests: nothing of a person."""
    return {
        "files": [
            {
                "number": one.file.number,
                "kept_until": one.until.isoformat(),
                "erased": [
                    {"sha256": blob.sha256, "sm3": blob.sm3, "size": blob.size}
                    for blob in one.erased.all()
                    if not vault().exists(blob.sha256)  # what another case took up meanwhile is there
                ],
            }
            for one in gone
        ],
    }


def _locked(person: Person, disposal_id: UUID | str) -> tuple[FileDisposal, list[FileDisposalStep]]:
    standing = standing_of(person)
    agencies = {one.agency_id for one in standing.places} if standing else set()
    # Which roles act is the pack's; whoever holds none of them is told so by the step.
    rows = FileDisposal.objects.filter(agency__in=agencies).select_for_update(of=("self",))
    found = rows.select_related("agency").filter(pk=disposal_id).first()
    if found is None:
        raise bad("没有这份销毁清单，或者您无权查看。")
    return found, list(found.steps.order_by("pk"))
