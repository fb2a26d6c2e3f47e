"""Documents of a whole case, set again and again by the process's press."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import typst

from bench import playing
from bench.rows import Baseline, Row
from bench.timing import each, median, typical
from mingjing import papers


def measure(*, small: bool) -> list[Row]:
    asked = printed()
    taken = [
        each(lambda one=one: papers.render(*one[0], **one[1]), 1 if small else 10, warm=1) for one in asked
    ]
    every = [ms for some in taken for ms in some]
    with empty_page() as page:
        plain = typical(page, 5 if small else 50)
    names = {one[0][0].id for one in asked}
    beside = Baseline("typst compile of an empty page", 1000 / plain)
    heavy = max(range(len(asked)), key=lambda at: median(taken[at]))
    return [
        Row("papers", f"documents, {len(names)} forms of a case", 1000 * len(every) / sum(every), "docs/s", beside),
        Row("papers", f"slowest form ({asked[heavy][0][0].id})", median(taken[heavy]), "ms",
            Baseline("typst compile of an empty page", plain)),
    ]  # fmt: skip


def printed() -> list[tuple[tuple[Any, ...], dict[str, Any]]]:
    """What `papers.render` was asked for while a whole case was performed."""
    asked: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    real = papers.render

    def listen(*args: Any, **kwargs: Any) -> papers.Paper:
        asked.append((args, kwargs))
        return real(*args, **kwargs)

    with mock.patch.object(papers, "render", listen):
        playing.play(playing.bureau().stage())
    return asked


class empty_page:
    """A compiler of our own with the press's fonts, and a page without a letter."""

    def __enter__(self) -> Callable[[], Any]:
        self._folder = tempfile.TemporaryDirectory(prefix="mingjing-bench-page-")
        source = Path(self._folder.name) / "empty.typ"
        # Typst remembers what it has set: the page must be a new one each time.
        source.write_text('#set page(paper: "a4")\n#metadata(sys.inputs.n)\n', encoding="utf-8")
        turn = itertools.count()
        fonts = papers.default_press().fonts.fonts
        compiler = typst.Compiler(
            input=str(source), root=self._folder.name, font_paths=fonts, ignore_system_fonts=True
        )
        return lambda: compiler.compile(
            format="pdf", pdf_standards=["a-2b"], sys_inputs={"n": str(next(turn))}
        )

    def __exit__(self, *args: Any) -> None:
        self._folder.cleanup()
