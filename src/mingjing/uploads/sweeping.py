"""Uploads that nobody went on with: their rows and their bytes go once they have expired."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from mingjing.uploads import part
from mingjing.uploads.models import Upload
from mingjing.uploads.refusing import UploadRefused
from mingjing.work.nightly import Slice

AT_ONCE = 50


def sweep() -> int:
    """Remove expired uploads, at most `AT_ONCE`; returns how many. One that is being written is left alone."""
    gone = 0
    for upload_id in Upload.objects.filter(expires_at__lte=timezone.now()).values_list("pk", flat=True)[
        :AT_ONCE
    ]:
        gone += _drop(upload_id)
    return gone


def nightly(until: datetime) -> Slice:
    """Remove all that have expired, by the instant `until` (aware); one that is being written waits for the next night."""
    gone = 0
    while timezone.now() < until:
        removed = sweep()
        gone += removed
        if not removed:
            break
    return Slice(True, 0, f"清理过期的上传{gone}件。")


def _drop(upload_id: UUID) -> bool:
    try:
        with part.held(upload_id):
            part.remove(upload_id)
    except UploadRefused as fault:
        if fault.status != 404:  # busy
            return False
    return bool(Upload.objects.filter(pk=upload_id, expires_at__lte=timezone.now()).delete()[0])
