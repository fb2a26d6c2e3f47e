"""Weighing a penalty: the tier from the facts, the range, circumstances, several violations, a draft of the reasons."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.law import Library, Pack, load_library
from mingjing.law.benchmark import violations
from mingjing.law.discretion import Matter, compare_law, weigh
from mingjing.law.faults import UnknownItem
from mingjing.law.packs_on_disk import BUILTIN
from mingjing.law.weighing import Circumstances, weigh_all

DAY = dt.date(2026, 7, 1)
NORMAL = Circumstances()


@cache
def library(*layers: str) -> Library:
    return load_library(BUILTIN, layers)


def sector() -> Pack:
    """No benchmark of the agency is loaded."""
    return library("cn", "cn-emergency").on(DAY)


def agency() -> Pack:
    """The demo bureau, which has loaded one of its own for three violations."""
    return library("cn", "cn-emergency", "cn-990105-yj").on(DAY)


def told(weighing) -> list[str]:
    return [trouble.say for _, trouble in weighing.troubles]


def test_every_row_of_the_table_is_there() -> None:
    rows = {
        row.id
        for versions in library("cn", "cn-emergency").items.catalogues["discretion"]
        for row in versions.rows
    }
    assert len(rows) == 64
    assert len(violations(sector())) == 60  # two of an order that has ended, two of an ordinance that has


def test_without_a_benchmark_the_range_is_that_of_the_law_and_no_tier_is_offered() -> None:
    found = weigh(sector(), Matter("aq97_7", answer="1"))
    assert (found.band.low, found.band.high) == (0, 100000)
    assert found.tier is None
    assert found.question is None
    assert "尚未导入" in found.steps[-1]
    text = weigh_all(sector(), [Matter("aq97_7", fine=Decimal(20000))], NORMAL)
    assert text.tier == ""
    assert "阶次A" not in text.text
    assert "尚未导入" in text.benchmark


def test_no_tier_of_the_sector_is_official_but_what_the_statute_fixes() -> None:
    official = {one.id for one in violations(sector()) for tier in one.tiers if tier.official}
    assert official == {"aq94_3", "aq95", "aq112"}
    assert not any(one.official for one in violations(sector()))


@pytest.mark.parametrize(
    ("answer", "tier", "low", "high"),
    [("1", "A", 0, 30000), ("2", "B", 30000, 70000), ("3", "C", 70000, 100000), ("3人", "C", 70000, 100000), ("250", "C", 70000, 100000)],
)  # fmt: skip
def test_number_of_people_decides_the_tier(answer: str, tier: str, low: int, high: int) -> None:
    found = weigh(agency(), Matter("aq97_2", answer=answer))
    assert (found.tier.tier, found.band.low, found.band.high) == (tier, low, high)
    assert not found.troubles


@pytest.mark.parametrize(
    ("answer", "say"),
    [("", "请填写"), ("很多", "应当填写数字"), ("1.5", "整数"), ("-1", "数字"), ("0", "不在裁量基准的任何阶次内"), ("1e3", "数字"), ("٣", "数字"), ("9" * 40, "数字")],
)  # fmt: skip
def test_answer_that_is_none(answer: str, say: str) -> None:
    found = weigh(agency(), Matter("aq97_2", answer=answer))
    assert found.band is None
    assert say in found.troubles[0].say


def test_boundary_belongs_to_the_higher_tier() -> None:
    tiers = [
        weigh(agency(), Matter("aq97_1", answer=answer)).tier.tier for answer in ("99", "100", "299", "300")
    ]
    assert tiers == ["A", "B", "B", "C"]


def test_overdue_has_a_range_of_its_own() -> None:
    assert weigh(agency(), Matter("aq97_2", overdue=True, answer="2")).band.low == 130000
    person = weigh(agency(), Matter("aq97_2", subject="person", overdue=True, answer="2"))
    assert (person.band.low, person.band.high) == (30000, 40000)


def test_person_whom_the_article_does_not_fine() -> None:
    found = weigh(agency(), Matter("aq97_2", subject="person", answer="2"))
    assert found.band is None
    assert "没有对个人规定罚款幅度" in found.troubles[0].say


def test_prose_condition_is_picked_by_a_person_who_says_why() -> None:
    assert weigh(agency(), Matter("aq104")).troubles[0].field == "tier"
    assert weigh(agency(), Matter("aq104", tier="aq104.B")).troubles[0].field == "why"
    found = weigh(agency(), Matter("aq104", tier="aq104.B", why="双方没有签订协议。"))
    assert (found.band.low, found.band.high, found.troubles) == (20000, 50000, [])
    text = weigh_all(
        agency(), [Matter("aq104", tier="aq104.B", why="双方没有签订协议。", fine=Decimal(30000))], NORMAL
    )
    assert "双方没有签订协议" in text.text


def test_share_of_last_years_income_and_fine_by_the_day() -> None:
    found = weigh(sector(), Matter("aq95", subject="person", tier="aq95.B", income=Decimal("123456.78")))
    assert found.band.high == Decimal("74074.06")
    assert weigh(sector(), Matter("aq95", subject="person", tier="aq95.B")).troubles[0].field == "income"
    daily = weigh(sector(), Matter("aq112", base=Decimal(20000), days=7))
    assert (daily.band.low, daily.band.high) == (140000, 140000)


def test_several_violations_are_weighed_apart_and_added() -> None:
    both = [Matter("aq97_2", answer="2", fine=Decimal(50000)), Matter("aq99_2", fine=Decimal(20000))]
    found = weigh_all(agency(), both, NORMAL)
    assert found.fine == 70000
    assert (found.band.low, found.band.high) == (30000, 120000)
    assert "分别裁量、合并执行" in found.text
    assert "（2）" in found.text
    assert not found.official


def test_amount_off_the_band_is_a_departure_with_a_reason() -> None:
    off = Matter("aq97_2", answer="2", fine=Decimal(20000))
    found = weigh_all(agency(), [off], NORMAL)
    assert found.outside
    assert any("偏离裁量基准的理由" in say for say in told(found))
    assert (
        told(weigh_all(agency(), [off], Circumstances(departure="企业主动停产整改，按基准明显过重。"))) == []
    )


def test_law_s_own_range_is_left_only_by_reducing_lawfully() -> None:
    above = weigh_all(
        agency(), [Matter("aq97_2", answer="3", fine=Decimal(100001))], Circumstances(departure="情节恶劣")
    )
    assert any("超过法定上限" in say for say in told(above))
    low = Matter("aq97_2", overdue=True, answer="1", fine=Decimal(90000))
    assert any(
        "低于法定下限" in say for say in told(weigh_all(agency(), [low], Circumstances(departure="情节轻微")))
    )
    reduced = weigh_all(agency(), [low], Circumstances(["eliminated_harm"], effect="reduced"))
    assert told(reduced) == []
    assert not reduced.outside
    none = weigh_all(
        agency(),
        [Matter("aq97_2", answer="1", fine=Decimal(0))],
        Circumstances(["coerced"], effect="reduced"),
    )
    assert any("不存在减轻" in say for say in told(none))


@pytest.mark.parametrize(
    ("found", "say"),
    [
        (Circumstances(["no_fault"]), "应当不予处罚"),
        (Circumstances(effect="lighter"), "须有从轻、减轻的情形"),
        (Circumstances(effect="heavier"), "须有从重的情形"),
        (Circumstances(["coerced"], ["obstructs"], "heavier"), "不得只从重"),
    ],
)
def test_effect_must_fit_the_circumstances(found: Circumstances, say: str) -> None:
    assert any(
        say in one
        for one in told(weigh_all(agency(), [Matter("aq97_2", answer="2", fine=Decimal(50000))], found))
    )


def test_circumstances_are_cited_in_the_reasons() -> None:
    found = weigh_all(
        agency(),
        [Matter("aq97_2", answer="2", fine=Decimal(35000))],
        Circumstances(["eliminated_harm"], effect="lighter"),
    )
    assert "主动消除或者减轻违法行为危害后果（行政处罚法 第32条第1项）" in found.text
    assert found.benchmark.startswith(
        "江临市云湖区应急管理局行政处罚裁量基准（示范数据，虚构机关）（江云应急规〔2026〕1号）"
    )


def test_list_of_no_penalty_names_the_conditions_not_yet_established() -> None:
    found = weigh_all(
        sector(),
        [Matter("aq102")],
        Circumstances(list_item="minor_hazard", established=["first_time"], effect="exempt"),
    )
    assert {row.id for row in found.unmet} == {"minor_harm", "corrected", "no_death_3y", "not_blacklisted"}
    assert "尚未核实" in found.text


def test_list_is_that_of_its_day() -> None:
    def listed(day: dt.date) -> set[str]:
        return {row.id for row in library("cn", "cn-emergency").on(day).catalogue("no_penalty_list").rows}

    assert "training_record" in listed(dt.date(2024, 6, 1))
    assert "minor_hazard" not in listed(dt.date(2025, 4, 30))
    assert {"minor_hazard", "risk_system"} <= listed(dt.date(2025, 5, 1)) - {"training_record"}
    assert "minor_hazard" not in listed(dt.date(2028, 5, 1))


def test_change_of_law_between_violation_and_decision_is_said() -> None:
    then = library("cn", "cn-emergency", "cn-990105-yj").on(dt.date(2025, 12, 1))
    note = compare_law(agency(), then, Matter("aq97_2", answer="1"))
    assert "行政处罚法 第37条" in note
    assert "新的规定较轻" in note
    assert compare_law(agency(), then, Matter("aq99_2")) == ""


def test_unknown_violation() -> None:
    with pytest.raises(UnknownItem):
        weigh(agency(), Matter("aq1"))


@given(
    st.sampled_from(["aq97_1", "aq97_2", "aq99_2", "aq102", "aq108"]),
    st.booleans(),
    st.integers(0, 10_000),
    st.integers(0, 3_000_000),
)
def test_band_never_leaves_the_law(violation: str, overdue: bool, answer: int, fine: int) -> None:
    found = weigh(agency(), Matter(violation, overdue=overdue, answer=str(answer), fine=Decimal(fine)))
    if found.band is not None:
        assert found.statutory.low <= found.band.low <= found.band.high <= found.statutory.high
