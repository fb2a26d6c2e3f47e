"""Where each file of a package lies: names that any file system takes, alike each time."""

from __future__ import annotations

import re

MANIFEST, CONTENTS, METADATA = "manifest.xml", "目录.xml", "metadata.xml"
PROCESS = "过程/审批流与审计日志.xml"
RECORDS, TRUST = "过程/记录", "过程/存证"
FOOTAGE, EVIDENCE, SIGNATURES = "音像", "证据", "签名"
POLICY = f"{TRUST}/policy"
_LONGEST = 60  # characters of a title in a file name: under 255 bytes with everything around it
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def fit(title: str) -> str:
    """The title as part of a file name."""
    return _UNFIT.sub("_", title).strip(" .")[:_LONGEST] or "未命名"


def checkpoint(place: int) -> str:
    """The note of the case's log at this place, counted from 1: one unless the case ran over the new year."""
    return f"{TRUST}/checkpoint-{place}"


def numbered(folder: str, place: int, title: str, ending: str) -> str:
    """`正卷/001_行政处罚决定书.pdf`; `place` counts from 1, 0 = without a page number."""
    return f"{folder}/{place:03d}_{fit(title)}{ending}"


def fields_of(path: str) -> str:
    """Where the fields of the record with this path lie."""
    return path.removesuffix(".json") + ".栏目.json"


def ending_of(name: str, mime: str) -> str:
    """The ending of a file's own name, or of its type."""
    found = re.search(r"\.[A-Za-z0-9]{1,8}\Z", name)
    return found[0].lower() if found else _BY_MIME.get(mime, ".bin")


_BY_MIME = {
    "application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "video/mp4": ".mp4", "audio/mpeg": ".mp3",
    "audio/wav": ".wav", "audio/x-wav": ".wav", "text/plain": ".txt",
}  # fmt: skip
