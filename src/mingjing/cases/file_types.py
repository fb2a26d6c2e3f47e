"""What a file is, told from its bytes and never from its name."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO


@dataclass(frozen=True)
class FileType:
    """A kind of file that the system takes: its MIME type, Chinese name, allowed suffixes, and use."""

    mime: str
    title: str
    suffixes: tuple[str, ...]
    medium: str  # document | image | audio | video | data


PDF = FileType("application/pdf", "PDF 文件", ("pdf",), "document")
JPEG = FileType("image/jpeg", "JPEG 图片", ("jpg", "jpeg"), "image")
PNG = FileType("image/png", "PNG 图片", ("png",), "image")
GIF = FileType("image/gif", "GIF 图片", ("gif",), "image")
WEBP = FileType("image/webp", "WebP 图片", ("webp",), "image")
BMP = FileType("image/bmp", "BMP 图片", ("bmp",), "image")
TIFF = FileType("image/tiff", "TIFF 图片", ("tif", "tiff"), "image")
HEIC = FileType("image/heic", "HEIC 图片", ("heic", "heif"), "image")
MP4 = FileType("video/mp4", "MP4 录像", ("mp4", "m4v"), "video")
MOV = FileType("video/quicktime", "MOV 录像", ("mov",), "video")
AVI = FileType("video/x-msvideo", "AVI 录像", ("avi",), "video")
MKV = FileType("video/x-matroska", "MKV 录像", ("mkv", "webm"), "video")
M4A = FileType("audio/mp4", "M4A 录音", ("m4a",), "audio")
MP3 = FileType("audio/mpeg", "MP3 录音", ("mp3",), "audio")
WAV = FileType("audio/wav", "WAV 录音", ("wav",), "audio")
DOCX = FileType(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "Word 文档",
    ("docx",),
    "document",
)
XLSX = FileType(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel 表格", ("xlsx",), "document"
)
PPTX = FileType(
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "演示文稿",
    ("pptx",),
    "document",
)
OFD = FileType("application/ofd", "OFD 版式文件", ("ofd",), "document")
ZIP = FileType("application/zip", "ZIP 压缩包", ("zip",), "data")
OLE = FileType(
    "application/x-ole-storage", "旧版 Office 文档", ("doc", "xls", "ppt", "wps", "et"), "document"
)
TEXT = FileType("text/plain", "文本文件", ("txt", "csv", "log", "json", "xml", "tsv"), "data")

_ALL = (
    PDF, JPEG, PNG, GIF, WEBP, BMP, TIFF, HEIC, MP4, MOV, AVI, MKV, M4A, MP3, WAV, DOCX, XLSX, PPTX, OFD, ZIP, OLE, TEXT,
)  # fmt: skip
BY_MIME = {one.mime: one for one in _ALL}
BY_SUFFIX = {suffix: one for one in _ALL for suffix in one.suffixes}

_MAGIC: tuple[tuple[int, bytes, FileType], ...] = (
    (0, b"%PDF-", PDF),
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"GIF87a", GIF),
    (0, b"GIF89a", GIF),
    (0, b"BM", BMP),
    (0, b"II*\x00", TIFF),
    (0, b"MM\x00*", TIFF),
    (0, b"\x1aE\xdf\xa3", MKV),
    (0, b"ID3", MP3),
    (0, b"\xff\xfb", MP3),
    (0, b"\xff\xf3", MP3),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
)
_RIFF = {b"WEBP": WEBP, b"AVI ": AVI, b"WAVE": WAV}
_BRANDS = {b"qt  ": MOV, b"M4A ": M4A, b"heic": HEIC, b"heix": HEIC, b"mif1": HEIC}
_ZIP_PARTS = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX), ("OFD.xml", OFD))
_HEAD = 4096
_DIRECTORY_LIMIT = 8 * 1024**2


def sniff(stream: BinaryIO) -> FileType | None:
    """Tell the type from the first bytes (and, for packages, the directory); None when it is none that we take.

    The stream must be seekable; it is left at its beginning.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], MP4)
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _package(stream)
    for at, magic, found in _MAGIC:
        if head[at : at + len(magic)] == magic and not (found is BMP and len(head) < 26):
            return found
    return TEXT if _is_text(head) else None


def suffix_of(name: str) -> str:
    """The suffix of a file name, lower case, without the dot."""
    return PurePath(name).suffix.lower().lstrip(".")


def _package(stream: BinaryIO) -> FileType | None:
    if _directory_size(stream) > _DIRECTORY_LIMIT:
        return None
    try:
        with zipfile.ZipFile(stream) as package:
            names = package.namelist()[:2000]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        return None  # a directory that can't be read: a broken file, or one made to confuse readers
    finally:
        stream.seek(0)
    for part, found in _ZIP_PARTS:
        if any(name.startswith(part) for name in names):
            return found
    return ZIP


def _directory_size(stream: BinaryIO) -> int:
    """Bytes of the package's directory by its own end record (PKWARE APPNOTE 4.3.16); it is read into memory whole."""
    end = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, end - 65_557))
    tail = stream.read()
    stream.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0


def _is_text(head: bytes) -> bool:
    if not head or b"\x00" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        # the block may end in the middle of a letter
        for cut in range(4):
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return all(letter.isprintable() or letter in "\r\n\t\f﻿" for letter in text)
    return False
