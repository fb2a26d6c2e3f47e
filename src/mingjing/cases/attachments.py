"""Uploaded originals: taken whole, known by their digest, refused when they aren't what their name says."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from mingjing.cases.file_types import FileType, sniff, suffix_of
from mingjing.cases.plain_text import token, unreadable
from mingjing.vault import Blob

MAX_FILE_BYTES = 4 * 1024**3
MAX_FILES = 200


class BadAttachment(ValueError):
    """A file can't be taken; the text is a Chinese sentence that names the file, the reason and the way to mend."""


@dataclass(frozen=True)
class Attachment:
    """A file as it was sent: its name and a seekable stream of its bytes."""

    name: str
    stream: BinaryIO

    @classmethod
    def of_bytes(cls, name: str, content: bytes) -> Attachment:
        return cls(name, io.BytesIO(content))


@dataclass(frozen=True)
class Kept:
    """A file that lies in the vault."""

    name: str
    blob: Blob
    type: FileType

    @property
    def sha256(self) -> str:
        return self.blob.sha256

    def as_item(self) -> dict[str, Any]:
        blob = self.blob
        return {
            "file": self.name,
            "sha256": blob.sha256,
            "sm3": blob.sm3,
            "size": blob.size,
            "mime": self.type.mime,
        }


def inspect(attachment: Attachment, *, limit: int = MAX_FILE_BYTES) -> FileType:
    """Check name, size and content of one file; raise `BadAttachment` with a sentence when it can't be taken."""
    name = attachment.name
    require_name(name)
    size = attachment.stream.seek(0, io.SEEK_END)
    attachment.stream.seek(0)
    require_size(name, size, limit)
    return type_of(name, attachment.stream)


def require_name(name: str) -> None:
    """Raise `BadAttachment` when no file may be called so."""
    if not name or any(mark in name for mark in "/\\\x00") or len(name) > 200:
        raise BadAttachment("附件的文件名无效；请使用不含斜线、不超过200字的文件名后重新上传。")
    if not token(name, 200):
        raise BadAttachment(f"附件的文件名含有{unreadable(name) or '换行等字符'}，未接收；请改名后重新上传。")


def require_size(name: str, size: int, limit: int) -> None:
    """Raise `BadAttachment` for an empty file and for one beyond `limit` (both in bytes)."""
    if size == 0:
        raise BadAttachment(f"附件“{name}”是空文件，未接收；请重新选择原始文件上传。")
    if size > limit:
        raise BadAttachment(
            f"附件“{name}”超过单个文件上限{_in_units(limit)}，未接收；请分段后上传，或者登记存放处并移交原始载体。"
        )


def type_of(name: str, stream: BinaryIO) -> FileType:
    """What the content is; raise `BadAttachment` when it isn't taken or isn't what the name says."""
    found = sniff(stream)
    if found is None:
        raise BadAttachment(
            f"附件“{name}”的内容不是本系统接收的文件类型，未接收；请换成文书、图片、录音、录像或者文本文件。"
        )
    suffix = suffix_of(name)
    if suffix not in found.suffixes:
        said = f"后缀“{suffix}”" if suffix else "没有后缀的文件名"
        raise BadAttachment(
            f"附件“{name}”的内容是{found.title}，与{said}不符，未接收；请上传原始文件，或者改正文件名后重新上传。"
        )
    return found


def keep(
    attachments: Sequence[Attachment | Kept], put: Callable[[BinaryIO], Blob], *, limit: int
) -> dict[str, Kept]:
    """Check all files first, then store each by `put`; those that lie in the vault already are as they are. By file name.

    A blob that no record names is harmless: it lies in the vault under its digest and is swept with the orphans.
    """
    if len(attachments) > MAX_FILES:
        raise BadAttachment(f"一次最多上传{MAX_FILES}个附件；请分次办理。")
    types: dict[str, FileType] = {}
    for attachment in attachments:
        if attachment.name in types:
            raise BadAttachment(f"有两个附件都叫“{attachment.name}”；请改成不同的文件名后重新上传。")
        types[attachment.name] = (
            attachment.type if isinstance(attachment, Kept) else inspect(attachment, limit=limit)
        )
    kept = {}
    for attachment in attachments:
        if isinstance(attachment, Kept):
            kept[attachment.name] = attachment
            continue
        attachment.stream.seek(0)
        kept[attachment.name] = Kept(attachment.name, put(attachment.stream), types[attachment.name])
    return kept


def bind(
    kept: dict[str, Kept], evidence: Sequence[dict[str, Any]], media: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give each item of evidence and media that names a `file` the digest of that file.

    A digest is never taken from the request: an item says which uploaded file it means, by name. A file that no
    item names becomes an item of its own: recordings among the media, all else among the evidence.
    """
    named: set[str] = set()

    def filled(item: dict[str, Any]) -> dict[str, Any]:
        clean = {key: value for key, value in item.items() if key not in {"sha256", "sm3", "size", "mime"}}
        name = clean.get("file")
        if not name:
            return clean
        if name not in kept:
            raise BadAttachment(f"没有收到附件“{name}”；请连同文件一并提交。")
        named.add(name)
        return clean | kept[name].as_item()

    evidence_out, media_out = [filled(item) for item in evidence], [filled(item) for item in media]
    for name, one in kept.items():
        if name in named:
            continue
        out = media_out if one.type.medium in {"audio", "video"} else evidence_out
        out.append({"kind": one.type.medium, "title": name.rsplit(".", 1)[0]} | one.as_item())
    return evidence_out, media_out


def _in_units(size: int) -> str:
    return f"{size / 1024**3:g} GB" if size >= 1024**3 else f"{size / 1024**2:g} MB"
