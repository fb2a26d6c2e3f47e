"""Instants and dates of law. Records write instants as RFC 3339 in Chinese time: "2026-09-22T14:10:00+08:00"."""

from __future__ import annotations

import datetime as dt

CHINA = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")


def stamp(instant: dt.datetime) -> str:
    """RFC 3339, seconds, +08:00. `instant` must be aware."""
    return instant.astimezone(CHINA).isoformat(timespec="seconds")


def law_day(instant: dt.datetime) -> dt.date:
    """The date in Asia/Shanghai on which an instant falls."""
    return instant.astimezone(CHINA).date()


def parse_instant(text: str) -> dt.datetime:
    """A date-time with or without offset (without = Chinese time); raises ValueError."""
    instant = dt.datetime.fromisoformat(text)
    if instant.tzinfo is None:
        return instant.replace(tzinfo=CHINA)
    try:
        return instant.astimezone(CHINA)
    except OverflowError:
        raise ValueError("out of range in Chinese time") from None


def day_zh(day: dt.date) -> str:
    """2026年11月22日"""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_zh(instant: dt.date) -> str:
    """2026年11月22日14时10分, or the date alone."""
    if isinstance(instant, dt.datetime):
        local = instant.astimezone(CHINA)
        return f"{day_zh(local.date())}{local.hour}时{local.minute:02d}分"
    return day_zh(instant)


def text_zh(iso: str) -> str:
    """An ISO date or date-time from a record, in Chinese; other text stays as it is."""
    try:
        return moment_zh(parse_instant(iso)) if "T" in iso else day_zh(dt.date.fromisoformat(iso))
    except ValueError:
        return iso
