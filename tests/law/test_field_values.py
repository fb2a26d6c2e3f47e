"""What may be filled into a field, and in what form it is kept."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.law.fields import Column, Kind
from mingjing.law.values import BadValue, normal

DAY = dt.date(2026, 3, 2)

GOOD = [
    ({"type": "money"}, "80000", "80000.00"),
    ({"type": "money"}, 0.1, "0.10"),
    ({"type": "money"}, "0", "0.00"),
    ({"type": "int"}, "12", 12),
    ({"type": "bool"}, False, False),
    ({"type": "date"}, "2024-02-29", "2024-02-29"),
    ({"type": "date", "max": "today"}, "2026-03-02", "2026-03-02"),
    ({"type": "datetime"}, "2026-03-02T14:10", "2026-03-02T14:10:00+08:00"),
    ({"type": "datetime"}, "2026-03-02T06:10:00+00:00", "2026-03-02T14:10:00+08:00"),
    ({"type": "text"}, " 云湖区 ", "云湖区"),
    ({"type": "enum", "options": ["甲", "乙"]}, "甲", "甲"),
    ({"type": "enum", "of": "outcomes"}, "pass", "pass"),
    ({"type": "[enum]", "options": {"a": "甲", "b": "乙"}}, ["b", "a"], ["b", "a"]),
    ({"type": "uscc"}, "91110000600037341l", "91110000600037341L"),
    ({"type": "ric"}, "11010519491231002x", "11010519491231002X"),
    (
        {"type": "person"},
        {"name": "周启明", "phone": 13800000000},
        {"name": "周启明", "phone": "13800000000"},
    ),
    ({"type": "text_list"}, ["甲", "乙"], ["甲", "乙"]),
]
BAD = [
    ({"type": "money"}, "-1", "不得小于零"),
    ({"type": "money"}, "1.005", "两位小数"),
    ({"type": "money"}, "NaN", "合理的金额"),
    ({"type": "money"}, "八万", "应当是金额"),
    ({"type": "money"}, True, "应当是金额"),
    ({"type": "money", "max": "100"}, "100.01", "不得大于100"),
    ({"type": "int"}, "1.5", "整数"),
    ({"type": "int"}, -1, "不得小于零"),
    ({"type": "int", "min": 1}, 0, "不得小于1"),
    ({"type": "bool"}, "是", "是或者否"),
    ({"type": "date"}, "2026-02-29", "真实的日期"),
    ({"type": "date"}, "2026-3-2", "真实的日期"),
    ({"type": "date", "max": "today"}, "2026-03-03", "不得晚于2026年3月2日"),
    ({"type": "date", "min": "2026-03-05"}, "2026-03-04", "不得早于2026年3月5日"),
    ({"type": "datetime"}, "2026-03-02", "日期和时间"),
    ({"type": "datetime"}, "2026-03-02T25:00", "日期和时间"),
    ({"type": "text", "max": 3}, "一二三四", "不得超过3字"),
    ({"type": "text", "min": 3}, "一二", "不得少于3字"),
    ({"type": "text", "pattern": "[0-9]{6}"}, "12345", "格式"),
    ({"type": "text"}, ["x"], "文字"),
    ({"type": "text"}, "a\x00b", "不能保存的字符"),
    ({"type": "enum", "options": ["甲"]}, "丙", "所列选项"),
    ({"type": "[enum]", "options": ["甲"]}, ["甲", "甲"], "选了两次"),
    ({"type": "[enum]", "options": ["甲"]}, "甲", "列表"),
    ({"type": "uscc"}, "911100006000373410", "统一社会信用代码"),
    ({"type": "ric"}, "110105194912310021", "居民身份证"),
    ({"type": "person"}, {"phone": "1"}, "姓名"),
    ({"type": "person"}, {"name": "周启明", "password": "x"}, "不认识"),
    ({"type": "persons"}, [{"name": "周启明", "id_number": "110105194912310021"}], "校验码"),
    ({"type": "officers"}, [""], "空白"),
]


def kind_of(data):
    return Kind(title="栏目", **data)


@pytest.mark.parametrize(("kind", "value", "kept"), GOOD)
def test_kept_in_one_form(mini, kind, value, kept):
    assert normal(mini.on(DAY), kind_of(kind), value, DAY) == kept


@pytest.mark.parametrize(("kind", "value", "said"), BAD)
def test_refused_with_a_sentence(mini, kind, value, said):
    with pytest.raises(BadValue, match=said):
        normal(mini.on(DAY), kind_of(kind), value, DAY)


def test_a_table_names_row_and_column(mini):
    columns = {
        "name": Column(title="品名", type="text"),
        "worth": Column(title="价值", type="money", required=False),
    }
    kind = Kind(title="清单", type="table", columns=columns)
    assert normal(mini.on(DAY), kind, [{"name": "桶", "worth": 3}], DAY) == [{"name": "桶", "worth": "3.00"}]
    with pytest.raises(BadValue, match="第2行没有填写“品名”"):
        normal(mini.on(DAY), kind, [{"name": "桶"}, {"worth": 3}], DAY)
    with pytest.raises(BadValue, match="第1行“价值”：金额不得小于零"):
        normal(mini.on(DAY), kind, [{"name": "桶", "worth": "-3"}], DAY)


@given(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.lists(st.text()),
        st.dictionaries(st.text(), st.text()),
    )
)
def test_whatever_comes_in_is_kept_or_refused(value):
    for name in ("money", "int", "date", "datetime", "text", "uscc", "ric", "person", "text_list", "bool"):
        kind = Kind(title="栏目", type=name)
        try:
            kept = normal(None, kind, value, DAY)
        except BadValue:
            continue
        assert normal(None, kind, kept, DAY) == kept
