"""The faces of documents: found by explicit folders, never the machine's own list, so pages are alike everywhere.

Body: FandolFang (仿宋) where it is installed, else Noto Serif SC. Titles and Latin: Noto Serif SC (always needed).
Rare characters: Noto Serif CJK SC, where Debian's fonts-noto-cjk is installed. `FontSet.report` says what is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import typst

from .errors import FontsMissing
from .glyphs import covered

FANGSONG = "FandolFang R"
SERIF = "Noto Serif SC"
RARE = "Noto Serif CJK SC"
_REPOSITORY = Path(__file__).resolve().parents[3]
_NPM = _REPOSITORY / "node_modules" / "@expo-google-fonts" / "noto-serif-sc"
FOLDERS: tuple[Path, ...] = (
    _REPOSITORY / "var" / "fonts",
    _NPM / "400Regular",
    _NPM / "700Bold",
    Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
    Path("/usr/share/fonts/opentype/noto"),
)


@dataclass(frozen=True)
class FontSet:
    """The fonts of one press. `body` is the chain for running text, first choice first."""

    fonts: typst.Fonts
    body: tuple[str, ...]
    title: tuple[str, ...]
    files: tuple[tuple[str, Path, int], ...]  # family, file, index of the face in the file (regular weight)

    @cached_property
    def drawable(self) -> frozenset[int]:
        """Code points that at least one face of the body chain can draw."""
        return frozenset().union(*(covered(path, index) for _family, path, index in self.files))

    @property
    def fangsong(self) -> bool:
        """Whether running text is set in FangSong, as GB/T 9704-2012 5.2.2 wants."""
        return self.body[0] == FANGSONG

    def report(self) -> str:
        """One Chinese sentence on the faces in use, for start-up output and the administrator's page."""
        rare = "，罕用字由 Noto Serif CJK SC 补足" if RARE in self.body else ""
        if self.fangsong:
            return f"文书正文用仿宋（FandolFang），标题用 Noto Serif SC 粗体{rare}。"
        return f"没有找到仿宋字体，文书正文改用 Noto Serif SC{rare}；执行 tools/fangsong 可装上仿宋。"


def find_fonts(folders: Sequence[Path] = (), *, fangsong: bool = True) -> FontSet:
    """Fonts from `folders`, then from the usual places. `fangsong=False` leaves FandolFang out.

    Raises FontsMissing when Noto Serif SC (regular and bold) is nowhere.
    """
    looked = [*folders, *FOLDERS]
    present = [str(folder) for folder in looked if folder.is_dir()]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=present)
    faces = list(fonts.fonts())
    if not {400, 700} <= {face.weight for face in faces if face.family == SERIF}:
        raise FontsMissing(SERIF, [str(folder) for folder in looked])
    wanted = ((FANGSONG,) if fangsong else ()) + (SERIF, RARE)
    files = tuple(_regular(faces, family) for family in wanted)
    kept = tuple(file for file in files if file is not None)
    body = tuple(family for family, _path, _index in kept)
    title = tuple(family for family in body if family != FANGSONG)
    return FontSet(fonts, body, title, kept)


def _regular(faces: Iterable[typst.FontInfo], family: str) -> tuple[str, Path, int] | None:
    for face in faces:
        if face.family == family and face.weight == 400 and face.style == "normal" and face.path:
            return family, Path(face.path), face.index
    return None
