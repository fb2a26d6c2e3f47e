"""Make a package of an archived file: into a folder, or by the worker as a ZIP in the vault."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile

from django.db import IntegrityError, transaction
from django.utils import timezone

from mingjing.archive import holding, registering
from mingjing.archive.gathering import dossier_of, stamp
from mingjing.archive.models import ArchivedFile, Package, Seal
from mingjing.archive.package import eep, names, signing
from mingjing.archive.package.check import Finding, check
from mingjing.archive.package.writer import CannotPack, Progress, Writer
from mingjing.cases.export_places import entry_of
from mingjing.cases.keeping import vault
from mingjing.cases.models import Case
from mingjing.cases.reading import note_reading
from mingjing.cases.refused import bad
from mingjing.cases.standing import Person, standing_of
from mingjing.records import log
from mingjing.records.proofs import NotYetLogged
from mingjing.vault import VaultError
from mingjing.work import queue
from mingjing.work.queue import JobFailed

State = Package.State
ROLE = "archivist"
STALE = timedelta(hours=2)  # longer than any package takes, and than its job is tried again


@dataclass(frozen=True, slots=True)
class Packed:
    """`folder` = `{档号}/`; `findings` = the four-property check of what was written."""

    file: ArchivedFile
    folder: Path
    files: int
    findings: tuple[Finding, ...]


def package(file: ArchivedFile, to: Path, progress: Progress = lambda done, of: None) -> Packed:
    """Write `to/{档号}/` and check it. Raises CannotPack (also when an original is missing or the disk is full) and
    `NotYetLogged`; then nothing stays behind."""
    folder = to / names.fit(file.number)
    if folder.exists():
        raise CannotPack(f"文件夹“{folder.name}”已经存在；请另指定一个位置，或者先移开它。")
    if file.disposed_at is not None:
        raise CannotPack("本案卷已经依法销毁，不能再制作归档信息包。")
    seal = file.seals.filter(case_seq=file.case.seq).last()
    try:
        return _written(file, folder, seal, progress)
    except _Changed:
        return _written(file, folder, None, progress)


class _Changed(Exception):
    """The package isn't the one that was sealed (the program is another one now): it needs a seal and a time of its own."""


def _written(file: ArchivedFile, folder: Path, seal: Seal | None, progress: Progress) -> Packed:
    dossier = dossier_of(file, seal.checkpoints if seal else ())
    keys, signed_at = agency_keys(), seal.sealed_at if seal else timezone.now().replace(microsecond=0)
    folder.mkdir(parents=True)
    with ExitStack() as undo:
        undo.callback(lambda: shutil.rmtree(folder))  # half a package looks like a spoilt one
        writer = Writer(
            folder,
            dossier,
            {key.stem: key.signer.vkey for key in keys},
            lambda whole: _sealed(file, seal, dossier.checkpoints, whole, keys, signed_at),
            [key.algorithm for key in keys],
            stamp(signed_at),
            progress,
        )
        files = _write(writer) + 2 * len(keys)
        findings = check(folder, [key.signer.vkey for key in keys])
        if wrong := [one for one in findings if not one.passed]:
            raise CannotPack("；".join(one.sentence for one in wrong))
        undo.pop_all()
    return Packed(file, folder, files, findings)


def _write(writer: Writer) -> int:
    """The number of files. Raises CannotPack."""
    try:
        return writer.write()
    except VaultError as fault:
        raise CannotPack(f"{fault}已停止制作；请先核查原件库，从备份中找回原件后再次制作。") from fault
    except OSError as fault:
        raise CannotPack(_no_room(fault)) from fault


def _no_room(fault: OSError) -> str:
    return f"信息包不能写入（{fault.strerror or type(fault).__name__}）；请检查磁盘空间和权限后再次制作。"


def package_case(case: Case, to: Path, progress: Progress = lambda done, of: None) -> Packed:
    """As `package`, by case; registers a bound file that isn't registered yet. Raises `Refused` too."""
    with transaction.atomic():
        file = registering.registered(case, timezone.now())
    return package(file, to, progress)


def sealed_items(packed: Packed, to: Path) -> int:
    """Each item of a package as an EEP of its own in `to/{档号}_eep/`; returns how many. Raises CannotPack."""
    folder = to / f"{packed.folder.name}_eep"
    if folder.exists():
        raise CannotPack(f"文件夹“{folder.name}”已经存在；请另指定一个位置，或者先移开它。")
    folder.mkdir()
    for one in eep.packages(packed.folder, agency_keys()[0]):
        (folder / one.name).write_bytes(one.data)
    return len(list(folder.iterdir()))


def agency_keys() -> list[signing.Key]:
    """The agency's keys under the name for packages: the log's Ed25519 key and the national SM2 key."""
    signer, sm2 = log.signer(), log.sm2()
    name = signer.name + signing.SCOPE
    return [signing.Key(replace(signer, name=name)), signing.Key(sm2.called(name))]


