"""Originals by content in a folder: `blobs/sha256/ab/cd/<64 hex digits>`, read-only files, written once.

A file appears under its name only when it is complete and on the disk: content goes to `.tmp/` while it is hashed,
is fsynced, linked to its name, and the folders are fsynced. The caller commits its record after `put` returns, so a
record never names content that is not there.
"""

import hashlib
import io
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mingjing.vault.errors import BadDigestError, CorruptError, NotInVaultError, TooLargeError

_PIECE = 1 << 20
_HEX = re.compile(r"[0-9a-f]{64}\Z")
_READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class Blob:
    """Kept content: SHA-256 as 64 hex digits, size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Damage:
    """What `check` found wrong with one file; `path` is relative to the vault, `sentence` is Chinese."""

    path: str
    sentence: str


class FileVault:
    """Content-addressed store under `root`; safe for many writers at once."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

    def put(self, content: bytes | BinaryIO, limit: int | None = None) -> Blob:
        """Keep `content` (bytes, or a stream read once to its end); the same content is kept once.

        `limit` is the largest size accepted, in bytes. Raises TooLargeError, and CorruptError if the vault holds a
        damaged file under this digest; whatever goes wrong, nothing partial stays behind.
        """
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        with self._temporary() as (temporary, file):
            blob = _copy(stream, file, limit)
            target = self.path(blob.sha256)
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(temporary, target)
            except FileExistsError:
                # Dedup by name alone would bless a damaged file with a fresh receipt.
                if target.stat().st_size != blob.size or _digest(target) != blob.sha256:
                    raise CorruptError(f"原件库中摘要为{blob.sha256}的文件已损坏，请先修复。") from None
        inside = [parent for parent in target.parents if parent.is_relative_to(self.root)]
        for folder in [*inside, self.root.parent]:
            _fsync_folder(folder)
        return blob

    def path(self, sha256: str) -> Path:
        """Where content of this digest lies or would lie. Raises BadDigestError."""
        if not _HEX.match(sha256):
            raise BadDigestError("摘要应为64位小写十六进制数。")
        return self.root / "blobs" / "sha256" / sha256[:2] / sha256[2:4] / sha256

    def exists(self, sha256: str) -> bool:
        """Whether content of this digest is kept. Raises BadDigestError."""
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> BinaryIO:
        """Open kept content for reading. Raises NotInVaultError, BadDigestError."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError as error:
            raise NotInVaultError(f"原件库中没有摘要为{sha256}的文件。") from error

    def erase(self, sha256: str) -> None:
        """Delete kept content for good: only for a lawful disposal, which the caller records.

        Raises NotInVaultError, BadDigestError.
        """
        target = self.path(sha256)
        try:
            target.unlink()
        except FileNotFoundError as error:
            raise NotInVaultError(f"原件库中没有摘要为{sha256}的文件。") from error
        _fsync_folder(target.parent)

    def blobs(self) -> Iterator[Path]:
        """Every file kept, in order of digest."""
        yield from sorted(p for p in (self.root / "blobs").rglob("*") if not p.is_dir() or p.is_symlink())

    def check(self) -> list[Damage]:
        """Re-hash everything; an empty list means that all content is what its name says."""
        found = [(path, _fault(self, path)) for path in self.blobs()]
        return [Damage(path.relative_to(self.root).as_posix(), fault) for path, fault in found if fault]

    def sweep(self) -> int:
        """Remove what killed writers left in `.tmp/`; returns how many files. Only while nobody writes."""
        leftovers = list((self.root / ".tmp").glob("*"))
        for leftover in leftovers:
            leftover.unlink(missing_ok=True)
        return len(leftovers)

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
    """One pass: hash and write; then to the disk, read-only."""
    state, size = hashlib.sha256(), 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if limit is not None and size > limit:
            raise TooLargeError(f"文件超过{limit}字节的上限，没有保存。")
        state.update(piece)
        file.write(piece)
    file.flush()
    os.fchmod(file.fileno(), _READ_ONLY)
    os.fsync(file.fileno())
    return Blob(state.hexdigest(), size)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fault(vault: FileVault, path: Path) -> str | None:
    name = path.relative_to(vault.root).as_posix()
    if not _HEX.match(path.name) or path.is_symlink() or path != vault.path(path.name):
        return f"文件 {name} 不是原件库写入的文件。"
    if _digest(path) != path.name:
        return f"文件 {name} 的内容与摘要不符，已损坏或者被改动。"
    if path.stat().st_mode & 0o222:
        return f"文件 {name} 不是只读，可能被改动。"
    return None


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
