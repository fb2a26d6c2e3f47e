"""How wide a text is and where its lines break, without a font: Chinese characters take 1 em, others about half."""

from __future__ import annotations

import re
import unicodedata

_NO_START = "。，、；：？！）》」』〕】”’…·%％)]"
_NO_END = "（《「『〔【“‘(["
_WIDE_LATIN = set("mwMW@%&")
_TOKEN = re.compile(r"第?[0-9]+[年月日条款项次]|[A-Za-z0-9.,/:+_-]+|\s+|.", re.DOTALL)


def clean(text: str) -> str:
    """One line of characters that XML allows: control characters and line ends become single spaces."""
    shown = "".join(
        " " if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else one
        for one in text
    )
    return " ".join(shown.split())


def em(text: str) -> float:
    """Width in em, rather too wide than too narrow."""
    return sum(_em(one) for one in text)


def _em(one: str) -> float:
    if ord(one) > 0x7F:
        return 0.0 if unicodedata.combining(one) else 1.0
    if one in _WIDE_LATIN:
        return 0.95
    if one.isupper():
        return 0.7
    return 0.3 if one == " " else 0.58


def wrap(text: str, width: float) -> list[str]:
    """Lines of at most `width` em. No line begins with closing punctuation or ends with opening one; words and numbers
    stay whole unless they alone are wider than a line."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(clean(text), width):
        if line and em(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _pieces(text: str, width: float) -> list[str]:
    """What may not be torn apart."""
    pieces: list[str] = []
    for token in _TOKEN.findall(text):
        glued = pieces and (token[0] in _NO_START or pieces[-1][-1] in _NO_END)
        if glued and em(pieces[-1] + token) <= width:
            pieces[-1] += token
        elif em(token) > width:
            pieces.extend(_cut(token, width))
        else:
            pieces.append(token)
    return pieces


def _cut(token: str, width: float) -> list[str]:
    parts = [""]
    for one in token:
        if parts[-1] and em(parts[-1] + one) > width:
            parts.append("")
        parts[-1] += one
    return parts
