"""A case file that anybody can verify without us: a BagIt folder (RFC 8493) of records, keys, originals and proofs."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from mingjing.cases import shown
from mingjing.cases.export_words import HOWTO, about
from mingjing.cases.keeping import vault
from mingjing.cases.models import Case
from mingjing.cases.payload import SHANGHAI
from mingjing.cases.reading import visible_case
from mingjing.cases.standing import Person
from mingjing.records import log
from mingjing.records.models import Attachment, Cosignature
from mingjing.records.proofs import latest_checkpoint, proofs_for
from mingjing.records.stream import records_of


class ExportRefused(Exception):
    """The case file can't be written; the text is a Chinese sentence with the way to mend it."""


@dataclass(frozen=True)
class Exported:
    """What was written: folder, records, originals, and the size of the checkpoint that proves them."""

    folder: Path
    records: int
    erased: int
    originals: int
    size: int


def export_case(case: Case | UUID, folder: Path, *, person: Person = None) -> Exported:
    """Write the case file into a new folder.

    With `person` the case must be visible to that person, and the reading is logged; without, the caller is the
    operator at the machine. All proofs lead to one checkpoint. Raises `NoSuchCase`, `ExportRefused` and
    `records.proofs.NotYetLogged` (a record isn't in the log yet); then nothing stays behind.
    """
    found = _case(case, person)
    if folder.exists() and any(folder.iterdir()):
        raise ExportRefused(f"文件夹“{folder.name}”已有内容；请指定一个新的文件夹。")
    records = records_of(found.pk)
    if not records:
        raise ExportRefused("本案还没有记录，无从导出。")
    proofs = proofs_for(records)
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as undo:
        # A half-written case file looks like a forged one.
        undo.callback(lambda: shutil.rmtree(folder) if made else _empty(folder))
        exported = _write(found, records, proofs, folder)
        undo.pop_all()
    return exported


def _case(case: Case | UUID, person: Person) -> Case:
    if person is not None:
        return visible_case(person, case, "导出案卷")
    return case if isinstance(case, Case) else Case.objects.select_related("agency", "unit").get(pk=case)


def _write(case: Case, records: list[Any], proofs: list[Any], folder: Path) -> Exported:
    for part in ("data/manifests", "data/keys", "data/blobs", "proofs", "trust"):
        (folder / part).mkdir(parents=True)
    erased = 0
    for record, proof in zip(records, proofs, strict=True):
        (folder / "proofs" / f"{record.rid}.entry").write_bytes(proof.entry)
        (folder / "proofs" / f"{record.rid}.tlog-proof").write_bytes(proof.proof)
        if record.content.manifest is None:
            erased += 1
            continue
        (folder / "data/manifests" / f"{record.rid}.json").write_bytes(record.manifest_bytes)
        (folder / "data/keys" / f"{record.rid}.hex").write_text(bytes(record.content.key).hex() + "\n")
    originals = _copy_originals(records, folder / "data/blobs")
    signed = latest_checkpoint()
    size = proofs[0].size
    note = proofs[0].proof.split(b"\n\n", 1)[1]
    (folder / "checkpoint").write_bytes(note)
    vkey = str(log.signer().vkey)
    (folder / "trust/log.vkey").write_text(vkey + "\n")
    (folder / "trust/policy").write_text(_policy(vkey))
    (folder / "HOWTO.txt").write_text(HOWTO, encoding="utf-8")
    (folder / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    (folder / "bag-info.txt").write_text(
        about(
            case.agency.name,
            case.number or case.title,
            shown.day(timezone.now().astimezone(SHANGHAI).date()),
            len(records),
            originals,
            signed.checkpoint.origin,
            size,
        ),
        encoding="utf-8",
    )
    _digests(folder, "manifest-sha256.txt", (folder / "data").rglob("*"))
    tags = [path for path in folder.rglob("*") if not path.is_relative_to(folder / "data")]
    _digests(folder, "tagmanifest-sha256.txt", tags)
    return Exported(folder, len(records), erased, originals, size)


def _copy_originals(records: list[Any], target: Path) -> int:
    """Copy what the records hold, and check each copy's digest while it is written."""
    erased = {record.pk for record in records if record.content.manifest is None}
    held = Attachment.objects.filter(record__in=records).exclude(record__in=erased)
    digests = sorted(set(held.values_list("sha256", flat=True)))
    for digest in digests:
        state = hashlib.sha256()
        with vault().open(digest) as source, (target / digest).open("wb") as copy:
            while piece := source.read(1 << 20):
                state.update(piece)
                copy.write(piece)
        if state.hexdigest() != digest:
            raise ExportRefused(f"原件{digest[:16]}…与记录的摘要不符，已停止导出；请先检查原件库。")
    return len(digests)


def _policy(vkey: str) -> str:
    """The agency's log; no quorum of witnesses unless some have cosigned (C2SP tlog-policy)."""
    names = Cosignature.objects.values_list("cosigner", flat=True).distinct().count()
    note = f"# {names} witness(es) cosigned; add their keys from their own sites\n" if names else ""
    return f"log {vkey}\n{note}quorum none\n"


def _digests(folder: Path, name: str, paths: Iterable[Path]) -> None:
    """`<sha256>  <path>` lines, so that `sha256sum -c` checks them."""
    files = sorted(path for path in paths if path.is_file())
    lines = [f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / name).write_text("".join(lines), encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
