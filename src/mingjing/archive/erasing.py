"""Take a case's documents and originals out of the vault, as far as no other case names them."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from mingjing.archive.holding import today
from mingjing.archive.models import Erased, FileDisposalLine, Package
from mingjing.cases import retaining
from mingjing.cases.keeping import vault
from mingjing.cases.models import PackContent
from mingjing.media.models import Derivative, Recording
from mingjing.records.models import Attachment
from mingjing.vault import NotInVaultError


def erase(line: FileDisposalLine, now: datetime) -> str:
    """Erase what the file's case alone names, and note each digest; "" or why it must stay.

    May be begun again: an original that is gone already is noted all the same.
    """
    case = line.file.case
    held = Attachment.objects.filter(record__case_id=case.pk).order_by("sha256", "pk")
    blobs = {one.sha256: one for one in held}
    elsewhere = set(
        Attachment.objects.filter(sha256__in=blobs)
        .exclude(record__case_id=case.pk)
        .values_list("sha256", flat=True)
    )
    elsewhere |= set(
        Recording.objects.filter(sha256__in=blobs, disposed_at=None)
        .exclude(case=case)
        .values_list("sha256", flat=True)
    )
    elsewhere |= set(PackContent.objects.filter(blob__in=blobs).values_list("blob", flat=True))
    own = [one for digest, one in blobs.items() if digest not in elsewhere]
    kept = next((said for one in own if (said := _barred(one.sha256))), "")
    if kept:
        return kept
    for one in own:
        _remove(one.sha256)
    Erased.objects.bulk_create(
        Erased(line=line, sha256=one.sha256, sm3=one.sm3, size=one.size) for one in own
    )
    _recordings(line, now, {one.sha256 for one in own})
    for package in Package.objects.filter(file=line.file).exclude(sha256=""):
        _remove(package.sha256)
    return ""


def _recordings(line: FileDisposalLine, now: datetime, gone: set[str]) -> None:
    """Recordings whose original went are destroyed with the file, and what was made of them."""
    recordings = Recording.objects.filter(case=line.file.case, disposed_at=None, sha256__in=gone)
    made = Derivative.objects.filter(recording__in=recordings)
    for one in made:
        _remove(one.sha256)
    made.delete()
    recordings.update(disposed_at=now)


def _barred(digest: str) -> str:
    if not vault().exists(digest):
        return ""
    keeping = vault().keeping(digest)
    return keeping.sentence(digest) if keeping.bars(today()) else ""


def _remove(digest: str) -> None:
    with suppress(NotInVaultError):  # erased before the worker was killed
        vault().erase(digest, today())
    retaining.forget(digest)
