"""Recordings: the list, one with its player, its bytes, its act; the coverage of a case."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from mingjing.cases.libraries import pack_on
from mingjing.cases.refused import NoSuchCase, Refused
from mingjing.desk.answers import answered
from mingjing.desk.forms.judged import shown
from mingjing.desk.present.coverage import bars
from mingjing.desk.ranges import ranged
from mingjing.desk.shell import page, show
from mingjing.media import linking, reading, retention
from mingjing.vault import NotInVaultError

REASONS = "media_reasons"  # in the session: recording -> the reason given, so that a player's requests aren't asked again
NOT_THERE = {"title": "看不到这段音像记录", "sign": "video-off"}


@page("desk:recordings")
def recordings(request: Any) -> HttpResponse:
    loose, linked = linking.loose_recordings(request.user), reading.lately(request.user)
    context = {
        "loose": loose,
        "linked": linked,
        "late": {one.pk for one in (*loose, *linked) if reading.late_by(one)},
        "may_dispose": bool(request.desk.held & {"archivist", "legal_reviewer", "agency_head"}),
    }
    return show(request, "desk/media/list.html", context)


@page("desk:recordings")
def recording(request: Any, recording_id: UUID) -> HttpResponse:
    """The player; who isn't of the case is asked for a reason first (POST)."""
    given = request.session.get(REASONS, {})
    known = given.get(str(recording_id))
    reason = request.POST.get("reason", "") if request.method == "POST" else known or ""
    try:
        seen = reading.look_at(
            request.user, recording_id, reason, again=known is not None and request.method != "POST"
        )
    except Refused as refusal:
        return _refused(request, recording_id, refusal)
    request.session[REASONS] = {**given, str(recording_id): reason}
    return _shown(request, seen)


def _refused(request: Any, recording_id: UUID, refusal: Refused) -> HttpResponse:
    if any(one.check == "recording" for one in refusal.findings):
        return show(request, "desk/trouble.html", NOT_THERE | {"text": str(refusal)}, status=404)
    told = str(refusal) if request.method == "POST" else ""
    found = linking.visible_recording(request.user, recording_id)
    return show(
        request, "desk/media/reason.html", {"recording": found, "told": told}, status=422 if told else 200
    )


def _shown(request: Any, seen: Any, refused: Any = (), status: int = 200) -> HttpResponse:
    found = seen.recording
    context: dict[str, Any] = {
        "term": retention.term_of(found),
        "may_hold": bool(request.desk.held & retention.HOLDERS),
    }
    context |= {"seen": seen, "recording": found, "refused": refused, "sent": request.POST}
    if found.case_id is None:
        pack = pack_on(found.agency, request.desk.today)
        context |= {
            "proposals": linking.proposals(request.user, found),
            "scenes": reading.scenes_of(pack),
        }
    else:
        case, acts = reading.coverage_of(request.user, found.case_id)
        own = [one for one in acts if one.shows(str(found.pk))]
        pack = pack_on(found.agency, request.desk.today)
        context |= {"case": case, "bars": bars(own, pack)}
    return show(request, "desk/media/recording.html", context, status=status)


@require_POST
@page("desk:recordings")
@answered
def link(request: Any, recording_id: UUID) -> HttpResponse:
    """A person says which act the recording shows."""
    sent = request.POST
    case_id, _, act_title = sent.get("proposal", "").partition(":")
    try:
        done = linking.confirm(
            request.user, recording_id, case_id, scene=sent.get("scene", ""), act_title=act_title[:80],
            announced=sent.get("announced") == "on", continuous=sent.get("continuous") == "on",
            place=sent.get("place", "").strip(), late_reason=sent.get("late_reason", "").strip(),
            key=f"link-{recording_id}",
        )  # fmt: skip
    except Refused as refusal:
        try:
            seen = reading.look_at(request.user, recording_id, "", again=True)
        except Refused as gone:
            return show(request, "desk/trouble.html", NOT_THERE | {"text": str(gone)}, status=404)
        return _shown(request, seen, [shown(one) for one in refusal.findings], 422)
    except NoSuchCase:
        messages.error(request, "没有选择要归入的执法行为；请选择后再确认。")
        return redirect("desk:recording", recording_id)
    messages.success(request, f"已归入案件，登记为第 {done.seq} 条记录。")
    return redirect("desk:recording", recording_id)


@require_GET
@page("desk:recordings")
def media_file(
    request: Any, recording_id: UUID, what: str, second: int = 0
) -> HttpResponse | StreamingHttpResponse:
    """The bytes for the player, in ranges; only after the page has written down who looks and why."""
    if str(recording_id) not in request.session.get(REASONS, {}):
        return HttpResponse(status=403)
    try:
        found = reading.content(request.user, recording_id, what, second)
    except (Refused, NotInVaultError):
        return HttpResponse(status=404)
    if found.mime not in reading.PLAYED:
        return HttpResponse(status=404)
    return _safe(ranged(request, found.stream, found.size, found.mime))


@page("desk:recordings")
def download(request: Any, recording_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """A copy of the original: the reason is asked and written down each time (POST)."""
    if request.method != "POST":
        return redirect("desk:recording", recording_id)
    try:
        found = linking.visible_recording(request.user, recording_id)
        reading.write_down(request.user, found, request.POST.get("reason", ""), "download")
        content = reading.content(request.user, recording_id, "original")
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:recording", recording_id)
    except NotInVaultError as fault:
        messages.error(request, str(fault))
        return redirect("desk:recording", recording_id)
    answer = _safe(ranged(request, content.stream, content.size, "application/octet-stream"))
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=content.name)
    return answer


@page("desk:cases")
@answered
def coverage(request: Any, case_id: UUID) -> HttpResponse:
    """What was recorded of the case's acts: the lines alone for the case's page, else a page of their own."""
    case, acts = reading.coverage_of(request.user, case_id)
    context = {"case": case, "bars": bars(acts, pack_on(case.agency, request.desk.today))}
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/media/coverage_lines.html", context)
    return show(request, "desk/media/coverage.html", context)


def _safe(answer: Any) -> Any:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
