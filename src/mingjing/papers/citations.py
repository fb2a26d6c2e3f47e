"""Citations as documents write them: 安全生产法 第97条第7项 -> 《中华人民共和国安全生产法》第九十七条第七项."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .dates import count

_NUMBER = re.compile(r"\d+")
_MORE = re.compile(r"[、，,]\s*(?=第)")


def written(citation: str, full_titles: Mapping[str, str]) -> str:
    """Document form of a citation string (title, space, articles; several joined by ；).

    `full_titles` maps the pack's short titles to official ones; a title that is not there stands as it is.
    """
    parts = [part.strip() for part in re.split(r"[；;]", citation) if part.strip()]
    return "、".join(_one(part, full_titles) for part in parts)


def _one(citation: str, full_titles: Mapping[str, str]) -> str:
    title, _space, articles = citation.strip().partition(" ")
    title = title.strip("《》")
    numbered = _NUMBER.sub(
        lambda found: count(int(found.group())), _MORE.sub("、", articles.replace(" ", ""))
    )
    return f"《{full_titles.get(title, title)}》{numbered}"
