"""A package opened for checking: each file read once, what can't be read noted instead of raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mingjing import ofd
from mingjing.archive.package import contents, footage, manifest, metadata, names, pdf, process, xml
from mingjing.ledger.vkey import Vkey
from mingjing.vault import digests_of

SCHEMAS = {
    names.MANIFEST: manifest.SCHEMA, names.CONTENTS: contents.SCHEMA, names.METADATA: metadata.SCHEMA,
    names.PROCESS: process.SCHEMA,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """An item of 目录.xml. `pages` is None where the directory tells none."""

    group: str
    id: str
    title: str
    path: str
    sha256: str
    pages: int | None
    derivative: str


@dataclass(frozen=True)
class Opened:
    """`files` = size and digests by path, None where the file can't be read; `links` = what isn't a plain file."""

    folder: Path
    keys: Sequence[Vkey]
    files: Mapping[str, manifest.Listed | None]
    links: Sequence[str]
    documents: Mapping[str, xml.Element | str]

    def data(self, path: str) -> bytes:
        """The bytes of a file; b"" where there is none."""
        return (self.folder / path).read_bytes() if self.files.get(path) else b""

    def root(self, path: str) -> xml.Element | None:
        found = self.documents.get(path)
        return None if isinstance(found, str) else found

    @cached_property
    def listed(self) -> Mapping[str, manifest.Listed]:
        """The manifest's files; empty when it can't be read (which a check of its own tells)."""
        try:
            return manifest.read(self.data(names.MANIFEST))[1]
        except xml.UnreadableXml:
            return {}

    @cached_property
    def rows(self) -> list[Row]:
        root = self.root(names.CONTENTS)
        found = []
        for part in xml.find(root, "卷") if root is not None else ():
            for row in xml.find(part, "件"):
                told = {one.tag.rpartition("}")[2]: one for one in row}
                pages = (told["页数"].text or "") if "页数" in told else ""
                file, copy = told.get("文件"), told.get("转换件")
                found.append(
                    Row(
                        part.get("名称", ""), row.get("标识符", ""), (told["题名"].text or "") if "题名" in told else "",
                        (file.text or "") if file is not None else "", file.get("SHA256", "") if file is not None else "",
                        int(pages) if pages.isdigit() else None, (copy.text or "") if copy is not None else "",
                    )
                )  # fmt: skip
        return found

    @cached_property
    def pdfs(self) -> Mapping[str, pdf.PdfFacts | None]:
        return {path: pdf.facts_of(self.data(path)) for path in self.files if path.endswith(".pdf")}

    @cached_property
    def ofds(self) -> Mapping[str, ofd.Document | str]:
        """Read OFD documents; a Chinese sentence where one can't be read."""
        found: dict[str, ofd.Document | str] = {}
        for path in self.files:
            if path.endswith(".ofd"):
                try:
                    found[path] = ofd.read(self.data(path))
                except ofd.UnreadableOfd as fault:
                    found[path] = str(fault)
        return found

    def under(self, folder: str) -> Iterator[str]:
        return (path for path in self.files if path.startswith(f"{folder}/"))


def opened(folder: Path, keys: Sequence[Vkey] = ()) -> Opened:
    """Read the package; faults of reading become part of the result."""
    files: dict[str, manifest.Listed | None] = {}
    links = []
    for one in sorted(folder.rglob("*")):
        path = one.relative_to(folder).as_posix()
        if one.is_symlink() or not (one.is_file() or one.is_dir()):
            links.append(path)
        elif one.is_file():
            files[path] = _digests(one, path)
    documents: dict[str, xml.Element | str] = {}
    for path in (
        *SCHEMAS,
        *(one for one in files if one.startswith(f"{names.FOOTAGE}/") and one.endswith(".xml")),
    ):
        if files.get(path) is None:
            documents[path] = "没有这个文件，或者读不出来"
            continue
        try:
            documents[path] = xml.parsed((folder / path).read_bytes())
        except xml.UnreadableXml as fault:
            documents[path] = str(fault)
    return Opened(folder, keys, files, links, documents)


def schema_of(path: str) -> str:
    """The schema that an XML file of the package is held against."""
    return SCHEMAS.get(path, footage.SCHEMA)


def _digests(file: Path, path: str) -> manifest.Listed | None:
    try:
        with file.open("rb") as stream:
            sha256, sm3, size = digests_of(stream)
    except OSError:
        return None
    return manifest.Listed(path, size, sha256, sm3)
