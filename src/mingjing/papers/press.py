"""Sets a sheet in type: Typst, one warm compiler for each process (a font is read once)."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from .errors import PaperError
from .fonts import FontSet, find_fonts

_LAYOUT = Path(__file__).with_name("layout")


class Press:
    """A compiler with its fonts. Safe to use from several threads: one document is set at a time."""

    def __init__(self, fonts: FontSet) -> None:
        self.fonts = fonts
        self._lock = threading.Lock()
        self._compiler = typst.Compiler(
            input=str(_LAYOUT / "sheet.typ"),
            root=str(_LAYOUT),
            font_paths=fonts.fonts,
            ignore_system_fonts=True,
        )

    def pdf(self, sheet: Mapping[str, Any], issued_on: date) -> bytes:
        """PDF/A-2b of a sheet; equal sheets and days give equal bytes. Raises PaperError if it can't be set.

        The facts go in as JSON in one input and are printed as text: nothing in them is ever read as markup.
        PDF/A refuses a glyph that no face has, so no empty box can slip through.
        """
        content = {**sheet, "fonts": {"body": self.fonts.body, "title": self.fonts.title}}
        # midnight UTC is 08:00 in Shanghai: the same day for a reader in either
        created = datetime(issued_on.year, issued_on.month, issued_on.day, tzinfo=UTC)
        with self._lock:
            try:
                made = self._compiler.compile(
                    format="pdf",
                    sys_inputs={"sheet": json.dumps(content, ensure_ascii=False, sort_keys=True)},
                    pdf_standards=["a-2b"],
                    timestamp=created,
                    pdf_tags=False,
                )
            except typst.TypstError as fault:
                raise PaperError(
                    "文书排版失败，没有生成文件。", f"请把此信息交给系统管理员：{fault.message}"
                ) from fault
        if not isinstance(made, bytes):
            raise PaperError("文书排版没有得到文件。", "请与系统管理员联系。")
        return made


@lru_cache(maxsize=1)
def default_press() -> Press:
    """The process's press, with fonts from the folders in MINGJING_FONTS, then the usual ones. Raises FontsMissing."""
    folders = os.environ.get("MINGJING_FONTS", "").split(os.pathsep)
    return Press(find_fonts([Path(folder) for folder in folders if folder]))


def pressed() -> bool:
    """Whether this process has a press. Typst's threads don't survive a fork: a forked child would wait for ever."""
    return default_press.cache_info().currsize > 0
