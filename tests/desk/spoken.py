"""What a reader sees of a page: its words, without tags, and the words that no Chinese reader should meet."""

from __future__ import annotations

import re
from html.parser import HTMLParser

UNSEEN = {"script", "style", "head"}
DIGEST = re.compile(r"\b[0-9a-f]{40,128}\b")
# JSON, Python, English and bare codes: any word of small Latin letters, quotes around keys, booleans.
FOREIGN = re.compile(
    r"\{['\"]|\[['\"]|\b(?:True|False|None|null)\b|(?<![A-Za-z0-9])[a-z][a-z_.]{2,}[a-z0-9_.]*"
)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in UNSEEN

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def foreign_words(html: str) -> set[str]:
    """Everything in the page's text that isn't Chinese, a number, a code in capitals or a digest."""
    reader = _Words()
    reader.feed(html)
    return set(FOREIGN.findall(DIGEST.sub("", " ".join(reader.words))))
