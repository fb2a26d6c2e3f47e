"""Take a case's documents and originals out of the vault, as far as no other case names them, and what its records say.

Two steps, each in a transaction of its own, with the deleting between them: what goes is committed before the first
original goes, so that whoever takes the work up again knows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from mingjing.archive.holding import today
from mingjing.archive.models import ArchivedFile, Erased, FileDisposalLine, Package
from mingjing.cases import erasing, retaining
from mingjing.cases.keeping import vault
from mingjing.cases.models import PackContent
from mingjing.media import disposing as media
from mingjing.media.models import Derivative, Recording
from mingjing.records.models import Attachment
from mingjing.vault import NotInVaultError


def begin(line: FileDisposalLine, now: datetime) -> str:
    """Note each original that the file's case alone names; "" or why it must stay. In the caller's transaction, with its locks."""
    rows = Attachment.objects.filter(record__case_id=line.file.case_id).order_by("sha256", "pk")
    blobs = {one.sha256: one for one in rows}
    shared = _elsewhere(line, blobs)
    own = [one for digest, one in blobs.items() if digest not in shared]
    kept = next((said for one in own if (said := _barred(one.sha256))), "")
    if not kept:
        Erased.objects.bulk_create(
            Erased(line=line, sha256=one.sha256, sm3=one.sm3, size=one.size) for one in own
        )
        line.begun_at = now
    return kept


def finish(line: FileDisposalLine, now: datetime) -> None:
    """Delete what was noted and what was made of it, then the content of the records. May be begun again. Raises VaultError."""
    file, case = line.file, line.file.case
    noted = set(line.erased.values_list("sha256", flat=True))
    gone = noted - _elsewhere(line, noted)  # another case may have taken it up since
    recordings = Recording.objects.filter(case=case, disposed_at=None, sha256__in=gone)
    packages = Package.objects.filter(file=file).exclude(sha256="").values_list("sha256", flat=True)
    for digest in sorted({*gone, *media.only_of(recordings), *packages, *erasing.copies_of(case.pk)}):
        _remove(digest)
    with transaction.atomic():
        Derivative.objects.filter(recording__in=recordings).delete()
        recordings.update(disposed_at=now)
        erasing.erase_content(case.pk, str(line.disposal_id), now)
        ArchivedFile.objects.filter(pk=file.pk).update(disposed_at=now)
        line.erased_at = file.disposed_at = now
        line.save(update_fields=["erased_at"])


def _elsewhere(line: FileDisposalLine, digests: Iterable[str]) -> set[str]:
    """Those of the digests that something else than the file's case names."""
    case, found = line.file.case, list(digests)
    held = Attachment.objects.filter(sha256__in=found).exclude(record__case_id=case.pk)
    filmed = Recording.objects.filter(sha256__in=found, disposed_at=None).exclude(case=case)
    return {
        *held.values_list("sha256", flat=True),
        *filmed.values_list("sha256", flat=True),
        *PackContent.objects.filter(blob__in=found).values_list("blob", flat=True),
    }


def _barred(digest: str) -> str:
    if not vault().exists(digest):
        return ""
    keeping = vault().keeping(digest)
    return keeping.sentence(digest) if keeping.bars(today()) else ""


def _remove(digest: str) -> None:
    with suppress(NotInVaultError):  # erased before the worker was killed
        vault().erase(digest, today())
    retaining.forget(digest)