def ask(person: Person, file_id: UUID | str) -> Package:
    """Have the worker make a package; the archivist's. Raises `Refused`."""
    standing = standing_of(person)
    file = ArchivedFile.objects.visible_to(person).filter(pk=file_id).first()
    if file is None or standing is None:
        raise bad("没有这份归档案卷，或者您无权查看。")
    if ROLE not in standing.roles_in(file.agency_id):
        raise bad("归档信息包由档案管理员制作。")
    if file.disposed_at is not None:
        raise bad("本案卷已经依法销毁，不能再制作归档信息包。")
    _give_up_stale(file)
    try:
        with transaction.atomic():
            ArchivedFile.objects.select_for_update().get(
                pk=file.pk
            )  # a worker that destroys it waits, or is seen
            if holding.going(file):
                raise bad("本案卷正在依法销毁，不能再制作归档信息包。")
            made = Package.objects.create(file=file, asked_by_id=standing.user_id, asked_at=timezone.now())
            queue.enqueue("archive_package", {"package": str(made.pk)})
    except IntegrityError as fault:
        raise bad("这份案卷的信息包正在制作，请稍候。") from fault
    return made


def _give_up_stale(file: ArchivedFile) -> None:
    """A package whose job was given up must not stand in the way of the next one for ever."""
    since = timezone.now() - STALE
    waiting = Package.objects.filter(file=file, state__in=(State.WAITING, State.BUILDING), asked_at__lt=since)
    waiting.update(state=State.FAILED, error="制作中断，没有完成；请再次制作。", built_at=timezone.now())


def carry_out(payload: Mapping[str, Any]) -> None:
    """Make the package that was asked for; for the worker, who may begin it again. Raises JobFailed to be tried later."""
    made = Package.objects.select_related("file__agency", "file__case__unit").get(pk=payload["package"])
    if made.state in (State.DONE, State.FAILED):
        return
    with TemporaryDirectory(prefix="mingjing-archive-") as folder:
        try:
            packed = package(made.file, Path(folder), lambda done, of: _note(made, done, of))
        except CannotPack as fault:
            _end(made, State.FAILED, error=str(fault))
            return
        except NotYetLogged as fault:
            raise JobFailed(str(fault)) from fault
        try:
            whole = Path(folder) / "package.zip"
            zipped(packed.folder, whole)
            _keep(made, packed, whole)
        except OSError as fault:
            _end(made, State.FAILED, error=_no_room(fault))


def given_up(payload: Mapping[str, Any], why: str) -> None:
    """The job ended without making the package too often; another one can be asked for."""
    made = Package.objects.filter(pk=payload["package"], state__in=Package.UNDER_WAY)
    said = why or "制作程序几次中途退出；请报系统管理员，再次制作。"
    made.update(state=State.FAILED, error=said, built_at=timezone.now())


def download(person: Person, package_id: UUID | str) -> tuple[Package, BinaryIO]:
    """A package and its bytes; the reading is logged. Raises `Refused`."""
    found = Package.objects.select_related("file__case").filter(
        pk=package_id, state=State.DONE, file__in=ArchivedFile.objects.visible_to(person)
    )
    made = found.first()
    if made is None or not may_download(person, made.file):
        raise bad("没有这个归档信息包，或者您无权下载；信息包含副卷，由档案管理员下载。")
    if made.file.disposed_at is not None:
        raise bad("本案卷已经依法销毁，信息包一并销毁。")
    note_reading(person, made.file.case, "下载归档信息包")
    return made, vault().open(made.sha256)


def may_download(person: Person, file: ArchivedFile) -> bool:
    """Whether the person, who may see the file, may take a package: it holds the internal volume too."""
    standing = standing_of(person)
    return standing is not None and bool({ROLE, "agency_head"} & set(standing.roles_in(file.agency_id)))


def zipped(folder: Path, target: Path) -> None:
    """The folder as a ZIP; equal folders give equal bytes (no times, names in order, nothing compressed)."""
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = entry_of(f"{folder.name}/{path.relative_to(folder).as_posix()}", path.stat().st_size)
            entry.compress_type = ZIP_STORED
            with path.open("rb") as source, archive.open(entry, "w") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)


def _sealed(
    file: ArchivedFile,
    seal: Seal | None,
    checkpoints: Sequence[bytes],
    whole: bytes,
    keys: list[signing.Key],
    at: datetime,
) -> Mapping[str, str]:
    """The signatures over a manifest: those of the seal, or new ones. Raises _Changed if the seal is of another manifest."""
    digest = hashlib.sha256(whole).hexdigest()
    if seal is not None and seal.manifest != digest:
        raise _Changed
    if seal is not None:
        return dict(seal.signatures)
    signatures = signing.sign(file.number, whole, keys)
    Seal.objects.create(
        file=file, case_seq=file.case.seq, checkpoints=[note.decode() for note in checkpoints], manifest=digest,
        signatures=signatures, sealed_at=at,
    )  # fmt: skip
    return signatures


def _note(made: Package, done: int, of: int) -> None:
    Package.objects.filter(pk=made.pk).update(state=State.BUILDING, step=done, steps=of)


def _keep(made: Package, packed: Packed, whole: Path) -> None:
    """Into the vault, unless the file's destruction has begun meanwhile."""
    with transaction.atomic():
        file = ArchivedFile.objects.select_for_update().get(pk=made.file_id)
        if file.disposed_at is not None or holding.going(file):
            _end(made, State.FAILED, error="制作期间本案卷已经依法销毁，没有存入信息包。")
            return
        with whole.open("rb") as stream:
            blob = vault().put(stream)
        told = [one.as_row() for one in packed.findings]
        _end(
            made,
            State.DONE,
            sha256=blob.sha256,
            sm3=blob.sm3,
            size=blob.size,
            files=packed.files,
            checks=told,
        )


def _end(made: Package, state: State, **told: Any) -> None:
    Package.objects.filter(pk=made.pk).update(state=state, built_at=timezone.now(), **told)
