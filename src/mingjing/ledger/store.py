"""A log as a folder in the layout of https://c2sp.org/tlog-tiles, written so that a crash loses or mixes nothing.

    checkpoint            the newest signed checkpoint (replaced atomically)
    checkpoints/<size>    every published checkpoint, immutable
    tile/...              tiles and entry bundles, immutable

Each file is written whole beside the log (`.tmp/`), fsynced, linked to its name and its directory fsynced. Writing
a write-once file again is allowed only with the same bytes: that is what makes a crashed run repeatable.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from mingjing.ledger.bounded import read_regular
from mingjing.ledger.errors import ConflictError, DamagedError, MalformedError, MissingFileError
from mingjing.ledger.tiles import ENTRIES, HASH, WIDTH, Tile, decode_bundle

CHECKPOINT = "checkpoint"
_TEMP = ".tmp"
MOST = WIDTH * (2 + 0xFFFF)
"""Bytes of a log's longest file: a bundle of the longest entries."""


class LogStore:
    """Files of one log under `root`. Reading needs no locks; writing is for the one leader."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)
        # Folders whose own names are on the disk since this store wrote into them: their parents need no second fsync.
        self._durable: set[Path] = set()

    def read(self, path: str) -> bytes | None:
        """Bytes of the file `path` (relative to the log), or None if there is none.

        Raises DamagedError for a file that is longer than any of a log's.
        """
        try:
            return read_regular(self.root / path, MOST)
        except MissingFileError:
            return None
        except MalformedError as error:
            raise DamagedError(str(error)) from error

    def read_tile(self, tile: Tile) -> bytes:
        """Hashes of `tile`, exactly `width` * 32 bytes; a missing partial tile is cut from the full one.

        Raises MissingFileError, or DamagedError if a file's length is not its width's.
        """
        data, found = self._tile_or_full(tile)
        if len(data) != found.width * HASH:
            raise DamagedError(f"文件 {found.path} 的长度是{len(data)}字节，应为{found.width * HASH}字节。")
        return data[: tile.width * HASH]

    def read_bundle(self, index: int, width: int) -> list[bytes]:
        """The first `width` entries of bundle `index`, not yet checked against the tree.

        Raises MissingFileError, DamagedError if the count is wrong, MalformedError if the framing is.
        """
        data, found = self._tile_or_full(Tile(ENTRIES, index, width))
        entries = decode_bundle(data)
        if len(entries) != found.width:
            raise DamagedError(f"文件 {found.path} 有{len(entries)}条，应有{found.width}条。")
        return entries[:width]

    def _tile_or_full(self, tile: Tile) -> tuple[bytes, Tile]:
        for candidate in (tile, tile.full):
            data = self.read(candidate.path)
            if data is not None:
                return data, candidate
        raise MissingFileError(f"日志缺少文件 {tile.path}。")

    def write_once(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write immutable files durably, in order. A file that is there with the same bytes is left alone.

        Raises ConflictError if one is there with other bytes; files written before it stay.
        """
        folders: set[Path] = set()
        for path, data in files:
            target = self.root / path
            folders |= self._make_folders(target.parent)
            if self._same(path, data):
                continue
            with self._temporary(data) as temporary:
                # A link, unlike a rename, never replaces what another writer has put there meanwhile.
                try:
                    os.link(temporary, target)
                except FileExistsError:
                    self._same(path, data)
        self._settle(folders)

    def replace(self, path: str, data: bytes) -> None:
        """Write a mutable file (only the checkpoint) so that readers see the old or the new one, never a part."""
        target = self.root / path
        folders = self._make_folders(target.parent)
        with self._temporary(data) as temporary:
            os.replace(temporary, target)
        self._settle(folders)

    def published_sizes(self) -> list[int]:
        """Sizes for which an immutable checkpoint is kept, ascending."""
        folder = self.root / "checkpoints"
        if not folder.is_dir():
            return []
        return sorted(int(item.name) for item in folder.iterdir() if item.name.isdecimal())

    def sweep(self) -> int:
        """Remove temporary files that a killed writer left; returns how many. For the leader at start."""
        leftovers = list((self.root / _TEMP).glob("*"))
        for leftover in leftovers:
            leftover.unlink(missing_ok=True)
        return len(leftovers)

    def drop_superseded_partials(self, tile: Tile) -> None:
        """Delete the partial tiles of a tile once its full file is there (tlog-tiles allows it)."""
        folder = (self.root / tile.full.path).with_name(Path(tile.full.path).name + ".p")
        if tile.width == WIDTH and (self.root / tile.path).is_file() and folder.is_dir():
            for partial in folder.iterdir():
                partial.unlink()
            folder.rmdir()
            self._durable.discard(folder)

    def _same(self, path: str, data: bytes) -> bool:
        there = self.read(path)
        if there is not None and there != data:
            raise ConflictError(f"文件 {path} 已经存在而且内容不同，已停止写入，请立即查明原因。")
        return there is not None

    def _make_folders(self, folder: Path) -> set[Path]:
        """Create `folder`; return it and all above it, whose entries must reach the disk as well.

        Also those that were there: a run killed between mkdir and fsync leaves them without saying so.
        """
        if folder in self._durable and folder.is_dir():
            return {folder}
        folder.mkdir(parents=True, exist_ok=True)
        inside = {parent for parent in folder.parents if parent.is_relative_to(self.root)}
        return {folder, self.root.parent} | inside

    def _settle(self, folders: set[Path]) -> None:
        for folder in sorted(folders, reverse=True):
            _fsync_folder(folder)
        self._durable |= folders

    @contextlib.contextmanager
    def _temporary(self, data: bytes) -> Iterator[Path]:
        folder = self.root / _TEMP
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(file.fileno(), 0o644)
                os.fsync(file.fileno())
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
