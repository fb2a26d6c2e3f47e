"""A form that an officer sent becomes the payload of an act, in the shapes that a record holds."""

from types import SimpleNamespace

import pytest
from django.http import QueryDict

from mingjing.desk.forms.names import rows, tree
from mingjing.desk.forms.reading import read_fields, read_instant
from mingjing.desk.forms.sent import read


def field(kind: str, **more: object) -> SimpleNamespace:
    return SimpleNamespace(type=kind, columns={}, **more)


def form(*pairs: tuple[str, str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    return data


def fields(specs: dict[str, SimpleNamespace], *pairs: tuple[str, str]) -> dict[str, object]:
    return read_fields(specs, tree(form(*pairs), "f"))


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("text", "  云湖区 ", "云湖区"),
        ("money", "80,000.00", "80000.00"),
        ("int", "3", 3),
        ("int", "三", "三"),
        ("bool", "true", True),
        ("bool", "false", False),
        ("date", "2026-09-22", "2026-09-22"),
        ("datetime", "2026-09-22T14:10", "2026-09-22T14:10:00+08:00"),
        ("datetime", "昨天", "昨天"),
        ("text_list", "身份证\n\n 台账 ", ["身份证", "台账"]),
    ],
)
def test_a_field_is_read_by_its_type(kind: str, typed: str, value: object) -> None:
    assert fields({"x": field(kind)}, ("f.x", typed)) == {"x": value}


@pytest.mark.parametrize(
    "kind", ["text", "money", "int", "bool", "date", "[enum]", "person", "persons", "table", "officers"]
)
def test_an_empty_field_is_left_out(kind: str) -> None:
    assert fields({"x": field(kind)}, ("f.x", "")) == {}


def test_several_choices_are_a_list() -> None:
    assert fields({"kinds": field("[enum]")}, ("f.kinds", "fine"), ("f.kinds", "warning")) == {
        "kinds": ["fine", "warning"]
    }


def test_a_person_holds_only_what_was_entered() -> None:
    assert fields({"who": field("person")}, ("f.who.name", "卢砚池"), ("f.who.phone", "")) == {
        "who": {"name": "卢砚池"}
    }


def test_rows_of_a_table_come_in_their_order_and_empty_ones_go() -> None:
    table = SimpleNamespace(type="table", columns={"name": field("text"), "value": field("money")})
    sent = (
        ("f.items.10.name", "台账"),
        ("f.items.2.name", "检测仪"),
        ("f.items.2.value", "1,200"),
        ("f.items.3.name", ""),
    )
    assert fields({"items": table}, *sent) == {
        "items": [{"name": "检测仪", "value": "1200"}, {"name": "台账"}]
    }


def test_names_that_contradict_each_other_do_no_harm() -> None:
    assert list(rows(tree(form(("f.a", "1"), ("f.a.0.b", "2")), "f").get("a"))) == []


def test_a_whole_form_becomes_a_payload() -> None:
    data = form(
        ("at", "2026-09-22T14:10"), ("expected_seq", "7"), ("officers", "3"), ("officers", "x"), ("f.place", "车间"),
        ("e.0.title", "照片"), ("e.0.proves", "fact"), ("m.0.scene", "entry"), ("m.0.start", "2026-09-22T14:00"),
        ("r.late", "设备故障"),
    )  # fmt: skip
    sent = read({"place": field("text")}, data)
    assert sent.payload == {
        "fields": {"place": "车间"},
        "evidence": [{"title": "照片", "proves": ["fact"]}],
        "media": [{"scene": "entry", "start": "2026-09-22T14:00:00+08:00"}],
        "reasons": {"late": "设备故障"},
        "at": "2026-09-22T14:10:00+08:00",
    }
    assert (sent.officers, sent.expected_seq) == (["3"], 7)


def test_no_time_is_no_time() -> None:
    assert read_instant("") is None
