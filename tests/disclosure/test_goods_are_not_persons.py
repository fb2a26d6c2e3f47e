"""Whom a case knows: people in its fields, never the rows of a list of goods."""

from __future__ import annotations

from mingjing import law
from mingjing.disclosure.known import known_of


def test_goods_are_published_and_people_are_hidden() -> None:
    done = {
        "items": [{"name": "稀释剂", "quantity": "32桶", "seal": "0201"}],
        "attesting_person": {"name": "李社区", "phone": "13900000001"},
        "officers": [{"id": "1", "name": "陆知行", "credential": "99010526013"}],
        "at": "2026-06-10T10:30:00+08:00",
        "seq": 1,
    }
    state = law.CaseState.from_json(
        {**law.CaseState.new("coercion.measure").to_json(), "acts": {"seize": [done]}}
    )
    known = known_of(state, ["陆知行"], "江临市云湖区应急管理局")
    assert known.names == ("李社区",)
