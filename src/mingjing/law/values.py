"""Checking what was filled into a field; every refusal is a Chinese sentence.

Normal forms in records: money "80000.00", dates "2026-09-22", instants RFC 3339 with +08:00.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from stdnum.cn import ric, uscc

from .fields import Kind
from .instants import day_zh, parse_instant, stamp

if TYPE_CHECKING:
    from .fields import Fact
    from .pack import Pack

_LENGTHS = {"text": 500, "longtext": 20_000, "docref": 200}
_MOST = Decimal(10) ** 14
_EARLIEST, _LATEST = dt.date(1900, 1, 1), dt.date(2200, 1, 1)
_ID_NUMBER = re.compile(r"\d{17}[\dXx]")
PERSON_KEYS = {"name", "id_number", "phone", "relation", "post", "address", "gender", "age", "id"}


class BadValue(ValueError):
    """The message says what is wrong, without the field's title."""


def normal(pack: Pack, kind: Kind | Fact, value: Any, today: dt.date) -> Any:
    """The value in its normal form; raises BadValue. `today` = the date of the act."""
    check = _CHECKS.get(kind.type)
    if check is None:
        raise BadValue(f"不支持的栏目类型“{kind.type}”。")
    return check(pack, kind, value, today)


def is_blank(value: Any) -> bool:
    """Nothing was filled in. False and 0 are answers."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value in ([], {}, ())


def _text(_pack: Pack, kind: Any, value: Any, _today: dt.date) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadValue("应当填写文字。")
    text = str(value).strip()
    if "\x00" in text:
        raise BadValue("含有不能保存的字符。")
    least, most = int(_bound(kind, "min") or 0), int(_bound(kind, "max") or _LENGTHS.get(kind.type, 500))
    if len(text) > most:
        raise BadValue(f"不得超过{most}字，现在是{len(text)}字。")
    if text and len(text) < least:
        raise BadValue(f"不得少于{least}字。")
    pattern = getattr(kind, "pattern", "")
    if text and pattern and not re.fullmatch(pattern, text):
        raise BadValue("格式不符合要求。")
    return text


def _bound(kind: Any, name: str) -> str | None:
    bound: str | None = getattr(kind, name, None)
    return bound


def _date(_pack: Pack, kind: Any, value: Any, today: dt.date) -> str:
    try:
        day = dt.date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise BadValue("应当是真实的日期（年-月-日）。")
    if not _EARLIEST <= day <= _LATEST:
        raise BadValue("日期超出合理范围。")
    least, most = _day(_bound(kind, "min"), today), _day(_bound(kind, "max"), today)
    if most and day > most:
        raise BadValue(f"不得晚于{day_zh(most)}。")
    if least and day < least:
        raise BadValue(f"不得早于{day_zh(least)}。")
    return day.isoformat()


def _day(bound: str | None, today: dt.date) -> dt.date | None:
    if bound is None:
        return None
    return today if bound == "today" else dt.date.fromisoformat(bound)


def _datetime(_pack: Pack, kind: Any, value: Any, today: dt.date) -> str:
    try:
        instant = parse_instant(value) if isinstance(value, str) and "T" in value.replace(" ", "T") else None
    except ValueError:
        instant = None
    if instant is None:
        raise BadValue("应当是真实的日期和时间。")
    if not _EARLIEST <= instant.date() <= _LATEST:
        raise BadValue("日期超出合理范围。")
    if _bound(kind, "max") == "today" and instant.date() > today:
        raise BadValue(f"不得晚于{day_zh(today)}。")
    return stamp(instant)


def _money(_pack: Pack, kind: Any, value: Any, _today: dt.date) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise BadValue("应当是金额（元）。")
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        raise BadValue("应当是金额（元）。") from None
    if not amount.is_finite() or amount >= _MOST:
        raise BadValue("应当是合理的金额（元）。")
    if amount < 0:
        raise BadValue("金额不得小于零。")
    if amount != amount.quantize(Decimal("0.01")):
        raise BadValue("金额最多保留到分（两位小数）。")
    _between(kind, amount)
    return f"{abs(amount):.2f}"


def _int(_pack: Pack, kind: Any, value: Any, _today: dt.date) -> int:
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}", value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 10**15:
        raise BadValue("应当是整数。")
    if value < 0 and _bound(kind, "min") is None:
        raise BadValue("不得小于零。")
    _between(kind, value)
    return value


def _between(kind: Any, number: Decimal | int) -> None:
    least, most = _bound(kind, "min"), _bound(kind, "max")
    if least is not None and number < Decimal(least):
        raise BadValue(f"不得小于{least}。")
    if most is not None and number > Decimal(most):
        raise BadValue(f"不得大于{most}。")


def _bool(_pack: Pack, _kind: Any, value: Any, _today: dt.date) -> bool:
    if not isinstance(value, bool):
        raise BadValue("应当回答是或者否。")
    return value


def _enum(pack: Pack, kind: Any, value: Any, _today: dt.date) -> str:
    choice = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    known = choices(pack, kind) if kind.of else kind.options
    if not isinstance(choice, str) or choice not in known:
        raise BadValue("应当从所列选项中选择。")
    return choice


def choices(pack: Pack, kind: Kind | Fact) -> dict[str, str]:
    """Options of a field: value -> Chinese title."""
    if kind.of:
        return {row.id: row.title for row in pack.catalogue(kind.of).rows}
    options = kind.options
    return dict(options) if isinstance(options, dict) else {option: option for option in options}


def _uscc(pack: Pack, kind: Any, value: Any, today: dt.date) -> str:
    code = _text(pack, kind, value, today).upper()
    if not uscc.is_valid(code):
        raise BadValue("统一社会信用代码不正确（应为18位，校验码须相符）。")
    return code


def _ric(pack: Pack, kind: Any, value: Any, today: dt.date) -> str:
    number = _text(pack, kind, value, today).upper()
    if not ric.is_valid(number):
        raise BadValue("居民身份证号码不正确（应为18位，校验码须相符）。")
    return number


def _person(pack: Pack, kind: Any, value: Any, today: dt.date) -> dict[str, Any]:
    if not isinstance(value, Mapping) or is_blank(value.get("name")):
        raise BadValue("应当写明姓名。")
    unknown = sorted(set(value) - PERSON_KEYS)
    if unknown:
        raise BadValue("有不认识的人员信息：" + "、".join(unknown) + "。")
    plain = Kind(title="", type="text")
    person = {key: _text(pack, plain, item, today) for key, item in value.items() if not is_blank(item)}
    number = person.get("id_number", "")
    if _ID_NUMBER.fullmatch(number) and not ric.is_valid(number):
        raise BadValue(f"{person['name']}的居民身份证号码不正确（校验码不符）。")
    return person


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise BadValue("应当是列表。")
    if len(value) > 2000:
        raise BadValue("不得超过2000项。")
    return list(value)


def _each(one: Callable[[Any, Any, Any, dt.date], Any]) -> Callable[[Any, Any, Any, dt.date], Any]:
    return lambda pack, kind, value, today: [one(pack, kind, item, today) for item in _list(value)]


def _enums(pack: Pack, kind: Any, value: Any, _today: dt.date) -> list[str]:
    known = choices(pack, kind)
    chosen = [str(item) for item in _list(value)]
    if any(item not in known for item in chosen):
        raise BadValue("应当从所列选项中选择。")
    if len(set(chosen)) < len(chosen):
        raise BadValue("同一选项选了两次。")
    return chosen


def _table(pack: Pack, kind: Any, value: Any, today: dt.date) -> list[dict[str, Any]]:
    return [_table_row(pack, kind.columns, row, index, today) for index, row in enumerate(_list(value), 1)]


def _table_row(pack: Pack, columns: Any, row: Any, index: int, today: dt.date) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        raise BadValue(f"第{index}行应当逐栏填写。")
    unknown = sorted(set(row) - set(columns)) if columns and not row.keys() <= columns.keys() else ()
    if unknown:
        raise BadValue(f"第{index}行有不认识的栏目：" + "、".join(unknown) + "。")
    result = {} if columns else dict(row)
    for name, column in columns.items():
        if is_blank(row.get(name)):
            if column.required:
                raise BadValue(f"第{index}行没有填写“{column.title}”。")
            continue
        try:
            result[name] = normal(pack, column, row[name], today)
        except BadValue as error:
            raise BadValue(f"第{index}行“{column.title}”：{error}") from error
    return result


def _line(_pack: Pack, _kind: Any, value: Any, _today: dt.date) -> str:
    """A citation: one line of text."""
    if not isinstance(value, str) or not value.strip():
        raise BadValue("有空白的一项。")
    if len(value) > 500:
        raise BadValue("有一项超过500字。")
    return value.strip()


def _named(_pack: Pack, _kind: Any, value: Any, _today: dt.date) -> Any:
    """An officer or an element: its id, or a mapping of texts with an id."""
    if isinstance(value, Mapping):
        if not all(isinstance(one, str | int | bool) for one in value.values()) or is_blank(value.get("id")):
            raise BadValue("有一项没有编号，或者写法不对。")
        return {**value, "id": str(value["id"])}
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _line(_pack, _kind, value, _today)


_CHECKS: dict[str, Callable[[Any, Any, Any, dt.date], Any]] = {
    "text": _text, "longtext": _text, "docref": _text, "uscc": _uscc, "ric": _ric,
    "date": _date, "datetime": _datetime, "money": _money, "int": _int, "bool": _bool,
    "enum": _enum, "[enum]": _enums, "person": _person, "persons": _each(_person), "table": _table,
    "officers": _each(_named), "citations": _each(_line), "elements": _each(_named), "text_list": _each(_text),
}  # fmt: skip
