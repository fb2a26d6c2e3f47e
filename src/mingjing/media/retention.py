"""How long a recording is kept, by the class of its scene, and the hold that outlasts every period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from mingjing import law
from mingjing.cases import destruction
from mingjing.cases.destruction import ROLES, SETTLED
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case, RetainedOriginal
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.refused import bad, require_readable
from mingjing.cases.retaining import years_on
from mingjing.cases.standing import Person, standing_of
from mingjing.media.linking import visible_recording
from mingjing.media.models import DisposalLine, Recording
from mingjing.media.reading import write_down
from mingjing.media.visibility import RecordingQuerySet
from mingjing.vault import NotInVaultError

CLASSES, LOOSE = "av_retention", "NONE_CASE"
HOLDERS = ROLES


@dataclass(frozen=True, slots=True)
class Term:
    """`until` = the last day (Asia/Shanghai) on which it must be kept; None: no end is known, and `why` says so."""

    title: str
    until: date | None
    why: str = ""

    def over(self, today: date) -> bool:
        return self.until is not None and today > self.until


def term_of(recording: Recording, pack: law.Pack | None = None) -> Term:
    """The recording's term by the pack of today; it needs its case and agency loaded."""
    pack = pack or pack_on(recording.agency, today())
    scene = pack.catalogue("av_scenes").row_of(recording.scene) if recording.scene else None
    name = str(getattr(scene, "retention", "") or "") or (LOOSE if recording.case_id is None else "CASE")
    row = pack.catalogue(CLASSES).row_of(name)
    if row is not None and _evidence(recording, getattr(row, "only_in", None)):
        row = pack.catalogue(CLASSES).row_of(str(getattr(row, "otherwise", "")))
    title = row.title if row else ""
    if recording.held:
        return Term(title, None, "已经冻结")
    if recording.held_with_file:
        return Term(title, None, "所在案卷已经冻结")
    if recording.case is not None and not recording.case.closed:
        return Term(title, None, "案件还没有办结")
    if recording.case is not None and recording.case.state.get("facts", {}).get("remedy_pending"):
        return Term(title, None, "行政复议或者行政诉讼还没有办结")
    days, years = getattr(row, "days", None), getattr(row, "years", None)
    if days:
        made = (recording.end or recording.received_at).astimezone(SHANGHAI).date()
        return Term(title, made + timedelta(days=int(days)))
    if years and recording.case is not None:
        closed = recording.case.changed_at.astimezone(SHANGHAI).date()
        return Term(title, years_on(closed, int(years)))
    return Term(title, None, "随案卷保管" if recording.case_id else "没有确定期限")


def _evidence(recording: Recording, only_in: Sequence[str] | None) -> bool:
    """Is it part of a case of another procedure than the class is for, or of one that led to a further case?"""
    if not only_in or recording.case is None:
        return False
    if recording.case.procedure not in only_in:
        return True
    known = getattr(recording, "led_on", None)
    return Case.objects.filter(parent=recording.case).exists() if known is None else bool(known)


def with_what_it_led_to(rows: RecordingQuerySet) -> RecordingQuerySet:
    """So that a list needs no query for each."""
    return rows.annotate(led_on=Exists(Case.objects.filter(parent=OuterRef("case"))))


def hold(person: Any, recording_id: UUID | str, on: bool, reason: str) -> Recording:
    """Begin or end a hold, with its reason in the log of readings. Raises `Refused`."""
    recording = visible_recording(person, recording_id)
    standing = standing_of(person)
    if standing is None or not HOLDERS & set(standing.roles_in(recording.agency_id)):
        raise destruction.may_not(recording.agency, "冻结音像记录或者解除冻结")
    if not reason.strip():
        raise bad("没有写明冻结或者解除冻结的理由；请填写后办理。", fields=("reason",))
    require_readable(reason, "理由", "reason")
    with transaction.atomic():
        recording = Recording.objects.select_for_update(of=("self",)).get(pk=recording.pk)
        going = DisposalLine.objects.filter(recording=recording, begun_at__isnull=False)
        if recording.disposed_at is not None or going.exists():
            raise bad("这段音像记录已经销毁或者正在销毁，不能再冻结或者解除冻结。", mend="请查看销毁清单。")
        recording.held = on
        recording.save(update_fields=["held"])
        write_down(person, recording, f"{'冻结' if on else '解除冻结'}：{reason.strip()}"[:200], "view")
        _hold_original(recording.sha256)
    return recording


def hold_with_file(case_id: UUID, on: bool) -> None:
    """A case file was held or let go: so are its recordings, but for a hold of their own. In the caller's transaction."""
    rows = Recording.objects.select_for_update().filter(case=case_id, disposed_at=None).order_by("pk")
    for one in rows:
        one.held_with_file = on
        one.save(update_fields=["held_with_file"])
        _hold_original(one.sha256)


def _hold_original(sha256: str) -> None:
    """The vault holds an original as long as one recording of it is held."""
    rows = Recording.objects.filter(sha256=sha256, disposed_at=None)
    with suppress(NotInVaultError):  # lost, which the nightly check tells: the hold on the row stands
        vault().hold(sha256, rows.filter(Q(held=True) | Q(held_with_file=True)).exists())


def due(person: Person, *, most: int = 200) -> list[tuple[Recording, Term]]:
    """Recordings that the person may see, whose term is over and that are on no list yet, the oldest first (2 queries)."""
    listed = DisposalLine.objects.filter(recording=OuterRef("pk")).exclude(disposal__steps__step__in=SETTLED)
    rows = Recording.objects.visible_to(person).filter(
        ~Exists(listed), disposed_at=None, held=False, held_with_file=False
    )
    rows = with_what_it_led_to(rows).select_related("case", "agency", "device", "officer")
    rows = rows.order_by("received_at")
    found = []
    for one in rows.iterator(chunk_size=500):
        term = term_of(one)
        if term.over(today()):
            found.append((one, term))
            if len(found) == most:
                break
    return found


def terms() -> Iterator[tuple[str, date]]:
    """Digest and last day of every recording whose term has an end, for the vault; derivatives are no originals.

    Those first that the vault wasn't told yet, then those whose known term is the shortest.
    """
    told = RetainedOriginal.objects.filter(sha256=OuterRef("sha256")).values("until")
    rows = with_what_it_led_to(Recording.objects.filter(disposed_at=None, held=False))
    rows = rows.exclude(case__closed=False).select_related("case", "agency")
    rows = rows.order_by(Subquery(told).asc(nulls_first=True), "pk")
    day = today()
    for one in rows.iterator(chunk_size=500):
        until = term_of(one, pack_on(one.agency, day)).until
        if until is not None:
            yield one.sha256, until


def today() -> date:
    return timezone.now().astimezone(SHANGHAI).date()
