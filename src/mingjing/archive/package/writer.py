"""Writes a package into a folder. Equal dossiers and seals give equal bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mingjing import ofd
from mingjing.archive.package import contents, footage, manifest, metadata, names, pdf, process, signing
from mingjing.archive.package.dossier import INNER, MAIN, Dossier, Footage, Original, Paper
from mingjing.archive.package.metadata import Item
from mingjing.ledger.vkey import Vkey
from mingjing.vault import digests_of

Progress = Callable[[int, int], None]
Sign = Callable[[bytes], Mapping[str, str]]
PIECE = 1 << 20


class CannotPack(Exception):
    """The package can't be written; the text is a Chinese sentence with the way to mend it."""


@dataclass
class Writer:
    """`keys` = the public keys by stem; `sign` gives the signed notes for a manifest; `progress(done, of)`."""

    folder: Path
    dossier: Dossier
    keys: Mapping[str, Vkey]
    sign: Sign
    algorithms: Sequence[str]
    signed_at: str
    progress: Progress = lambda done, of: None
    items: list[Item] = field(default_factory=list)
    listed: dict[str, manifest.Listed] = field(default_factory=dict)

    def write(self) -> int:
        """Returns the number of files. Raises CannotPack; a half-written folder is left to the caller."""
        dossier = self.dossier
        steps: list[Callable[[], None]] = []
        steps += [lambda one=one: self._paper(one) for one in dossier.papers]
        steps += [
            lambda place=place, one=one: self._evidence(place, one)
            for place, one in enumerate(dossier.originals, 1)
            if one.sha256
        ]
        steps += [
            lambda place=place, one=one: self._footage(place, one)
            for place, one in enumerate((shot for shot in dossier.footage if shot.sha256), 1)
        ]
        for number, step in enumerate(steps):
            self.progress(number, len(steps) + 1)
            step()
        self._told()
        self.progress(len(steps) + 1, len(steps) + 1)
        return len(self.listed) + 1

    def _paper(self, paper: Paper) -> None:
        place = sum(one.group == paper.volume for one in self.items) + 1
        path = self._free(names.numbered(paper.volume, paper.order, paper.title, ".pdf"))
        data = self._read(paper.sha256)
        told = pdf.facts_of(data)
        if told is None:
            raise CannotPack(f"文书“{paper.title}”不是能够打开的PDF，已停止制作；请先检查原件库。")
        self.put(path, data)
        derivative, missing = path.removesuffix(".pdf") + ".ofd", ""
        try:
            self.put(
                derivative, ofd.from_pdf(data, title=paper.title, number=paper.number, dated=paper.dated)
            )
        except ofd.CannotConvert as fault:
            derivative, missing = "", f"没有OFD转换件：{fault}"
        self.items.append(
            Item(
                id=f"F{len(self.items) + 1}", path=path, title=paper.title, kind=paper.title, number=paper.number,
                author=self.dossier.head.agency, dated=paper.dated, pages=str(paper.pages),
                page_range=f"{paper.first}-{paper.last}" if paper.order else "不编页号", place=place, size=len(data),
                format_name=told.standard or "PDF", format_version=told.version, program=told.program,
                copy="正本" if paper.volume == MAIN else "定稿",
                note="；".join(part for part in ("" if told.standard else "不是PDF/A，保留原件", missing) if part), group=paper.volume, derivative=derivative,
            )
        )  # fmt: skip

    def _evidence(self, place: int, one: Original) -> None:
        path = self._free(
            names.numbered(names.EVIDENCE, place, Path(one.title).stem, names.ending_of(one.name, one.mime))
        )
        size = self._copy(path, one.sha256)
        told = pdf.facts_of((self.folder / path).read_bytes()) if one.mime == "application/pdf" else None
        standard = told.standard if told else ""
        self.items.append(
            self._item(
                path, one.title, one.kind or "证据材料", place, size, names.EVIDENCE, one.mime,
                "" if standard else f"提交时的格式（{one.mime}）不是PDF/A，保留原件，没有转换", one.source,
                pages=str(told.pages) if told else "", name=standard, version=told.version if told else "",
            )
        )  # fmt: skip

    def _footage(self, place: int, shot: Footage) -> None:
        path = self._free(
            names.numbered(names.FOOTAGE, place, shot.title, names.ending_of(shot.name, shot.mime))
        )
        size = self._copy(path, shot.sha256)
        self.put(
            f"{path}.xml",
            footage.description(self.dossier, shot, place, path, size, self.listed[path].sm3),
        )
        self.items.append(
            replace(
                self._item(path, shot.title, shot.scene or "音像记录", place, size, names.FOOTAGE, shot.mime,
                    f"收到时已经不能读取（{shot.unread}），保留原件" if shot.unread else "", shot.recorder),
                dated=shot.begin[:10],
            )
        )  # fmt: skip

    def _item(
        self, path: str, title: str, kind: str, place: int, size: int, group: str, mime: str, note: str, author: str,
        *, pages: str = "", name: str = "", version: str = "",
    ) -> Item:  # fmt: skip
        return Item(
            id=f"F{len(self.items) + 1}", path=path, title=title, kind=kind, number="", author=author, dated="", pages=pages,
            page_range="", place=place, size=size, format_name=name or mime, format_version=version, program="",
            copy="原件", note=note, group=group,
        )  # fmt: skip

    def _told(self) -> None:
        """The XML files, the records with their proofs, the manifest and its signatures."""
        dossier = self.dossier
        for deed in dossier.deeds:
            self.put(process.record_path(deed), deed.manifest)
            if deed.fields:
                self.put(names.fields_of(process.record_path(deed)), deed.fields)
            self.put(f"{names.TRUST}/{deed.rid}.key", deed.key.hex().encode() + b"\n")
            self.put(f"{names.TRUST}/{deed.rid}.entry", deed.entry)
            self.put(f"{names.TRUST}/{deed.rid}.tlog-proof", deed.proof)
        for place, note in enumerate(dossier.checkpoints, 1):
            self.put(names.checkpoint(place), note)
        self.put(names.POLICY, dossier.trust)
        self.put(names.PROCESS, process.process(dossier))
        digests = {path: one.sha256 for path, one in self.listed.items()}
        order = {group: place for place, group in enumerate((MAIN, INNER, names.EVIDENCE, names.FOOTAGE))}
        items = sorted(self.items, key=lambda one: (order[one.group], one.place))
        self.put(names.CONTENTS, contents.contents(dossier, items, digests))
        signed = metadata.Signing(
            [key.name for key in self.keys.values()], self.algorithms, [str(key) for key in self.keys.values()],
            [f"{names.SIGNATURES}/manifest.{stem}{signing.SUFFIX}" for stem in self.keys], self.signed_at,
        )  # fmt: skip
        self.put(names.METADATA, metadata.metadata(dossier, items, signed))
        whole = manifest.manifest(dossier.head, list(self.listed.values()))
        self._write(names.MANIFEST, whole)
        for stem, key in self.keys.items():
            self._write(f"{names.SIGNATURES}/manifest.{stem}{signing.KEY}", f"{key}\n".encode())
        for name, note in self.sign(whole).items():
            self._write(f"{names.SIGNATURES}/{name}", note.encode())

    def put(self, path: str, data: bytes) -> None:
        """One file that the manifest lists."""
        self._write(path, data)
        with (self.folder / path).open("rb") as stream:
            sha256, sm3, size = digests_of(stream)
        self.listed[path] = manifest.Listed(path, size, sha256, sm3)

    def _write(self, path: str, data: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def _copy(self, path: str, digest: str) -> int:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with self.dossier.open(digest) as source, target.open("wb") as copy:
            for piece in _pieces(source):
                copy.write(piece)
        with target.open("rb") as stream:
            sha256, sm3, size = digests_of(stream)
        if sha256 != digest:
            raise CannotPack(f"原件{digest[:16]}…与记录的摘要不符，已停止制作；请先检查原件库。")
        self.listed[path] = manifest.Listed(path, size, sha256, sm3)
        return size

    def _read(self, digest: str) -> bytes:
        with self.dossier.open(digest) as source:
            data = source.read()
        if hashlib.sha256(data).hexdigest() != digest:
            raise CannotPack(f"原件{digest[:16]}…与记录的摘要不符，已停止制作；请先检查原件库。")
        return data

    def _free(self, path: str) -> str:
        """The path, or the first like it that no file has."""
        if path not in self.listed:
            return path
        stem, dot, ending = path.rpartition(".")
        return next(
            found
            for number in range(2, 10_000)
            if (found := f"{stem}_{number}{dot}{ending}") not in self.listed
        )


def _pieces(source: object) -> Iterator[bytes]:
    while piece := source.read(PIECE):  # type: ignore[attr-defined]
        yield piece
