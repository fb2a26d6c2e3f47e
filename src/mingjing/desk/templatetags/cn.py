"""How dates, times and amounts are written in Chinese on the pages.

Dates of law are shown as in Asia/Shanghai; instants are turned into that zone first.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django import template

register = template.Library()
SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"


def as_day(value: object) -> date | None:
    """A date from a date, an instant or an ISO text; None for anything empty or unreadable."""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).date() if value.tzinfo else value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and value:
        try:
            return as_day(datetime.fromisoformat(value))
        except ValueError:
            return None
    return None


def as_instant(value: object) -> datetime | None:
    """An aware instant in Asia/Shanghai from a datetime or an RFC 3339 text."""
    if isinstance(value, str) and "T" in value:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI) if value.tzinfo else value.replace(tzinfo=SHANGHAI)
    return None


@register.filter
def cndate(value: object) -> str:
    """2026年11月22日"""
    day = as_day(value)
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@register.filter
def cnshort(value: object) -> str:
    """11月22日; the year is said where it is not this page's year."""
    day = as_day(value)
    return f"{day.month}月{day.day}日" if day else ""


@register.filter
def cntime(value: object) -> str:
    """14:10, in Asia/Shanghai."""
    moment = as_instant(value)
    return f"{moment:%H:%M}" if moment else ""


@register.filter
def cnclock(value: object) -> str:
    """14:10:32, in Asia/Shanghai."""
    moment = as_instant(value)
    return f"{moment:%H:%M:%S}" if moment else ""


@register.filter
def lasting(value: object) -> str:
    """How long, from a timedelta or seconds: 3 天 2 小时, 2 小时 5 分, 2 分 18 秒."""
    whole = int(value.total_seconds() if isinstance(value, timedelta) else float(str(value or 0)))
    days, hours, minutes, seconds = whole // 86_400, whole // 3600 % 24, whole // 60 % 60, whole % 60
    if days:
        return f"{days} 天 {hours} 小时"
    if hours:
        return f"{hours} 小时 {minutes} 分"
    return f"{minutes} 分 {seconds} 秒" if minutes else f"{seconds} 秒"


@register.filter
def timecode(seconds: int) -> str:
    """06:41, 1:06:41: a place in a recording."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


@register.filter
def cnmoment(value: object) -> str:
    """2026年11月22日 14:10"""
    return f"{cndate(value)} {cntime(value)}".strip()


@register.filter
def weekday(value: object) -> str:
    day = as_day(value)
    return f"星期{WEEKDAYS[day.weekday()]}" if day else ""


@register.filter
def isoday(value: object) -> str:
    day = as_day(value)
    return day.isoformat() if day else ""


@register.filter
def yuan(value: object) -> str:
    """80,000.00 (no sign: the label says 元)."""
    try:
        return f"{Decimal(str(value)):,.2f}"
    except InvalidOperation:
        return ""


@register.filter
def initial(name: str) -> str:
    """The first character of a name, for the round badge."""
    return name[:1] if name else "·"
