"""manifest.xml: every file of the package with its size and both digests; the signatures are over this file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mingjing.archive.package import names, xml
from mingjing.archive.package.dossier import Head

SCHEMA = "manifest"
PROFILE = "案卷归档信息包 1.0"


@dataclass(frozen=True, slots=True)
class Listed:
    """A file: path from the package's folder, bytes, digests in hex."""

    path: str
    size: int
    sha256: str
    sm3: str


def manifest(head: Head, files: Sequence[Listed]) -> bytes:
    """The files in the order of their paths."""
    root = xml.element(
        "信息包清单", 档号=head.number, 规格=PROFILE, 文件数=len(files), 字节数=sum(one.size for one in files)
    )
    xml.child(root, "立档单位", head.agency)
    xml.child(root, "案卷题名", head.title)
    xml.child(root, "保管期限", head.period)
    xml.child(root, "登记时间", head.registered_at)
    xml.child(root, "制作系统", head.system)
    for one in sorted(files, key=lambda file: file.path):
        xml.child(root, "文件", 路径=one.path, 大小=one.size, SHA256=one.sha256, SM3=one.sm3)
    return xml.written(root)


def read(data: bytes) -> tuple[xml.Element, dict[str, Listed]]:
    """The root and the files by path. Raises UnreadableXml."""
    root = xml.parsed(data)
    found = {}
    for row in xml.find(root, "文件"):
        path = row.get("路径", "")
        size = row.get("大小", "")
        if (
            not path
            or path in found
            or path.startswith(("/", names.MANIFEST))
            or ".." in path.split("/")
            or not size.isdigit()
        ):
            raise xml.UnreadableXml(f"清单第{row.sourceline}行的路径或者大小不对。")
        found[path] = Listed(path, int(size), row.get("SHA256", ""), row.get("SM3", ""))
    return root, found
