"""安全性: nothing that runs, no way out of the folder, secrecy and access told. A scan for viruses is the receiver's own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

from mingjing.archive.package import names, xml
from mingjing.archive.package.check.finding import Check
from mingjing.archive.package.check.opened import Opened

SAFE = "安全性"
_SCRIPT = b"#!"
_PROGRAMS = (b"MZ", b"\x7fELF", _SCRIPT, b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa")
_ACTIVE = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/RichMedia")


def nothing_runs(whole: Opened) -> Iterator[str]:
    """No program, and no PDF of the file itself that acts when it is opened."""
    yield from (f"{path}是链接" for path in whole.links)
    for path, found in whole.files.items():
        if found is None:
            continue
        with (whole.folder / path).open("rb") as stream:
            head = stream.read(4)
        if head.startswith(_PROGRAMS) and not _plain_text(path, head):
            yield f"{path}是可执行文件"
        if (
            path.endswith(".pdf")
            and path.startswith(("正卷/", "副卷/"))
            and (active := _active(whole.data(path)))
        ):
            yield f"{path}含有{active}"


def texts_like_scripts(whole: Opened) -> Iterator[str]:
    """A text of the evidence stays as it was handed in; its ending makes no program of it."""
    for path, found in whole.files.items():
        if found is not None and path.endswith(".txt") and _plain_text(path, whole.data(path)[:4]):
            yield f"{path}以“#!”开头，是文本证据，保留原件；不要作为程序运行"


def _plain_text(path: str, head: bytes) -> bool:
    return path.startswith(f"{names.EVIDENCE}/") and path.endswith(".txt") and head.startswith(_SCRIPT)


def _active(data: bytes) -> str:
    try:
        with pikepdf.open(io.BytesIO(data)) as opened:
            found = next((name for one in opened.objects for name in _acts(one)), "")
    except pikepdf.PdfError:
        return ""  # told by 可用性
    return f"可执行内容{found}" if found else ""


def _acts(one: Any) -> Iterator[str]:
    """Names of actions in an object and in what it holds directly; what it refers to is an object of its own."""
    if isinstance(one, pikepdf.Array):
        for inner in one:
            yield from () if getattr(inner, "is_indirect", False) else _acts(inner)
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        for name, inner in one.items():
            if name in _ACTIVE or (name == "/S" and str(inner) in _ACTIVE):
                yield str(name if name in _ACTIVE else inner)
            elif not getattr(inner, "is_indirect", False):
                yield from _acts(inner)


def access_told(whole: Opened) -> Iterator[str]:
    root = whole.root(names.METADATA)
    volume = (
        next((one for one in xml.find(root, "文件实体") if one.get("层次") == "案卷"), None)
        if root is not None
        else None
    )
    if volume is None:
        yield "元数据里没有密级和权限"
        return
    for name in ("密级", "授权对象", "授权行为", "控制标识"):
        found = xml.find(volume, name)
        if not found or not (found[0].text or "").strip():
            yield f"没有写明{name}"
    secrecy = xml.find(volume, "密级")
    if secrecy and (secrecy[0].text or "").strip() not in ("", "无"):
        yield "密级不是“无”，涉密案卷不得用本信息包移交"


def volumes_apart(whole: Opened) -> Iterator[str]:
    """What isn't shown outside lies in its own folder."""
    for row in whole.rows:
        if row.path and row.path.partition("/")[0] != row.group:
            yield f"“{row.title}”列在{row.group}，却放在{row.path.partition('/')[0]}"


CHECKS = (
    Check(SAFE, "没有可执行内容和外部链接", nothing_runs, texts_like_scripts),
    Check(SAFE, "密级和权限已经写明", access_told),
    Check(SAFE, "正卷副卷分开", volumes_apart),
)
