"""What a vault is, whatever it is made of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from mingjing.vault.errors import BadDigestError

_HEX = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Blob:
    """Kept content: SHA-256 and SM3 as 64 hex digits each, size in bytes.

    `version` = which version of the object the content was written as, where the store keeps versions; else "".
    """

    sha256: str
    sm3: str
    size: int
    version: str = ""


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long content is kept: not erased before the day after `until` (Asia/Shanghai), nor while on `hold`."""

    until: dt.date | None = None
    hold: bool = False

    def bars(self, today: dt.date) -> bool:
        """May the content not be erased today?"""
        return self.hold or (self.until is not None and today <= self.until)

    def sentence(self, sha256: str) -> str:
        """Why the content may not be erased, in Chinese."""
        why = "已经冻结" if self.hold else f"保管期限至{self.until}"
        return f"摘要为{sha256}的原件{why}，不能销毁。"


@dataclass(frozen=True, slots=True)
class Damage:
    """What a check found wrong with one file; `path` is relative to the vault, `sentence` is Chinese."""

    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One file read again: its digest, what its content is, and what is wrong with it (None: nothing).

    A stranger's file has no digest: there `sha256` is its path in the vault.
    """

    sha256: str
    sm3: str
    size: int
    damage: Damage | None


class Vault(Protocol):
    """Originals by content. Safe for many writers at once; whatever goes wrong, nothing partial stays behind."""

    def put(self, content: bytes | BinaryIO, limit: int | None = None) -> Blob:
        """Keep `content` (bytes, or a stream read once to its end); the same content is kept once.

        `limit` = largest size accepted, in bytes. Raises TooLargeError, and CorruptError if what the vault holds under
        this digest is damaged.
        """

    def take(self, path: Path, blob: Blob) -> Blob:
        """Keep a finished file whose digests were computed while it was written; the file itself stays.

        Raises CorruptError as `put` does.
        """

    def exists(self, sha256: str) -> bool:
        """Whether content of this digest is kept. Raises BadDigestError."""

    def open(self, sha256: str, version: str = "") -> BinaryIO:
        """Open kept content for reading, seekable. Raises NotInVaultError, BadDigestError."""

    def keeping(self, sha256: str) -> Keeping:
        """How long the content is kept. Raises NotInVaultError, BadDigestError."""

    def retain(self, sha256: str, until: dt.date) -> None:
        """Keep the content through `until`. Raises RetainedError where that would be shorter than before."""

    def hold(self, sha256: str, on: bool) -> None:
        """Begin or end a hold. Raises NotInVaultError, BadDigestError."""

    def erase(self, sha256: str, today: dt.date) -> None:
        """Delete kept content for good: only for a lawful disposal, which the caller records.

        Raises RetainedError, NotInVaultError, BadDigestError.
        """

    def checked(self, after: str = "") -> Iterator[Checked]:
        """Read every file again, in the order of `place`, those behind `after` only.

        Files are looked for while they are read: the first one comes without the whole vault being listed.
        """

    def sweep(self) -> int:
        """Remove what killed writers left; returns how many. Only while nobody writes."""


def digest(sha256: str) -> str:
    """The digest as it is. Raises BadDigestError when it is none."""
    if not _HEX.match(sha256):
        raise BadDigestError("摘要应为64位小写十六进制数。")
    return sha256


def place(name: str) -> str:
    """Where a walk through a vault comes to `name`: a digest under its folders, a stranger's file under its own path."""
    return f"sha256/{name[:2]}/{name[2:4]}/{name}" if is_digest(name) else name


def is_digest(text: str) -> bool:
    return _HEX.match(text) is not None
