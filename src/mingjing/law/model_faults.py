"""Pydantic's errors as Chinese sentences for pack authors."""

from __future__ import annotations

from typing import Any

_SENTENCES = {
    "missing": "缺少“{name}”。",
    "extra_forbidden": "不认识“{name}”这一项。",
    "string_type": "“{name}”应当是文字。",
    "bool_type": "“{name}”应当是 true 或者 false。",
    "bool_parsing": "“{name}”应当是 true 或者 false。",
    "int_type": "“{name}”应当是整数。",
    "int_parsing": "“{name}”应当是整数。",
    "literal_error": "“{name}”只能是 {expected} 之一。",
    "date_from_datetime_parsing": "“{name}”应当是日期（年-月-日）。",
    "date_parsing": "“{name}”应当是日期（年-月-日）。",
    "date_type": "“{name}”应当是日期（年-月-日）。",
    "tuple_type": "“{name}”应当是列表。",
    "list_type": "“{name}”应当是列表。",
    "dict_type": "“{name}”应当由“键: 值”组成。",
    "model_type": "“{name}”应当由“键: 值”组成。",
    "model_attributes_type": "“{name}”应当由“键: 值”组成。",
    "less_than_equal": "“{name}”不能大于 {le}。",
    "greater_than_equal": "“{name}”不能小于 {ge}。",
}


def sentence(error: Any) -> str:
    """One sentence for one entry of ValidationError.errors()."""
    steps = [str(step) for step in error["loc"] if isinstance(step, str)]
    pattern = _SENTENCES.get(error["type"])
    name = steps[-1] if steps else "这一项"
    if pattern is None:
        return f"“{name}”不合要求：{error['msg']}。"
    return pattern.format(name=name, **error.get("ctx", {}))
