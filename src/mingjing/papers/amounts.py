"""Amounts of money in figures and in Chinese capitals (支付结算办法 附件一: the writing of amounts)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")
LIMIT = Decimal("1000000000000")  # below one trillion (9999亿 and the rest)
CENT = Decimal("0.01")


def as_money(value: object) -> Decimal:
    """Yuan as a Decimal with two places, from Decimal, int or decimal text. Never from float (inexact).

    Raises ValueError for anything else, for negative amounts, fractions of a fen and amounts of a trillion or more.
    """
    if isinstance(value, bool | float) or not isinstance(value, Decimal | int | str):
        raise ValueError(f"not an amount: {value!r}")
    try:
        amount = Decimal(value.strip().replace(",", "") if isinstance(value, str) else value)
    except InvalidOperation:
        raise ValueError(f"not an amount: {value!r}") from None
    if not amount.is_finite() or amount < 0 or amount >= LIMIT:
        raise ValueError(f"amount out of range: {value!r}")
    rounded = amount.quantize(CENT, rounding=ROUND_HALF_UP)
    if rounded != amount:
        raise ValueError(f"amount finer than a fen: {value!r}")
    return rounded


def figures(value: object) -> str:
    """`48000` -> `48,000.00`."""
    return f"{as_money(value):,.2f}"


def capitals(value: object) -> str:
    """`1000400.05` -> `壹佰万零肆佰元零伍分`; whole yuan and jiao end in 整; zero is `零元整`."""
    fen_total = int(as_money(value) * 100)
    yuan, fen_part = divmod(fen_total, 100)
    jiao, fen = divmod(fen_part, 10)
    words = _integer(yuan) + "元" if yuan else ""
    if not fen_part:
        return (words or "零元") + "整"
    if jiao:
        words += DIGITS[jiao] + "角"
    elif words:
        words += "零"
    return words + (DIGITS[fen] + "分" if fen else "整")


def _integer(number: int) -> str:
    """Chinese capitals of 1..999,999,999,999: one 零 for each inner run of zeros, none at the end."""
    words, pending_zero = "", False
    digits = str(number)
    for index, char in enumerate(digits):
        place = len(digits) - 1 - index
        if char == "0":
            pending_zero = True
        else:
            if pending_zero and words:
                words += "零"
            pending_zero = False
            words += DIGITS[int(char)] + PLACES[place % 4]
        group = place // 4
        if place % 4 == 0 and group and (number // 10**place) % 10000:
            words += GROUPS[group]
    return words


def read_capitals(text: str) -> Decimal:
    """The amount that `capitals` wrote; used to compare the two forms of an amount in a document.

    Raises ValueError when the text is not an amount in capitals.
    """
    body = text.removesuffix("整")
    yuan_text, mark, rest = body.partition("元")
    if not mark:
        yuan_text, rest = "", body
    fen = 0
    for unit, worth in (("角", 10), ("分", 1)):
        head, mark, tail = rest.partition(unit)
        if mark:
            fen += _digit(head.lstrip("零") or "零") * worth
            rest = tail
    if rest or not body:
        raise ValueError(f"not an amount in capitals: {text!r}")
    amount = Decimal(_read_integer(yuan_text)) + Decimal(fen) / 100
    if capitals(amount) != text:  # refuses what only looks like an amount (壹拾拾元)
        raise ValueError(f"not an amount in capitals: {text!r}")
    return amount.quantize(CENT)


def _read_integer(text: str) -> int:
    total, section, digit = 0, 0, 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS.index(char)
        elif char in PLACES[1:]:
            section, digit = section + digit * 10 ** PLACES.index(char), 0
        elif char in GROUPS[1:]:
            total += (section + digit) * 10 ** (4 * GROUPS.index(char))
            section = digit = 0
        else:
            raise ValueError(f"not an amount in capitals: {text!r}")
    return total + section + digit


def _digit(char: str) -> int:
    if len(char) != 1 or char not in DIGITS:
        raise ValueError(f"not a capital digit: {char!r}")
    return DIGITS.index(char)
