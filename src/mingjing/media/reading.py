"""What pages read of the register: a recording with its stills and readers, its bytes, the coverage of a case.

Every view and every copy is written down with its reason before anything is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.utils import timezone

from mingjing import law
from mingjing.cases.circumstances import state_of
from mingjing.cases.keeping import vault
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case, CaseOfficer
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.plain_text import unreadable
from mingjing.cases.queries import part_of_page
from mingjing.cases.refused import bad
from mingjing.cases.standing import Person, standing_of
from mingjing.media import coverage
from mingjing.media.linking import visible_recording
from mingjing.media.models import Derivative, MediaRead, Recording
from mingjing.records.journal import log_read

PLAYED = frozenset(
    {"video/mp4", "audio/mp4", "audio/mpeg", "audio/wav", "image/jpeg", "image/png", "image/webp"}
)
OWN_REASON = "办案"
MOST = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """A recording as its page shows it."""

    recording: Recording
    stills: Sequence[Derivative]
    preview: Derivative | None
    poster: Derivative | None
    readers: Sequence[MediaRead]
    late: timedelta | None

    @property
    def plays(self) -> str:
        """What the player gets: "preview", "original", or "" where a browser can't play it."""
        if self.preview:
            return "preview"
        return "original" if self.recording.mime in PLAYED and not self.recording.unread else ""


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes to be sent: a seekable stream of `size` bytes."""

    stream: BinaryIO
    size: int
    mime: str
    name: str


def reason_asked(person: Person, recording: Recording) -> bool:
    """Must this person say why? The pack's `av_reason_asked` decides (1 query at most)."""
    pack = pack_on(recording.agency, timezone.now().astimezone(SHANGHAI).date())
    rule = pack.limit_values.get("av_reason_asked", "others")
    if rule == "others":
        return not _works_on(person, recording)
    return bool(rule == "all")


def look_at(person: Any, recording_id: UUID, reason: str, *, kind: str = "view", again: bool = False) -> Seen:
    """The recording, once the view is written down; `again` = the same person goes on looking, not written twice.

    Raises `Refused` when it isn't there, or a reason is asked for and not given.
    """
    recording = visible_recording(person, recording_id)
    if not again:
        write_down(person, recording, reason, kind)
    made = list(recording.derivatives.all())
    readers = MediaRead.objects.filter(recording_id=recording.pk).select_related("user")[:MOST]
    return Seen(
        recording,
        [one for one in made if one.kind == Derivative.Kind.THUMB],
        next((one for one in made if one.kind == Derivative.Kind.PREVIEW), None),
        next((one for one in made if one.kind == Derivative.Kind.POSTER), None),
        list(readers),
        late_by(recording),
    )


def reason_given(text: str, most: int = 200) -> str:
    """The reason as it is kept, or "". Raises `Refused`: too long, or not to be read."""
    text = text.strip()
    if unreadable(text) or len(text) > most:
        raise bad(f"事由应当是不超过{most}字的文字；请重新填写。", check="reason", fields=("reason",))
    return text


def write_down(person: Any, recording: Recording, reason: str, kind: str) -> None:
    """Log who takes a look or a copy and why. Raises `Refused`."""
    reason = reason_given(reason)
    if not reason and reason_asked(person, recording):
        raise bad("没有写明调阅的事由；请填写后再查看。", check="reason", fields=("reason",))
    standing = standing_of(person)
    now = timezone.now()
    MediaRead.objects.create(
        recording_id=recording.pk, user_id=standing.user_id, kind=kind, reason=reason or OWN_REASON, at=now
    )
    if recording.case_id:
        what = "音像记录" if kind == MediaRead.Kind.VIEW else "音像记录原件"
        log_read(standing.user_id, recording.case_id, what, now=now)


def copy_taken(person: Any, case_id: UUID, sha256: str, reason: str) -> None:
    """Somebody takes an original of a case by its digest: where it is a recording, that is written down as on its page.

    Raises `Refused` when a reason is asked for and not given (1 query for what is no recording).
    """
    rows = Recording.objects.visible_to(person).filter(case=case_id, sha256=sha256)
    for one in rows.select_related("agency"):
        write_down(person, one, reason, MediaRead.Kind.DOWNLOAD)


