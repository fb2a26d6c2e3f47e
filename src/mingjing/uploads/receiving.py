"""Take an upload in pieces (tus 1.0): begin, how far, the next piece, give up.

A piece is written and fsynced before its bytes are acknowledged, and the row says how many are certain; what a killed
process had written beyond that is cut off. Complete, the file is in the vault before the row says so.
"""

from __future__ import annotations

import binascii
import hashlib
import shutil
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from mingjing.cases import attachments as files
from mingjing.cases.file_types import BY_SUFFIX, suffix_of
from mingjing.cases.keeping import vault
from mingjing.uploads import digests, part
from mingjing.uploads.models import Upload
from mingjing.uploads.refusing import UploadRefused, no_room, not_there, wrong_checksum, wrong_offset
from mingjing.uploads.sweeping import sweep
from mingjing.vault import Blob, Digesting

ALGORITHMS = ("sha1", "sha256", "sha512")
PIECE = 1 << 20
CERTAIN_EVERY = 16 << 20  # bytes that a killed server can lose, to be sent again
RESERVE = 1 << 30  # bytes of the disk that uploads (and copies of case files) leave free
MOST_UNDER_WAY = 100


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a piece must hash to."""

    algorithm: str
    digest: bytes

    @classmethod
    def parse(cls, header: str) -> Checksum:
        """`sha256 <base64>`, as in `Upload-Checksum`. Raises UploadRefused."""
        algorithm, _, encoded = header.partition(" ")
        try:
            digest = b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            digest = b""
        if algorithm not in ALGORITHMS or not digest:
            raise UploadRefused(400, f"校验值的写法不对；可用的算法是{'、'.join(ALGORITHMS)}。")
        return cls(algorithm, digest)


def begin(user: Any, name: str, size: int) -> Upload:
    """Make room for a file of `size` bytes. Raises UploadRefused: name, size, kind, quota, disk."""
    sweep()
    try:
        files.require_name(name)
        files.require_size(name, size, settings.MINGJING_UPLOAD_LIMIT)
    except files.BadAttachment as fault:
        raise UploadRefused(413 if size > settings.MINGJING_UPLOAD_LIMIT else 400, str(fault)) from fault
    if suffix_of(name) not in BY_SUFFIX:
        raise UploadRefused(
            415, f"附件“{name}”的文件类型不在接收范围内；请换成文书、图片、录音、录像或者文本文件。"
        )
    part.folder().mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(part.folder()).free < size + RESERVE:
        raise no_room()
    now = timezone.now()
    with transaction.atomic():
        get_user_model().objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
        _require_quota(user, size, now)
        upload = Upload(id=uuid4(), user=user, name=name, size=size, created_at=now, expires_at=_expiry(now))
        part.begin(upload.pk)  # a file without a row is swept, a row without a file could never go on
        upload.save(force_insert=True)
    return upload


def how_far(user: Any, upload_id: UUID) -> Upload:
    """The upload as it stands. Raises UploadRefused."""
    upload = _own(user, upload_id)
    if upload.finished_at is None:
        with part.held(upload_id) as file:
            upload = _own(user, upload_id)
            if upload.finished_at is None and file.sealed:
                _finish(upload, file, digests.take_up(upload_id, file.path, file.length))
    else:
        part.remove(upload_id)  # still there if the process was killed right behind the finish
    return upload


def receive(
    user: Any, upload_id: UUID, offset: int, stream: Stream, length: int, checksum: Checksum | None = None
) -> Upload:
    """Append `length` bytes of `stream` at `offset`; a line that breaks off leaves what came certain.

    With `checksum` the piece is taken whole or not at all. Raises UploadRefused.
    """
    _own(user, upload_id)
    with part.held(upload_id) as file:
        upload = _own(user, upload_id)
        if upload.finished_at is None and file.sealed:
            _finish(upload, file, digests.take_up(upload_id, file.path, file.length))
        if upload.offset != offset:
            raise wrong_offset(upload.offset)
        if offset + length > upload.size:
            raise UploadRefused(413, "这一段超出了文件开始时所报的大小，未接收；请重新选择文件上传。")
        if upload.finished_at is None:
            _append(upload, file, stream, length, checksum)
    return upload


def give_up(user: Any, upload_id: UUID) -> None:
    """Throw away what came; a file that an act took stays in the case. Raises UploadRefused."""
    upload = _own(user, upload_id)
    if upload.finished_at is None:
        with part.held(upload_id):
            part.remove(upload_id)
    digests.forget(upload_id)
    upload.delete()


def _append(upload: Upload, file: part.Part, stream: Stream, length: int, checksum: Checksum | None) -> None:
    file.cut(upload.offset)
    proof = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
    got = certain = 0
    with digests.take_up(upload.pk, file.path, upload.offset) as running:
        try:
            while got < length and (piece := _next(stream, min(PIECE, length - got))):
                file.write(piece)
                running.update(piece)
                if proof:
                    proof.update(piece)
                got += len(piece)
                # The last bytes become certain together with the finish.
                if (
                    not proof
                    and got - certain >= CERTAIN_EVERY
                    and upload.offset + got - certain < upload.size
                ):
                    _note(upload, file, got - certain)
                    certain = got
        except UploadRefused:  # the disk is full: room for what is certain stays
            file.cut(upload.offset)
            raise
        if checksum and proof and (got < length or proof.digest() != checksum.digest):
            file.cut(upload.offset)
            raise wrong_checksum()
        if upload.offset + got - certain == upload.size:
            _finish(upload, file, running)
            return
        _note(upload, file, got - certain)
    digests.lay_down(upload.pk, running)


def _next(stream: Stream, size: int) -> bytes:
    try:
        return stream.read(size)
    except OSError:  # the line broke off; what came before counts
        return b""


def _note(upload: Upload, file: part.Part, more: int) -> None:
    """So many more bytes are certain."""
    file.make_durable()
    upload.offset += more
    upload.expires_at = _expiry(timezone.now())
    upload.save(update_fields=["offset", "expires_at"])


def _finish(upload: Upload, file: part.Part, running: Digesting) -> None:
    """All bytes are there: tell the type, hand the file to the vault, say so. May be done again after a crash."""
    file.make_durable()
    try:
        with file.path.open("rb") as stream:
            kind = files.type_of(upload.name, stream)
    except files.BadAttachment as fault:
        part.remove(upload.pk)
        upload.delete()
        raise UploadRefused(415, str(fault)) from fault
    with running:
        sha256, sm3 = running.finish()
    blob = vault().take(file.path, Blob(sha256, sm3, upload.size))
    upload.offset, upload.finished_at = upload.size, timezone.now()
    upload.sha256, upload.sm3, upload.version, upload.mime = sha256, sm3, blob.version, kind.mime
    upload.expires_at = _expiry(upload.finished_at)
    upload.save()
    part.remove(upload.pk)
    digests.forget(upload.pk)


def _own(user: Any, upload_id: UUID) -> Upload:
    found = Upload.objects.of(user, timezone.now()).filter(pk=upload_id).first()
    if found is None:
        raise not_there()
    return found


def _require_quota(user: Any, size: int, now: datetime) -> None:
    mine = Upload.objects.of(user, now).filter(spent_at=None)
    quota = settings.MINGJING_UPLOAD_QUOTA
    if (mine.aggregate(sum=Sum("size"))["sum"] or 0) + size > quota:
        raise UploadRefused(
            413,
            f"您已上传和正在上传而尚未用于办理的文件将超过{quota / 1024**3:.4g} GB；请先办理或者删除其中一些后再上传。",
        )
    if mine.count() >= MOST_UNDER_WAY:
        raise UploadRefused(413, f"您尚未用于办理的上传已有{MOST_UNDER_WAY}个；请先办理或者删除其中一些。")


def _expiry(now: datetime) -> datetime:
    return now + timedelta(hours=settings.MINGJING_UPLOAD_HOURS)
