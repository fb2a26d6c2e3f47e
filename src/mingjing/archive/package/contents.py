"""目录.xml: what lies in the file, volume by volume, with page numbers and the digest of each original."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mingjing.archive.package import xml
from mingjing.archive.package.dossier import INNER, MAIN, Dossier
from mingjing.archive.package.metadata import Item

SCHEMA = "contents"


def contents(dossier: Dossier, items: Sequence[Item], digests: Mapping[str, str]) -> bytes:
    """`digests` = SHA-256 of each path."""
    head = dossier.head
    root = xml.element("案卷目录", 档号=head.number)
    xml.child(root, "案卷题名", head.title)
    xml.child(root, "案号", head.case_number)
    xml.child(root, "执法机关", head.agency)
    xml.child(root, "承办人", "、".join(head.handlers))
    xml.child(root, "立案日期", head.filed_on)
    xml.child(root, "结案日期", head.closed_on)
    xml.child(root, "归档日期", head.archived_on)
    xml.child(root, "保管期限", head.period)
    xml.child(root, "立卷人", head.maker)
    xml.child(root, "检查人", head.checker)
    for group in (MAIN, INNER, "证据", "音像"):
        found = [one for one in items if one.group == group]
        part = xml.child(root, "卷", 名称=group, 件数=len(found))
        for one in found:
            row = xml.child(part, "件", 序号=one.place, 标识符=one.id)
            xml.child(row, "题名", one.title)
            xml.child(row, "文号", one.number)
            xml.child(row, "责任者", one.author)
            xml.child(row, "日期", one.dated)
            xml.child(row, "页号", one.page_range)
            xml.child(row, "页数", one.pages)
            xml.child(row, "文件", one.path, SHA256=digests[one.path])
            if one.derivative:
                xml.child(row, "转换件", one.derivative, SHA256=digests[one.derivative])
    return xml.written(root)
