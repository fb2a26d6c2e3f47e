"""What people typed, made fit to be printed: nothing is lost in silence, nothing can turn the page's text around."""

from __future__ import annotations

import re
import unicodedata

_SILENT = frozenset(
    "\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u00ad"
)  # joiners and breaks: drawn as nothing
_UNBROKEN = re.compile(r"[!-~]{25,}")  # 28 characters make a line: longer runs get places to break
_BREAK = "\u200b"


def printable(text: str, drawable: frozenset[int]) -> str:
    """`text` with line ends unified and every character that no face can draw spelled out as 〔U+1F600〕.

    Control characters, direction overrides and emoji are spelled out too, so that the paper shows that they were there.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "　")
    return "".join(_shown(char, drawable) for char in text)


def _shown(char: str, drawable: frozenset[int]) -> str:
    if char == "\n":
        return char
    if char in _SILENT:
        return ""
    if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") or ord(char) not in drawable:
        return f"〔U+{ord(char):04X}〕"
    return char


def breakable(text: str) -> str:
    """Zero-width breaks inside long Latin runs (digests, addresses of pages), which would leave the margin."""
    return _UNBROKEN.sub(
        lambda run: _BREAK.join(run.group()[i : i + 4] for i in range(0, len(run.group()), 4)), text
    )
