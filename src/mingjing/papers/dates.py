"""Dates as documents write them; dates of law are dates in Asia/Shanghai."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))  # no daylight saving since 1991
_DIGITS = "〇一二三四五六七八九"
_COUNT = "零一二三四五六七八九"


def as_date(value: object) -> date:
    """A date from a date, an aware datetime or ISO text of either. Raises ValueError for anything else."""
    if isinstance(value, datetime) or (isinstance(value, str) and len(value) > 10):
        return as_instant(value).date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return date.fromisoformat(value)
    raise ValueError(f"not a date: {value!r}")


def as_instant(value: object) -> datetime:
    """An instant in Asia/Shanghai from an aware datetime or its RFC 3339 text; naive ones are refused."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise ValueError(f"not an instant with a time zone: {value!r}")
    return moment.astimezone(SHANGHAI)


def day(value: object) -> str:
    """`2026-11-22` -> `2026年11月22日`."""
    when = as_date(value)
    return f"{when.year}年{when.month}月{when.day}日"


def minute(value: object) -> str:
    """`2026-09-22T14:05:00+08:00` -> `2026年9月22日14时05分`; a bare date is written as a day."""
    if isinstance(value, str) and len(value) == 10:
        return day(value)
    moment = as_instant(value)
    return f"{day(moment)}{moment.hour}时{moment.minute:02d}分"


def day_in_words(value: object) -> str:
    """`2026-11-22` -> `二〇二六年十一月二十二日`."""
    when = as_date(value)
    year = "".join(_DIGITS[int(digit)] for digit in f"{when.year:04d}")
    return f"{year}年{count(when.month)}月{count(when.day)}日"


def count(number: int) -> str:
    """Chinese numeral of 0..9999 as in article numbers: 10 -> 十, 97 -> 九十七, 105 -> 一百零五."""
    if not 0 <= number <= 9999:
        raise ValueError(f"out of range: {number}")
    words, pending_zero = "", False
    digits = str(number)
    for index, char in enumerate(digits):
        if char == "0":
            pending_zero = True
            continue
        words += "零" if pending_zero and words else ""
        pending_zero = False
        words += _COUNT[int(char)] + ("", "十", "百", "千")[len(digits) - 1 - index]
    if 10 <= number < 20:
        words = words[1:]
    return words or "零"
