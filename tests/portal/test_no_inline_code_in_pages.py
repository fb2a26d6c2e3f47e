"""The content policy allows no inline style or script, so no public template may hold any; no page asks another site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mingjing.portal

HOME = Path(mingjing.portal.__file__).parent
TEMPLATES = sorted((HOME / "templates").rglob("*.html"))
INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.IGNORECASE)
ELSEWHERE = re.compile(r"""(?:src|href|action)=["']https?:|url\(["']?https?:|fetch\(["'`]https?:|@import""")


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 15


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_holds_no_inline_style_or_script(template: Path) -> None:
    assert not INLINE.search(template.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "path", [*TEMPLATES, *sorted((HOME / "static").rglob("*.*"))], ids=lambda path: path.name
)
def test_page_asks_no_other_site(path: Path) -> None:
    assert not ELSEWHERE.search(path.read_text(encoding="utf-8"))