def copied_out(person: Person, case_id: UUID, reason: str, digests: Collection[str] | None = None) -> None:
    """Write down that recordings of the case (None: all) left with a copy or an export of its file (2 queries at most)."""
    standing = standing_of(person)
    rows = Recording.objects.filter(case=case_id)
    if digests is not None:
        rows = rows.filter(sha256__in=digests)
    now = timezone.now()
    MediaRead.objects.bulk_create(
        MediaRead(
            recording_id=one.pk,
            user_id=standing.user_id,
            kind=MediaRead.Kind.DOWNLOAD,
            reason=reason[:200],
            at=now,
        )
        for one in rows.only("pk")
    )


def content(person: Person, recording_id: UUID, what: str, second: int = 0) -> Content:
    """The original or a derivative of a recording that the person may see. Raises `Refused`, `NotInVaultError`."""
    recording = visible_recording(person, recording_id)
    if recording.disposed_at is not None:
        raise bad("这段音像记录已经依法销毁，只保留销毁证明。", check="recording")
    if what == "original":
        stream = vault().open(recording.sha256, recording.version)
        return Content(stream, recording.size, recording.mime, recording.name)
    made = recording.derivatives.filter(kind=what, second=second).first()
    if made is None:
        raise bad("还没有制作预览件；请稍后再看，或者直接播放原件。", check="recording")
    return Content(vault().open(made.sha256), made.size, made.mime, f"{recording.name}.{made.kind}")


def coverage_of(person: Person, case_id: UUID) -> tuple[Case, list[coverage.ActCoverage]]:
    """The coverage of every act of a case that has a scene (1 query beside opening the case). Raises `NoSuchCase`."""
    case = part_of_page(person, case_id, "记录覆盖")
    return case, coverage_in(case)


def coverage_in(case: Case) -> list[coverage.ActCoverage]:
    pack = pack_on(case.agency, timezone.now().astimezone(SHANGHAI).date())
    rows = Recording.objects.filter(case=case).select_related("device", "officer").order_by("start")
    shots = [
        coverage.Shot(
            str(one.pk), _lane(one), one.start, one.end or one.start, one.record_seq, one.scene,
            _late(one, float(pack.limit_values.get("av_upload_hours", 24))), one.medium,
        )
        for one in rows
    ]  # fmt: skip
    return coverage.coverage(pack, state_of(case), shots)


def late_by(recording: Recording) -> timedelta | None:
    """How long after the agency's limit for uploads it came in; None when in time or when its end isn't known."""
    pack = pack_on(recording.agency, timezone.now().astimezone(SHANGHAI).date())
    return _late(recording, float(pack.limit_values.get("av_upload_hours", 24)))


def lately(person: Person) -> list[Recording]:
    """Recordings in cases that the person may see, the latest first (2 queries)."""
    rows = Recording.objects.visible_to(person).filter(case__isnull=False)
    return list(
        rows.select_related("device", "officer", "case", "agency").order_by("-received_at", "pk")[:50]
    )


def scenes_of(pack: law.Pack) -> list[tuple[str, str]]:
    return [(row.id, row.title) for row in pack.catalogue(coverage.SCENES).rows]


def _late(recording: Recording, hours: float) -> timedelta | None:
    if recording.end is None:
        return None
    due = recording.end + timedelta(hours=hours)
    return recording.received_at - due if recording.received_at > due else None


def _lane(recording: Recording) -> str:
    words = [str(recording.device or ""), str(recording.officer or "")]
    return " ".join(word for word in words if word) or "办理时上传"


def _works_on(person: Person, recording: Recording) -> bool:
    standing = standing_of(person)
    if standing is None or standing.officer_id is None:
        return False
    if recording.officer_id == standing.officer_id:
        return True
    return CaseOfficer.objects.filter(case=recording.case_id, officer=standing.officer_id).exists()
