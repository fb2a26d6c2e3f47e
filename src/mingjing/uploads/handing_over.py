"""Finished uploads as attachments of an act: named by id, not sent again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from mingjing.cases.attachments import Kept
from mingjing.cases.file_types import BY_MIME
from mingjing.cases.refused import bad
from mingjing.uploads.models import Upload
from mingjing.vault import Blob

MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A finished upload that no act has taken yet. `size` in bytes."""

    id: str
    name: str
    size: int
    sha256: str


def waiting(user: Any) -> list[Waiting]:
    """The person's finished uploads that no act has taken, the oldest first (1 query)."""
    rows = Upload.objects.of(user, timezone.now()).waiting().order_by("created_at")[:MOST]
    return [Waiting(str(one.pk), one.name, one.size, one.sha256) for one in rows]


def attachments(user: Any, ids: Sequence[str]) -> list[Kept]:
    """The person's finished uploads with these ids, for `perform` (1 query). Raises `Refused`.

    One that an act has taken already is found too: the same request sent again must be answered as before.
    """
    if not ids:
        return []
    asked = list(dict.fromkeys(as_ids(ids)))
    rows = Upload.objects.of(user, timezone.now()).filter(pk__in=asked, finished_at__isnull=False)
    found = {one.pk: one for one in rows}
    if len(found) != len(asked):
        raise bad(
            "所选的上传文件有的不存在、没有传完或者已经过期；请在附件栏重新选择或者重新上传。",
            check="attachment",
        )
    return [_kept(found[one]) for one in asked]


def spend(user: Any, ids: Sequence[str]) -> None:
    """An act has taken them: they are no longer offered (1 query)."""
    if ids:
        now = timezone.now()
        Upload.objects.of(user, now).filter(pk__in=as_ids(ids), spent_at=None).update(spent_at=now)


def as_ids(ids: Sequence[str]) -> list[UUID]:
    """Raises `Refused` for what is no id."""
    try:
        return [one if isinstance(one, UUID) else UUID(str(one)) for one in ids]
    except ValueError as fault:
        raise bad("上传文件的编号写法不对；请在附件栏重新选择。", check="attachment") from fault


def _kept(upload: Upload) -> Kept:
    blob = Blob(upload.sha256, upload.sm3, upload.size, upload.version)
    return Kept(upload.name, blob, BY_MIME[upload.mime])
