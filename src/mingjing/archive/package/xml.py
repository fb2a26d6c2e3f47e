"""XML of a package: written alike each time, read without entities or network, held against our own schemas."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lxml import etree

NAMESPACE = "urn:mingjing:archive:1"
_SCHEMAS = Path(__file__).parents[1] / "schemas"
_MOST = 64 << 20  # bytes of one XML file
Element = etree._Element


class UnreadableXml(ValueError):
    """The bytes are no XML that we read; the text says why, in Chinese."""


def element(tag: str, text: str | int | None = None, /, **attributes: str | int | None) -> Element:
    """An element in our namespace; attributes that are None or "" are left out."""
    made = etree.Element(f"{{{NAMESPACE}}}{tag}", nsmap={None: NAMESPACE})
    if text is not None:
        made.text = _clean(str(text))
    for name, value in attributes.items():
        if value not in (None, ""):
            made.set(name, _clean(str(value)))
    return made


def child(
    parent: Element, tag: str, text: str | int | None = None, /, **attributes: str | int | None
) -> Element:
    """As `element`, put at the end of `parent`."""
    made = element(tag, text, **attributes)
    parent.append(made)
    return made


def written(root: Element) -> bytes:
    """The document as bytes; equal trees give equal bytes."""
    etree.indent(root, "  ")
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made + b"\n"


def parsed(data: bytes) -> Element:
    """The root. Raises UnreadableXml."""
    if len(data) > _MOST:
        raise UnreadableXml(f"文件大于{_MOST >> 20} MB。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise UnreadableXml(f"不是合格的XML（第{fault.lineno}行）。") from fault


def faults(schema: str, root: Element) -> list[str]:
    """Where the document departs from `schemas/<schema>.xsd`, each with its line; none = valid."""
    rules = _schema(schema)
    rules.validate(root)
    return [f"第{one.line}行：{one.message}".replace("{" + NAMESPACE + "}", "") for one in rules.error_log]


def find(root: Element, path: str) -> list[Element]:
    """Elements by a path of our tags, such as `文件/路径`."""
    return root.findall("/".join(f"{{{NAMESPACE}}}{step}" for step in path.split("/")))


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(_SCHEMAS / f"{name}.xsd")))


def _clean(text: str) -> str:
    """Without characters that XML 1.0 can't hold."""
    return "".join(
        one
        for one in text
        if one in "\t\n\r" or " " <= one <= "\ud7ff" or (one >= "\ue000" and one not in "\ufffe\uffff")
    )
