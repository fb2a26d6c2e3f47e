"""Numbers as decisions write them: 三十, 叁万元整, 2.5万元, ¥40,000.00."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {**{letter: n for n, letter in enumerate("零一二三四五六七八九")}, **{letter: n for n, letter in enumerate("零壹贰叁肆伍陆柒捌玖")},
           "〇": 0, "两": 2}  # fmt: skip
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
LETTERS = "".join([*_DIGITS, *_PLACES, *_GROUPS])
_AMOUNT = re.compile(
    rf"(?:[¥￥]\s*)?(?P<figures>\d[\d,，]*(?:\.\d+)?)\s*(?P<group>[万亿]?)\s*元|[¥￥]\s*(?P<bare>\d[\d,]*(?:\.\d+)?)|(?P<letters>[{LETTERS}]+)(?:元|圆)整?"
)


def whole(text: str) -> int:
    """三十五 -> 35, 10 -> 10. Raises ValueError."""
    if text.isdigit():
        return int(text)
    total = section = digit = 0
    for letter in text:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        elif letter in _PLACES:
            section, digit = section + (digit or 1) * _PLACES[letter], 0
        elif letter in _GROUPS:
            total, section, digit = total + (section + digit) * _GROUPS[letter], 0, 0
        else:
            raise ValueError(text)
    return total + section + digit


def amounts(text: str) -> list[Decimal]:
    """Every amount of money in a text, in yuan, in order."""
    found = []
    for match in _AMOUNT.finditer(text):
        if match["letters"]:
            found.append(Decimal(whole(match["letters"])))
        elif match["bare"]:
            found.append(Decimal(match["bare"].replace(",", "")))
        else:
            number = Decimal(match["figures"].replace(",", "").replace("，", ""))
            found.append(number * _GROUPS.get(match["group"], 1))
    return found
