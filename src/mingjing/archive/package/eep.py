"""封装包 (DA/T 48-2009): one XML file for each item, with content, metadata and signature, for exchange file by file.

Element names are those of the domain data (`eep_elements`); the text of the standard could not be checked. The signature
is over the bytes of the 封装内容 element as canonical XML (C14N 1.0), by the agency's Ed25519 key: it is alike each time.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from mingjing.archive.package import da46, names, xml
from mingjing.archive.package.signing import Key
from mingjing.ledger.errors import LedgerError
from mingjing.ledger.note import Note, open_note
from mingjing.ledger.vkey import Vkey

SCHEMA = "eep"
FORMAT = "本封装包按DA/T 48-2009的结构，用XML封装一件电子文件的内容数据、元数据和电子签名（要点按领域资料，正式文本待核实）"
TITLE = "mingjing archive eep v1"
RULE = "对“封装内容”元素的规范XML（C14N 1.0）的SHA-256摘要签名，签名文本为C2SP signed-note"


@dataclass(frozen=True, slots=True)
class Sealed:
    """An EEP: its file name and its bytes."""

    name: str
    data: bytes


def packages(folder: Path, key: Key) -> Iterator[Sealed]:
    """The items of a package folder as EEPs, in the order of its directory. Raises UnreadableXml, OSError."""
    metadata = xml.parsed((folder / names.METADATA).read_bytes())
    manifest = xml.parsed((folder / names.MANIFEST).read_bytes())
    volume, items = _entities(metadata)
    for place, item in enumerate(items, 1):
        content = _content(folder, metadata, volume, item)
        yield Sealed(
            f"{folder.name}_{place:03d}.eep",
            _whole(manifest, content, key),
        )


def opened(data: bytes, key: Vkey) -> tuple[dict[str, bytes], list[str]]:
    """The files in an EEP by name, and what is wrong with it (Chinese sentences). Never raises for what is in it."""
    try:
        root = xml.parsed(data)
    except xml.UnreadableXml as fault:
        return {}, [str(fault)]
    wrong = xml.faults(SCHEMA, root)
    files: dict[str, bytes] = {}
    for one in root.iter(f"{{{xml.NAMESPACE}}}文档数据"):
        try:
            files[one.get("文件名", "")] = base64.b64decode(
                "".join(code.text or "" for code in xml.find(one, "编码/编码数据")), validate=True
            )
        except ValueError:
            wrong.append(f"“{one.get('文件名')}”的编码数据读不出来")
    content = xml.find(root, "封装内容")
    result = xml.find(root, "电子签名块/签名结果")
    if content and result:
        wrong += _signature(content[0], result[0].text or "", key)
    return files, wrong


def _signature(content: xml.Element, note: str, key: Vkey) -> list[str]:
    try:
        parsed = Note.parse(note.encode())
        open_note(parsed, [key])
    except LedgerError as fault:
        return [f"电子签名无效：{fault}"]
    return [] if parsed.text == _signed_text(content) else ["电子签名所对应的不是这份封装内容"]


def _entities(metadata: xml.Element) -> tuple[xml.Element, list[xml.Element]]:
    found = xml.find(metadata, da46.FILE)
    return next(one for one in found if one.get("层次") == da46.VOLUME), [
        one for one in found if one.get("层次") == da46.ITEM
    ]


def _content(folder: Path, metadata: xml.Element, volume: xml.Element, item: xml.Element) -> xml.Element:
    made = xml.element("封装内容")
    block = xml.child(made, "文件实体块")
    block.append(deepcopy(volume))
    block.append(deepcopy(item))
    path = "".join(one.text or "" for one in xml.find(item, "计算机文件名"))
    document = xml.child(block, "文档", 标识符=item.get("标识符"))
    for one in (path, *_derivatives(metadata, item.get("标识符", ""))):
        file = xml.child(document, "文档数据", 文件名=one)
        code = xml.child(file, "编码", 方法="base64")
        xml.child(code, "编码数据", base64.b64encode((folder / one).read_bytes()).decode("ascii"))
    for tag, kind in (("业务实体块", da46.BUSINESS), ("机构人员实体块", da46.AGENT)):
        part = xml.child(made, tag)
        for entity in xml.find(metadata, kind):
            part.append(deepcopy(entity))
    return made


def _derivatives(metadata: xml.Element, item: str) -> Iterator[str]:
    for one in xml.find(metadata, da46.RELATION):
        told = [
            found.text or "" for name in ("实体标识符", "关系", "关系描述") for found in xml.find(one, name)
        ]
        if told[:2] == [item, "有转换件"]:
            yield told[2]


def _whole(manifest: xml.Element, content: xml.Element, key: Key) -> bytes:
    agency = "".join(one.text or "" for one in xml.find(manifest, "立档单位"))
    signed_at = "".join(one.text or "" for one in xml.find(content, "文件实体块/文件实体/签名时间"))
    root = xml.element("电子文件封装包")
    xml.child(root, "封装包格式描述", FORMAT)
    xml.child(root, "版本", "2009")
    xml.child(root, "封装包类型", "原始型")
    xml.child(root, "封装包创建时间", signed_at)
    xml.child(root, "封装包创建单位", agency)
    root.append(content)
    etree.indent(root, "  ")
    text = _signed_text(content)
    block = xml.child(root, "电子签名块")
    for name, value in (
        ("签名标识符", "S1"), ("签名规则", RULE), ("签名时间", signed_at), ("签名人", key.signer.vkey.name),
        ("签名结果", Note(text, (key.signer.sign(text),)).raw.decode()), ("证书块", str(key.signer.vkey)),
        ("签名算法标识", key.algorithm),
    ):  # fmt: skip
        xml.child(block, name, value)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made + b"\n"


def _signed_text(content: xml.Element) -> str:
    canonical: bytes = etree.tostring(deepcopy(content), method="c14n")
    return f"{TITLE}\nsha256 {hashlib.sha256(canonical.strip()).hexdigest()}\n"
