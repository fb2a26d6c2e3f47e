"""The articles that a published decision says were breached, and those it was decided by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mingjing.cases.importing.numerals import LETTERS, whole

_NUMBER = rf"[0-9{LETTERS}]+"
_TOKEN = re.compile(
    rf"(?P<verb>违反|触犯|依据|根据|依照|按照|适用|依(?=《|该|第)|按(?=《))"
    rf"|(?P<title>《[^》]{{2,60}}》|该(?:法|条例|办法|规定|规章))"
    rf"|第(?P<article>{_NUMBER})条(?:之(?P<of>{_NUMBER}))?(?:第(?P<clause>{_NUMBER})款)?(?P<items>(?:[、和及]?第[（(]?{_NUMBER}[）)]?项)*)"
    rf"|(?P<judged>判定|参照|不符合)"
    rf"|(?P<stop>[。；;])"
)
_ITEM = re.compile(rf"第[（(]?({_NUMBER})[）)]?项")
BREACH, BASIS, OTHER = "violated", "penal", "other"
_STANDARD = ("标准", "规程", "基准", "规范")


@dataclass(frozen=True)
class Cited:
    """One article, written as the packs cite: "安全生产法 第97条第7项"; `role` = violated, penal or other."""

    role: str
    citation: str

    @property
    def statute(self) -> str:
        return self.citation.split(" ")[0]


def cited(text: str) -> list[Cited]:
    """The articles of a text in order, each with the role that the verb before it gives; each once."""
    found: dict[str, Cited] = {}
    role, title = OTHER, ""
    for match in _TOKEN.finditer(text):
        if match["stop"] or match["judged"]:
            role = OTHER if match["judged"] in {"参照", "不符合"} or match["stop"] else role
        elif match["verb"]:
            role = BREACH if match["verb"] in {"违反", "触犯"} else BASIS
        elif match["title"]:
            title = title if match["title"].startswith("该") else short_title(match["title"])
        elif title:
            said = OTHER if title.endswith(_STANDARD) and role == BASIS else role
            for place in _places(match):
                found.setdefault(f"{title} {place}", Cited(said, f"{title} {place}"))
    return list(found.values())


def listed(articles: Iterable[str]) -> list[str]:
    """A row's own list (《中华人民共和国安全生产法》第三十条第一款) written as the packs cite."""
    return [one.citation for article in articles for one in cited(article)]


def short_title(title: str) -> str:
    """《中华人民共和国安全生产法》 -> 安全生产法"""
    return title.strip("《》").removeprefix("中华人民共和国")


def _places(match: re.Match[str]) -> list[str]:
    stem = f"第{whole(match['article'])}条"
    stem += f"之{whole(match['of'])}" if match["of"] else ""
    stem += f"第{whole(match['clause'])}款" if match["clause"] else ""
    items = [f"{stem}第{whole(item)}项" for item in _ITEM.findall(match["items"] or "")]
    return items or [stem]
