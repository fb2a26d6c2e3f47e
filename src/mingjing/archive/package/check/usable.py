"""可用性: every file can be read, documents are PDF/A and open, OFD copies open, recordings open, XML keeps its schema."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import av
from PIL import Image, UnidentifiedImageError

from mingjing.archive.package import footage, names, xml
from mingjing.archive.package.check.finding import Check
from mingjing.archive.package.check.opened import Opened, schema_of

USABLE = "可用性"
_PICTURES = (".jpg", ".jpeg", ".png")


def readable(whole: Opened) -> Iterator[str]:
    yield from (f"{path}读不出来" for path, found in whole.files.items() if found is None)


def documents_open(whole: Opened) -> Iterator[str]:
    for path, told in whole.pdfs.items():
        if told is None:
            yield f"{path}不是能够打开的PDF"
        elif not told.standard and path.startswith(("正卷/", "副卷/")):
            yield f"{path}没有声明PDF/A"


def copies_open(whole: Opened) -> Iterator[str]:
    yield from (
        f"{path}：{found.rstrip('。')}" for path, found in whole.ofds.items() if isinstance(found, str)
    )


def recordings_open(whole: Opened) -> Iterator[str]:
    yield from (
        f"{path}打不开" for path in _recordings(whole) if not _unread(path, whole) and not _opens(path, whole)
    )


def recordings_unread(whole: Opened) -> Iterator[str]:
    """What could not be read when it came in is kept as it came: its description says why."""
    for path in _recordings(whole):
        if why := _unread(path, whole):
            yield f"{path}收到时已经不能读取（{why}），保留原件"


def _recordings(whole: Opened) -> Iterator[str]:
    found = whole.under(names.FOOTAGE)
    return (path for path in found if not path.endswith(".xml") and whole.files[path] is not None)


def _unread(path: str, whole: Opened) -> str:
    root = whole.root(f"{path}.xml")
    found = xml.find(root, footage.UNREAD) if root is not None else []
    return (found[0].text or "").strip() if found else ""


def _opens(path: str, whole: Opened) -> bool:
    if path.lower().endswith(_PICTURES):
        try:
            with Image.open(io.BytesIO(whole.data(path))) as picture:
                picture.verify()
        except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
            return False
        return True
    try:
        with av.open(str(whole.folder / path)) as container:
            streams: Any = container.streams
            return len(streams) > 0
    except (av.FFmpegError, OSError):
        return False


def schemas_kept(whole: Opened) -> Iterator[str]:
    for path, found in whole.documents.items():
        if isinstance(found, str):
            yield f"{path}：{found.rstrip('。')}"
            continue
        yield from (f"{path}{fault}" for fault in xml.faults(schema_of(path), found))


CHECKS = (
    Check(USABLE, "文件能够读出", readable),
    Check(USABLE, "版式文件能够打开并声明PDF/A", documents_open),
    Check(USABLE, "OFD转换件能够打开", copies_open),
    Check(USABLE, "音像能够打开", recordings_open, recordings_unread),
    Check(USABLE, "元数据能够解析并符合结构", schemas_kept),
)
