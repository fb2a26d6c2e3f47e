"""Reads an OFD document back: pages with their texts, paths and pictures, and the fonts in it. For checks and tests."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

from .errors import UnreadableOfd
from .write import NAMESPACE

_MOST = 256 << 20  # bytes unpacked


@dataclass(frozen=True, slots=True)
class Page:
    """`width`, `height` in mm; `objects` = the elements of its layers in the order of drawing."""

    width: float
    height: float
    objects: tuple[Any, ...]

    @property
    def text(self) -> str:
        """The characters in the order of drawing."""
        return "".join(
            one.findtext(tag("TextCode")) or "" for one in self.objects if one.tag == tag("TextObject")
        )


@dataclass(frozen=True, slots=True)
class Document:
    """`fonts` and `pictures` = the files by resource id."""

    title: str
    pages: tuple[Page, ...]
    fonts: Mapping[str, bytes]
    pictures: Mapping[str, bytes]


def tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def read(data: bytes) -> Document:
    """Raises UnreadableOfd with what is missing or broken."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > _MOST:
                raise UnreadableOfd("OFD解开后过大。")
            return _Reader(archive).document()
    except BadZipFile as fault:
        raise UnreadableOfd("不是OFD文件（不能解开）。") from fault


class _Reader:
    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive

    def document(self) -> Document:
        root = self._xml("OFD.xml")
        place = root.findtext(f"{tag('DocBody')}/{tag('DocRoot')}") or ""
        whole = self._xml(place)
        folder = place.rpartition("/")[0]
        fonts: dict[str, bytes] = {}
        pictures: dict[str, bytes] = {}
        for kind in ("PublicRes", "DocumentRes"):
            for one in whole.findall(f"{tag('CommonData')}/{tag(kind)}"):
                self._resources(folder, one.text or "", fonts, pictures)
        pages = tuple(
            self._page(f"{folder}/{one.get('BaseLoc', '')}")
            for one in whole.findall(f"{tag('Pages')}/{tag('Page')}")
        )
        if not pages:
            raise UnreadableOfd("OFD没有页面。")
        title = root.findtext(f"{tag('DocBody')}/{tag('DocInfo')}/{tag('Title')}") or ""
        return Document(title, pages, fonts, pictures)

    def _resources(self, folder: str, name: str, fonts: dict[str, bytes], pictures: dict[str, bytes]) -> None:
        root = self._xml(f"{folder}/{name}")
        base = f"{folder}/{root.get('BaseLoc', '')}"
        for one in root.iter(tag("Font")):
            fonts[one.get("ID", "")] = self._bytes(f"{base}/{one.findtext(tag('FontFile'))}")
        for one in root.iter(tag("MultiMedia")):
            pictures[one.get("ID", "")] = self._bytes(f"{base}/{one.findtext(tag('MediaFile'))}")

    def _page(self, path: str) -> Page:
        root = self._xml(path)
        box = (root.findtext(f"{tag('Area')}/{tag('PhysicalBox')}") or "").split()
        try:
            _, _, width, height = (float(one) for one in box)
        except ValueError as fault:
            raise UnreadableOfd(f"OFD的页面{path}没有写明大小。") from fault
        layers = root.findall(f"{tag('Content')}/{tag('Layer')}")
        return Page(width, height, tuple(one for layer in layers for one in layer))

    def _xml(self, name: str) -> Any:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(self._bytes(name), parser)
        except etree.XMLSyntaxError as fault:
            raise UnreadableOfd(f"OFD的{name}不是合格的XML。") from fault

    def _bytes(self, name: str) -> bytes:
        try:
            return self.archive.read(name)
        except (KeyError, BadZipFile, EOFError, OSError, NotImplementedError) as fault:
            raise UnreadableOfd(f"OFD缺少{name}，或者它已损坏。") from fault
