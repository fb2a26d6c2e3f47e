"""Originals by content in a folder: `blobs/sha256/ab/cd/<64 hex digits>`, read-only files, written once.

A file appears under its name only when it is complete and on the disk: content goes to `.tmp/` while it is hashed,
is fsynced, linked to its name, and the folders are fsynced. The caller commits its record after `put` returns, so a
record never names content that is not there. How long a file is kept stands beside it in `keeping/ab/cd/<digest>`.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from mingjing.vault.digesting import digests_of, spool
from mingjing.vault.errors import RetainedError, damaged, missing
from mingjing.vault.model import Blob, Checked, Damage, Keeping, digest, is_digest, place

_READ_ONLY = 0o444


class FileVault:
    """Content-addressed store under `root`; see `Vault`."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    def put(self, content: bytes | BinaryIO, limit: int | None = None) -> Blob:
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        with self._temporary() as (temporary, file):
            blob = _copy(stream, file, limit)
            self._link(temporary, blob)
        return blob

    def take(self, path: Path, blob: Blob) -> Blob:
        with path.open("rb") as file:
            os.fchmod(file.fileno(), _READ_ONLY)
            os.fsync(file.fileno())
        try:
            self._link(path, blob)
        except OSError as error:
            if error.errno != 18:  # EXDEV: it lies on another disk
                raise
            with path.open("rb") as stream:
                return self.put(stream)
        return blob

    def path(self, sha256: str) -> Path:
        """Where content of this digest lies or would lie. Raises BadDigestError."""
        return self.root / "blobs" / place(digest(sha256))

    def exists(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def open(self, sha256: str, version: str = "") -> BinaryIO:
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError as error:
            raise missing(sha256) from error

    def keeping(self, sha256: str) -> Keeping:
        if not self.exists(sha256):
            raise missing(sha256)
        try:
            told = json.loads(self._keeping(sha256).read_text())
        except FileNotFoundError:
            return Keeping()
        return Keeping(dt.date.fromisoformat(told["until"]) if told["until"] else None, told["hold"])

    def retain(self, sha256: str, until: dt.date) -> None:
        held = self.keeping(sha256)
        if held.until is not None and until < held.until:
            raise RetainedError(f"保管期限至{held.until}，只能延长，不能缩短。")
        self._keep(sha256, Keeping(until, held.hold))

    def hold(self, sha256: str, on: bool) -> None:
        self._keep(sha256, Keeping(self.keeping(sha256).until, on))

    def erase(self, sha256: str, today: dt.date) -> None:
        if (held := self.keeping(sha256)).bars(today):
            raise RetainedError(held.sentence(sha256))
        target = self.path(sha256)
        target.unlink()
        _fsync_folder(target.parent)
        self._keeping(sha256).unlink(missing_ok=True)

    def blobs(self, after: str = "") -> Iterator[Path]:
        """Every file kept behind `after`, in the order of `place`; one folder is read at a time."""
        return self._below("", place(after))

    def checked(self, after: str = "") -> Iterator[Checked]:
        return map(self._read_again, self.blobs(after))

    def sweep(self) -> int:
        leftovers = list((self.root / ".tmp").glob("*"))
        for leftover in leftovers:
            leftover.unlink(missing_ok=True)
        return len(leftovers)

    def _below(self, within: str, after: str) -> Iterator[Path]:
        """The files under `within` (a path that ends with "/", or "") whose path comes behind `after`."""
        folder = self.root / "blobs" / within
        try:
            with os.scandir(folder) as entries:
                # A folder stands where its files do: "ab/cd" comes behind "ab-x".
                found = sorted(within + one.name + "/" * one.is_dir(follow_symlinks=False) for one in entries)
        except FileNotFoundError:
            return
        for name in found:
            if not name.endswith("/"):
                if name > after:
                    yield self.root / "blobs" / name
            elif name > after or after.startswith(name):
                yield from self._below(name, after)

    def _link(self, temporary: Path, blob: Blob) -> None:
        target = self.path(blob.sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(temporary, target)
        except FileExistsError:
            # Dedup by name alone would bless a damaged file with a fresh receipt.
            with target.open("rb") as kept:
                if digests_of(kept) != (blob.sha256, blob.sm3, blob.size):
                    raise damaged(blob.sha256) from None
        inside = [parent for parent in target.parents if parent.is_relative_to(self.root)]
        for folder in [*inside, self.root.parent]:
            _fsync_folder(folder)

    def _keeping(self, sha256: str) -> Path:
        return self.root / "keeping" / sha256[:2] / sha256[2:4] / sha256

    def _keep(self, sha256: str, held: Keeping) -> None:
        target = self._keeping(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._temporary() as (temporary, file):
            until = held.until.isoformat() if held.until else None
            file.write(json.dumps({"until": until, "hold": held.hold}).encode())
            file.flush()
            os.fsync(file.fileno())
            temporary.replace(target)
        _fsync_folder(target.parent)

    def _read_again(self, path: Path) -> Checked:
        name = path.relative_to(self.root).as_posix()
        if not is_digest(path.name) or path.is_symlink() or path != self.path(path.name):
            own = path.relative_to(self.root / "blobs").as_posix()
            return Checked(own, "", 0, Damage(name, f"文件 {name} 不是原件库写入的文件。"))
        with path.open("rb") as file:
            sha256, sm3, size = digests_of(file)
        said = ""
        if sha256 != path.name:
            said = f"文件 {name} 的内容与摘要不符，已损坏或者被改动。"
        elif path.stat().st_mode & 0o222:
            said = f"文件 {name} 不是只读，可能被改动。"
        return Checked(path.name, sm3, size, Damage(name, said) if said else None)

    @contextmanager
    def _temporary(self) -> Iterator[tuple[Path, BinaryIO]]:
        folder = self.root / ".tmp"
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield Path(name), file
        finally:
            Path(name).unlink(missing_ok=True)


def _copy(stream: BinaryIO, file: BinaryIO, limit: int | None) -> Blob:
    """`spool`, then to the disk, read-only."""
    blob = spool(stream, file, limit)
    file.flush()
    os.fchmod(file.fileno(), _READ_ONLY)
    os.fsync(file.fileno())
    return blob


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
