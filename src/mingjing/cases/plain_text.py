"""Text that a person can see and that every reader of a record sees alike.

A zero-width mark makes two names that look the same different; a direction mark makes an amount or a file name read
backwards; a control character can't be stored. Each is refused with a sentence and never taken out silently: what is
on record is what was entered.
"""

from __future__ import annotations

import re
import unicodedata

_LINES = "\n\r\t"
# Letters of scripts in which a joiner changes the word (Arabic script, Mongolian); elsewhere it is an invisible mark.
_JOINED = re.compile("[\u0600-\u06ff\u0750-\u077f\u1800-\u18aa][\u200c\u200d\u180e]")
# Letters by Unicode's books, blanks to the eye.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_HIDDEN = {"Cc": "控制字符", "Cf": "看不见的格式字符", "Zl": "看不见的格式字符", "Zp": "看不见的格式字符"}


def unreadable(text: str) -> str:
    """What is wrong with a text, to be put behind 含有: "" when nothing is."""
    if text.isascii():
        return "控制字符" if any(not letter.isprintable() and letter not in _LINES for letter in text) else ""
    for letter in _JOINED.sub("", text):
        if letter in _LINES:
            continue
        if letter in _BLANK:
            return "看不见的空白字符"
        kind = unicodedata.category(letter)
        if kind == "Cs":
            return "无效的字符"
        if kind in _HIDDEN:
            return _HIDDEN[kind] + ("（如零宽空格、文字方向符）" if kind != "Cc" else "")
    return ""


def token(text: object, longest: int = 120) -> str:
    """An id, key or name as sent (one line, at most `longest` characters), or "" when it can't be one."""
    if (
        not isinstance(text, str)
        or len(text) > longest
        or any(mark in text for mark in _LINES)
        or unreadable(text)
    ):
        return ""
    return text
