"""Citations as documents write them: 安全生产法 第97条第7项 -> 《中华人民共和国安全生产法》第九十七条第七项."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .dates import count

_NUMBER = re.compile(r"\d+")
_MORE = re.compile(r"[、，,]\s*(?=第)")


def written(citation: str, full_titles: Mapping[str, str]) -> str:
    """Document form of a citation string (title, space, articles; several joined by ；).

    `full_titles` maps the pack's short titles to official ones; a title that is not there stands as it is. Articles of
    one statute that follow each other stand behind its title together.
    """
    said, last = "", ""
    for part in (part.strip() for part in re.split(r"[；;]", citation) if part.strip()):
        title, _space, places = part.partition(" ")
        title, numbered = title.strip("《》"), _numbered(places)
        again = title == last and numbered
        said += ("、" if said else "") + ("" if again else f"《{full_titles.get(title, title)}》") + numbered
        last = title
    return said


def _numbered(places: str) -> str:
    return _NUMBER.sub(lambda found: count(int(found.group())), _MORE.sub("、", places.replace(" ", "")))
