"""Strict text forms shared by the C2SP formats: canonical base64, plain decimals, lines ended by a newline."""

import base64
import binascii
import re

from mingjing.ledger.errors import MalformedError

_DECIMAL = re.compile(r"(?:0|[1-9][0-9]*)\Z")
MAX_SIZE = 2**63 - 1


def b64encode(data: bytes) -> str:
    """RFC 4648 section 4, padded."""
    return base64.b64encode(data).decode("ascii")


def b64decode(text: str, what: str) -> bytes:
    """Decode canonical base64 only: re-encoding must give the same text (no stray bits or line breaks).

    Raises MalformedError naming `what`.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise MalformedError(f"{what}不是规范的Base64。") from error
    if b64encode(data) != text:
        raise MalformedError(f"{what}不是规范的Base64。")
    return data


def decimal(text: str, what: str) -> int:
    """ASCII decimal without sign or leading zeros, below 2**63. Raises MalformedError naming `what`."""
    if not _DECIMAL.match(text) or len(text) > 19 or int(text) > MAX_SIZE:
        raise MalformedError(f"{what}不是规范的十进制数。")
    return int(text)


def clean_text(raw: bytes, what: str, limit: int) -> str:
    """Decode UTF-8 of at most `limit` bytes, no control character but newline, ended by a newline."""
    if len(raw) > limit:
        raise MalformedError(f"{what}超过{limit}字节。")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedError(f"{what}不是UTF-8文本。") from error
    if any(char < " " and char != "\n" for char in text):
        raise MalformedError(f"{what}含有控制字符。")
    if not text.endswith("\n"):
        raise MalformedError(f"{what}没有以换行结尾。")
    return text
