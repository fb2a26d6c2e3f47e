"""What keeps a case file from being destroyed: its term, a hold, a remedy under way, a period that runs, its recordings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from mingjing.archive.models import ArchivedFile, FileDisposalLine, Hold, Package
from mingjing.cases import destruction, erasing
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
    """Why the file may not be destroyed today; "" when it may (5 queries). Needs case and agency loaded."""
    return obstacles([file])[file.pk]


def obstacles(files: Sequence[ArchivedFile]) -> dict[UUID, str]:
    """As `obstacle`, by file, for a list (5 queries, whatever its length)."""
    cases, day = [one.case_id for one in files], today()
    clocks = CaseClock.objects.filter(case__in=cases, state__in=RUNNING, due__gte=day).order_by("-pk")
    running = dict(clocks.values_list("case", "title"))
    open_children = Case.objects.filter(parent__in=cases, closed=False).values_list("parent", flat=True)
    led_on = set(open_children)
    packages = Package.objects.filter(file__in=files, state__in=Package.UNDER_WAY)
    packed = set(packages.values_list("file", flat=True))
    copied, recordings = erasing.being_copied(cases), _recordings(cases, day)

    def why(file: ArchivedFile) -> str:
        if file.disposed_at is not None:
            return "已经销毁"
        if file.until is None:
            return "永久保管"
        if day <= file.until:
            return f"保管期限至{day_zh(file.until)}"
        if file.held:
            return "已经冻结"
        if not file.case.closed:
            return "案件还没有办结"
        if file.case.state.get("facts", {}).get("remedy_pending"):
            return "行政复议或者行政诉讼还没有办结"
        if file.case_id in running:
            return f"“{running[file.case_id]}”的期限还没有届满"
        if file.case_id in led_on:
            return "由本案产生的案件还没有办结"
        if file.pk in packed:
            return "归档信息包正在制作"
        return "复制件正在制作" if file.case_id in copied else recordings.get(file.case_id, "")

    return {one.pk: why(one) for one in files}


def _recordings(cases: Sequence[UUID], day: date) -> dict[UUID, str]:
    """By case, what keeps one of its recordings (1 query)."""
    rows = retention.with_what_it_led_to(Recording.objects.filter(case__in=cases, disposed_at=None))
    found: dict[UUID, str] = {}
    for one in rows.select_related("case", "agency").order_by("pk"):
        until = retention.term_of(one).until
        if one.held or one.held_with_file:
            said = f"音像记录“{one.name}”已经冻结"
        elif until is not None and day <= until:
            said = f"音像记录“{one.name}”的保管期限至{day_zh(until)}"
        else:
            continue
        found.setdefault(one.case_id, said)
    return found


def hold(person: Any, file_id: UUID | str, on: bool, reason: str) -> ArchivedFile:
    """Hold the file and its recordings, or let them go; archivist, legal reviewer or head, with the reason. Raises `Refused`."""
    standing = standing_of(person)
    found = ArchivedFile.objects.visible_to(person).filter(pk=file_id).first()
    if found is None or standing is None:
        raise bad("没有这份归档案卷，或者您无权查看。")
    if not ROLES & set(standing.roles_in(found.agency_id)):
        raise destruction.may_not(found.agency, "冻结案卷或者解除冻结")
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
    return file.case_id in begun([file.case_id])


def begun(cases: Collection[UUID]) -> Iterable[UUID]:
    """Those of the cases of whose files the destruction has begun (1 query)."""
    lines = FileDisposalLine.objects.filter(file__case__in=cases, begun_at__isnull=False)
    return set(lines.values_list("file__case", flat=True))


def due(person: Person, *, most: int = 200) -> list[tuple[ArchivedFile, str]]:
    """Files that the person may see, whose term is over and that are on no list yet, each with what still keeps it.

    6 queries, whatever the number.
    """
    listed = FileDisposalLine.objects.filter(file=OuterRef("pk")).exclude(disposal__steps__step__in=SETTLED)
    rows = ArchivedFile.objects.visible_to(person).filter(
        ~Exists(listed), disposed_at=None, until__lt=today()
    )
    found = list(rows.select_related("case", "agency").order_by("until", "number")[:most])
    kept = obstacles(found)
    return [(one, kept[one.pk]) for one in found]
