"""Which act a recording shows: noted when an act names it, proposed by officer, time and place, confirmed by a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from mingjing import law
from mingjing.cases.attachments import Kept
from mingjing.cases.circumstances import state_of
from mingjing.cases.effects import Done
from mingjing.cases.file_types import BY_MIME
from mingjing.cases.libraries import pack_on
from mingjing.cases.models import Case, Engagement
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.perform import Performed, perform
from mingjing.cases.refused import bad
from mingjing.cases.standing import Person, standing_of
from mingjing.media.models import Device, Recording
from mingjing.media.places import apart, of_pair
from mingjing.vault import Blob
from mingjing.work import queue

MOST = 20
LINKING_ACT = "record_av"
KINDS = {"video": "video", "audio": "audio", "image": "photo"}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a proposal is one, in Chinese; `fits` is False for what speaks against it, None for what can't be told."""

    text: str
    fits: bool | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An act that the recording may show. `seconds` = how long both went on at once, `metres` = how far apart (None: not known)."""

    case: Case
    act: str
    title: str
    seq: int
    start: datetime
    end: datetime
    seconds: int
    scene: str
    scene_title: str
    place: str
    metres: float | None
    reasons: tuple[Reason, ...]


def note(done: Done) -> None:
    """An act has taken effect that names recordings: they belong to the case now (no query without one)."""
    seq = done.occurrence["seq"]
    for item in done.state.media:
        if item.get("seq") == seq and item.get("sha256"):
            _link(done, item)


def _link(done: Done, item: Mapping[str, Any]) -> None:
    case, seq = done.case, done.occurrence["seq"]
    known = Recording.objects.filter(agency=done.agency, sha256=item["sha256"])
    loose = known.filter(case=None).first()
    if known.filter(case=case).exists():
        return
    recording = loose or Recording(
        agency=done.agency, name=str(item.get("file") or item.get("title") or "音像记录"), source=Recording.Source.UPLOAD,
        medium=BY_MIME[item["mime"]].medium, mime=item["mime"], sha256=item["sha256"], sm3=item.get("sm3", ""),
        size=item["size"], received_at=done.now,
    )  # fmt: skip
    recording.case, recording.record_seq, recording.act = case, seq, done.act
    recording.scene = str(item.get("scene") or done.occurrence.get("scene") or "")[:60]
    if loose is None:
        recording.device = Device.objects.filter(
            agency=done.agency, number=str(item.get("device") or "")
        ).first()
        recording.start, recording.end = _instant(item.get("start")), _instant(item.get("end"))
    recording.save()
    if loose is None:
        queue.enqueue("derive", {"recording": str(recording.pk)})


def loose_recordings(person: Person) -> list[Recording]:
    """Recordings in no case yet that the person may see, the latest first (2 queries at most)."""
    rows = (
        Recording.objects.visible_to(person).filter(case=None).select_related("device", "officer", "agency")
    )
    return list(rows.order_by("-received_at", "pk")[:200])


def proposals(person: Person, recording: Recording) -> list[Proposal]:
    """Acts of cases that the person may see, done at the recording's time, the likeliest first (at most 3 queries).

    Its officer took part; where nobody knows who made it, those that were done near the place where it was made.
    """
    if recording.start is None or recording.end is None:
        return []
    if recording.officer_id is None and recording.point is None:
        return []
    visible = Case.objects.visible_to(person).filter(agency=recording.agency_id)
    at_the_time = Q(started_at__lte=recording.end, ended_at__gte=recording.start)
    who = Q(officer=recording.officer_id) if recording.officer_id else Q(case_id__in=visible.values("pk"))
    spans = list(Engagement.objects.filter(at_the_time, who).order_by("started_at", "pk")[:MOST])
    cases = {
        one.pk: one
        for one in visible.filter(pk__in={span.case_id for span in spans}).select_related("agency")
    }
    found = {
        (span.case_id, span.record_seq): _proposal(cases[span.case_id], span, recording)
        for span in spans
        if span.case_id in cases
    }
    likely = [one for one in found.values() if recording.officer_id or _fit_of_place(one) is True]
    return sorted(likely, key=lambda one: (_fit_of_place(one) is False, -one.seconds))


def confirm(
    person: Any,
    recording_id: UUID | str,
    case_id: UUID | str,
    *,
    scene: str,
    act_title: str,
    announced: bool,
    continuous: bool,
    place: str,
    late_reason: str = "",
    key: str = "",
    now: datetime | None = None,
) -> Performed:
    """Register the recording in the case as a person has confirmed it: the act `record_av`, judged as any other.

    `now` as for `perform`. Raises `Refused` and `NoSuchCase`.
    """
    recording = visible_recording(person, recording_id)
    if recording.case_id is not None:
        raise bad("这段音像记录已经归入案件；请刷新页面核对。")
    standing = standing_of(person)
    start = law.stamp(recording.start or recording.received_at)
    end = law.stamp(recording.end or recording.start or recording.received_at)
    user = {"name": recording.officer.name} if recording.officer else {"name": standing.name}
    device = recording.device.number if recording.device else ""
    fields = {
        "scene": scene, "act_ref": act_title, "device": device, "user": user, "media_kind": KINDS[recording.medium],
        "start": start, "end": end, "place": place or recording.place, "announced": announced,
        "continuous": continuous, "uploaded_at": law.stamp(recording.received_at), "digest": recording.sha256,
    }  # fmt: skip
    if late_reason:
        fields["late_reason"] = late_reason
    item = {"title": recording.name, "scene": scene, "device": device, "start": start, "end": end}
    return perform(
        case_id,
        LINKING_ACT,
        person,
        {"fields": fields, "media": [{**item, "file": recording.name}]},
        attachments=[_kept(recording)],
        officers=[str(recording.officer_id)] if recording.officer_id else [],
        key=key,
        now=now,
    )


def visible_recording(person: Person, recording_id: UUID | str) -> Recording:
    """One recording that the person may see, with device, officer and case. Raises `Refused`."""
    rows = Recording.objects.visible_to(person).select_related(
        "device", "officer", "case__agency", "case__unit", "agency"
    )
    found = rows.filter(pk=recording_id).first()
    if found is None:
        raise bad("没有这段音像记录，或者您无权查看；请与承办机构联系。", check="recording")
    return found


def _proposal(case: Case, span: Engagement, recording: Recording) -> Proposal:
    pack = pack_on(case.agency, span.started_at.astimezone(SHANGHAI).date())
    act = pack.procedure(case.procedure).act(span.act)
    done = state_of(case).acts.get(span.act, ())
    occurrence: Mapping[str, Any] = next((one for one in done if one["seq"] == span.record_seq), {})
    seconds = int((min(span.ended_at, recording.end) - max(span.started_at, recording.start)).total_seconds())
    scene = str(pack.limit_values.get("av_scene", {}).get(span.act, ""))
    row = pack.catalogue("av_scenes").row_of(scene) if scene else None
    place = str(occurrence.get("place") or "")
    site = of_pair(str(occurrence.get("coordinates") or ""))
    metres = recording.point.metres_to(site) if recording.point and site else None
    reasons = (_of_officer(recording), _of_time(seconds), *_of_place(pack, recording, place, metres))
    return Proposal(
        case, span.act, act.title if act else "", span.record_seq, span.started_at, span.ended_at, seconds, scene,
        row.title if row else "", place, metres, reasons,
    )  # fmt: skip


def _of_officer(recording: Recording) -> Reason:
    if recording.officer is None:
        return Reason("记录人不明：设备当时没有交接登记，请核对", None)
    return Reason(f"人员相符：{recording.officer}", True)


def _of_time(seconds: int) -> Reason:
    minutes, rest = divmod(seconds, 60)
    return Reason(f"时间相符：同时进行{minutes}分{rest:02}秒" if seconds else "时间相符：在执法期间", True)


def _of_place(pack: law.Pack, recording: Recording, place: str, metres: float | None) -> Iterator[Reason]:
    if metres is None:
        if recording.place and place:
            yield Reason(f"地点请核对：设备定位{recording.place}，记录的地点是{place}，没有登记坐标", None)
        return
    limit = pack.limits.get("av_place_meters")
    most = float(limit.value if limit else 0)
    unsure = "，暂定" if limit and limit.provisional else ""
    if metres <= most:
        yield Reason(f"地点相符：相距{apart(metres)}（不超过{apart(most)}{unsure}）", True)
    else:
        yield Reason(f"地点不符：相距{apart(metres)}（超过{apart(most)}{unsure}），请核对", False)


def _fit_of_place(one: Proposal) -> bool | None:
    return one.reasons[2].fits if len(one.reasons) > 2 else None


def _kept(recording: Recording) -> Kept:
    blob = Blob(recording.sha256, recording.sm3, recording.size, recording.version)
    return Kept(recording.name, blob, BY_MIME[recording.mime])


def _instant(text: object) -> datetime | None:
    try:
        return law.parse_instant(str(text)) if text else None
    except ValueError:
        return None
