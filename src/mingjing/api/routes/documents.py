"""Issued documents and originals of a case, by digest, to whoever may see the case."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from ninja import Router

from mingjing.api import schema
from mingjing.cases.keeping import vault
from mingjing.cases.queries import visible_case
from mingjing.media import reading
from mingjing.records.models import Attachment

router = Router()
# What a browser may show; everything else is only ever downloaded.
SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})


@router.get(
    "/{case_id}/files/{sha256}",
    operation_id="getFile",
    summary="下载文书或者证据原件",
    response={400: schema.Problem, 401: schema.Problem, 404: schema.Problem},
)
def get_file(request: HttpRequest, case_id: UUID, sha256: str, reason: str = "") -> FileResponse:
    """按摘要下载本案的文书或者证据原件。下载音像记录，依本机关的参数须写明事由（reason）的，没有写明的拒绝；每次下载都留痕。"""
    found = visible_case(request.user, case_id, "接口：文书或者证据")
    held = Attachment.objects.filter(record__case_id=found.pk, sha256=sha256[:64]).first()
    if held is None or not vault().exists(held.sha256):
        raise Http404
    reading.copy_taken(request.user, found.pk, held.sha256, reason)
    kind = held.media_type if held.media_type in SHOWN else "application/octet-stream"
    response = FileResponse(
        vault().open(held.sha256), content_type=kind, as_attachment=kind not in SHOWN, filename=sha256[:16]
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
