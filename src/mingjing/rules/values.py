"""What a person types as the value of a limit, in the type and unit that the limit has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mingjing.law.items import Limit

_NUMBER = re.compile(r"-?\d{1,13}(?:\.\d{1,4})?")


class BadLimit(ValueError):
    """The message says what is wrong, without the limit's title (Chinese)."""


def limit_value(limit: Limit, text: str) -> Any:
    """The value in the limit's own type; raises BadLimit. Units are the limit's: yuan, working days ..."""
    now = limit.value
    if isinstance(now, bool):
        if text not in ("true", "false"):
            raise BadLimit("应当回答是或者否。")
        return text == "true"
    if isinstance(now, int | float):
        if not _NUMBER.fullmatch(text.replace(",", "")):
            raise BadLimit("应当是数字。")
        number = float(text.replace(",", ""))
        if number < 0:
            raise BadLimit("不得小于零。")
        if isinstance(now, int):
            if number != int(number):
                raise BadLimit("应当是整数。")
            return int(number)
        return number
    if isinstance(now, str) and limit.words:
        if text not in limit.words:
            raise BadLimit("应当从所列选项中选择。")
        return text
    raise BadLimit("不是单一的数值，不能在这里改。")


def mapping_value(limit: Limit, sent: Mapping[str, str]) -> dict[str, Any]:
    """A mapping with the same keys, each value one of the limit's options; raises BadLimit."""
    if not isinstance(limit.value, Mapping) or not limit.words:
        raise BadLimit("不是逐项设定的参数。")
    value = {key: sent.get(key, old) for key, old in limit.value.items()}
    if any(one not in limit.words for one in value.values()):
        raise BadLimit("每一项都应当从所列选项中选择。")
    return value
