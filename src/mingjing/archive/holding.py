"""What keeps a case file from being destroyed: its term, a hold, a remedy under way, a period that runs, its recordings."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from mingjing.archive.models import ArchivedFile, FileDisposalLine, Hold, Package
from mingjing.cases.destruction import ROLES, SETTLED
from mingjing.cases.models import Case, CaseClock
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.refused import bad, require_readable
from mingjing.cases.standing import Person, standing_of
from mingjing.law.instants import day_zh
from mingjing.media import retention
from mingjing.media.models import Recording

RUNNING = ("running", "open", "overdue", "paused", "waiting")


def today() -> date:
    return timezone.now().astimezone(SHANGHAI).date()


def obstacle(file: ArchivedFile) -> str:
    """Why the file may not be destroyed today; "" when it may (up to 4 queries). Needs case and agency loaded."""
    if file.disposed_at is not None:
        return "已经销毁"
    if file.until is None:
        return "永久保管"
    if today() <= file.until:
        return f"保管期限至{day_zh(file.until)}"
    if file.held:
        return "已经冻结"
    if not file.case.closed:
        return "案件还没有办结"
    if file.case.state.get("facts", {}).get("remedy_pending"):
        return "行政复议或者行政诉讼还没有办结"
    clock = CaseClock.objects.filter(case=file.case, state__in=RUNNING, due__gte=today()).first()
    if clock is not None:
        return f"“{clock.title}”的期限还没有届满"
    if Case.objects.filter(parent=file.case, closed=False).exists():
        return "由本案产生的案件还没有办结"
    if Package.objects.filter(file=file, state__in=Package.UNDER_WAY).exists():
        return "归档信息包正在制作"
    return _recordings(file)


def _recordings(file: ArchivedFile) -> str:
    rows = Recording.objects.filter(case=file.case, disposed_at=None).select_related("case", "agency")
    for one in rows:
        if one.held:
            return f"音像记录“{one.name}”已经冻结"
        until = retention.term_of(one).until
        if until is not None and today() <= until:
            return f"音像记录“{one.name}”的保管期限至{day_zh(until)}"
    return ""


def hold(person: Any, file_id: UUID | str, on: bool, reason: str) -> ArchivedFile:
    """Hold the file and its recordings, or let them go; archivist, legal reviewer or head, with the reason. Raises `Refused`."""
    standing = standing_of(person)
    found = ArchivedFile.objects.visible_to(person).filter(pk=file_id).first()
    if found is None or standing is None:
        raise bad("没有这份归档案卷，或者您无权查看。")
    if not ROLES & set(standing.roles_in(found.agency_id)):
        raise bad("您无权冻结案卷；由档案管理员、法制审核人员或者机关负责人办理。")
    if not reason.strip():
        raise bad("没有写明冻结或者解除冻结的理由；请填写后办理。", fields=("reason",))
    require_readable(reason, "理由", "reason")
    with transaction.atomic():
        found = ArchivedFile.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if found.disposed_at is not None or going(found):
            raise bad(
                "本案卷已经销毁或者正在销毁，不能再冻结或者解除冻结。", mend="请查看销毁清单和销毁证明。"
            )
        found.held = on
        found.save(update_fields=["held"])
        Hold.objects.create(file=found, on=on, reason=reason.strip()[:400], user=person, at=timezone.now())
        retention.hold_with_file(found.case_id, on)
    return found


def going(file: ArchivedFile) -> bool:
    """Has its destruction begun: nothing brings it back any more (1 query)?"""
    return FileDisposalLine.objects.filter(file=file, begun_at__isnull=False).exists()


def due(person: Person, *, most: int = 200) -> list[tuple[ArchivedFile, str]]:
    """Files that the person may see, whose term is over and that are on no list yet, each with what still keeps it."""
    listed = FileDisposalLine.objects.filter(file=OuterRef("pk")).exclude(disposal__steps__step__in=SETTLED)
    rows = ArchivedFile.objects.visible_to(person).filter(
        ~Exists(listed), disposed_at=None, until__lt=today()
    )
    return [
        (one, obstacle(one))
        for one in rows.select_related("case", "agency").order_by("until", "number")[:most]
    ]
