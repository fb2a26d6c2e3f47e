"""完整性: no file missing or added, items and pages as the directory says, required metadata, the whole process."""

from __future__ import annotations

from collections.abc import Iterator

from mingjing.archive.package import da46, names, xml
from mingjing.archive.package.check.finding import Check
from mingjing.archive.package.check.opened import Opened

COMPLETE = "完整性"
# What may never be empty, whatever the reason given.
REQUIRED = {
    da46.VOLUME: (
        "档号",
        "全宗号",
        "年度",
        "保管期限",
        "类别号",
        "题名",
        "责任者",
        "日期",
        "件数",
        "签名结果",
    ),
    da46.ITEM: ("档号", "题名", "格式名称", "计算机文件名", "计算机文件大小"),
}


def there(whole: Opened) -> Iterator[str]:
    if not whole.listed:
        yield f"没有{names.MANIFEST}，或者它没有列出文件"
    yield from (f"缺少文件{path}" for path in whole.listed if path not in whole.files)


def nothing_added(whole: Opened) -> Iterator[str]:
    for path in (*whole.files, *whole.links):
        if (
            path not in whole.listed
            and path != names.MANIFEST
            and not path.startswith(f"{names.SIGNATURES}/")
        ):
            yield f"清单里没有文件{path}"


def items_agree(whole: Opened) -> Iterator[str]:
    """The numbers of the directory, and no original without its line."""
    root = whole.root(names.CONTENTS)
    for part in xml.find(root, "卷") if root is not None else ():
        told, found = part.get("件数", ""), len(xml.find(part, "件"))
        if told != str(found):
            yield f"{part.get('名称')}写明{told}件，列出{found}件"
    in_rows = {path for row in whole.rows for path in (row.path, row.derivative)}
    for path in whole.files:
        folder = path.partition("/")[0]
        described = folder == names.FOOTAGE and path.endswith(".xml") and path.removesuffix(".xml") in in_rows
        if (
            folder in ("正卷", "副卷", names.EVIDENCE, names.FOOTAGE)
            and path not in in_rows
            and not described
        ):
            yield f"目录里没有{path}"
    for row in whole.rows:
        if row.path not in whole.files:
            yield f"目录所列“{row.title}”没有文件"


def pages_agree(whole: Opened) -> Iterator[str]:
    for row in whole.rows:
        told = whole.pdfs.get(row.path)
        if told is not None and row.pages is not None and told.pages != row.pages:
            yield f"“{row.title}”目录写明{row.pages}页，文件有{told.pages}页"
        copy = whole.ofds.get(row.derivative)
        if (
            told is not None
            and copy is not None
            and not isinstance(copy, str)
            and len(copy.pages) != told.pages
        ):
            yield f"“{row.title}”的OFD有{len(copy.pages)}页，原件有{told.pages}页"


def metadata_filled(whole: Opened) -> Iterator[str]:
    """Every element is there, filled or with the reason why it is absent; the required ones are filled."""
    root = whole.root(names.METADATA)
    if root is None:
        yield "没有元数据"
        return
    for block in da46.BLOCKS:
        for entity in xml.find(root, block):
            level = entity.get("层次", "")
            for one in da46.of(block, level):
                yield from _empty(entity, one.name, level)


def _empty(entity: xml.Element, name: str, level: str) -> Iterator[str]:
    found = xml.find(entity, name)
    text, why = ((found[0].text or "").strip(), found[0].get("缺", "")) if found else ("", "")
    at = entity.get("标识符") or "实体关系"
    if not text and name in REQUIRED.get(level, ()):
        yield f"必填的“{name}”是空的（{at}）"
    elif not text and not why:
        yield f"“{name}”既没有内容，也没有写明原因（{at}）"


def process_whole(whole: Opened) -> Iterator[str]:
    root = whole.root(names.PROCESS)
    if root is None:
        yield "没有过程信息"
        return
    rows = xml.find(root, "审批流/记录")
    told = (xml.find(root, "审批流") or [root])[0].get("记录数")
    if told != str(len(rows)):
        yield f"审批流写明{told}条记录，列出{len(rows)}条"
    for place, row in enumerate(rows, 1):
        if row.get("序号") != str(place):
            yield f"审批流缺第{place}条记录"
            return
        if not whole.data(row.get("文件", "")):
            yield f"缺第{place}条记录的内容"


CHECKS = (
    Check(COMPLETE, "清单所列文件齐全", there),
    Check(COMPLETE, "没有清单以外的文件", nothing_added),
    Check(COMPLETE, "件数与目录一致", items_agree),
    Check(COMPLETE, "页数与目录一致", pages_agree),
    Check(COMPLETE, "元数据必填项齐全", metadata_filled),
    Check(COMPLETE, "过程信息齐全", process_whole),
)
