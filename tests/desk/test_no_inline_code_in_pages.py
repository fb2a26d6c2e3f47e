"""The content policy allows no inline style or script, so no template may hold any."""

import re
from pathlib import Path

import pytest

import mingjing.desk

TEMPLATES = sorted((Path(mingjing.desk.__file__).parent / "templates").rglob("*.html"))
INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|hx-on|javascript:", re.IGNORECASE)


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 30


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_holds_no_inline_style_or_script(template: Path) -> None:
    assert not INLINE.search(template.read_text(encoding="utf-8"))
