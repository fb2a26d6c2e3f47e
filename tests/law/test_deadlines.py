"""When a deadline falls due: given a day of the trigger, then a last day, because of an article."""

from __future__ import annotations

import datetime as dt

import pytest

from mingjing import law
from mingjing.law.calendar import HolidayYear, WorkCalendar
from mingjing.law.due import compute_due
from mingjing.law.periods import Span
from mingjing.law.procedure import Deadline

D = dt.date.fromisoformat
REST = {D(f"2026-10-0{day}"): "国庆节" for day in range(1, 8)}
CALENDAR = WorkCalendar.of([HolidayYear(2026, "国办发明电〔2025〕7号", REST, frozenset({D("2026-10-10")}))])


def rule(**more):
    data = {
        "id": "x",
        "title": "期限",
        "citation": "行政处罚法 第60条",
        "kind": "limit",
        "starts": "file_case",
        "ends": ["decide"],
    }
    return Deadline.model_validate({**data, "lasts": "1 days", **more})


def due(start, amount, unit, pauses=(), extra=(), **more):
    spans = [Span(D(first), D(last)) for first, last in pauses]
    return compute_due(rule(**more), D(start), [(amount, unit), *extra], CALENDAR, spans)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "last"),
    [
        ("2026-09-01", 90, "days", "2026-11-30"),  # the first day is not counted
        ("2026-09-01", 4, "days", "2026-09-07"),  # a Saturday rolls to Monday
        ("2026-09-01", 30, "days", "2026-10-08"),  # into National Day, out after it
        ("2026-09-30", 10, "days", "2026-10-10"),  # an adjusted working Saturday is a working day
        ("2026-09-28", 5, "workdays", "2026-10-10"),
        ("2026-09-28", 2, "workdays", "2026-09-30"),
        ("2026-10-03", 1, "workdays", "2026-10-08"),
        ("2026-01-31", 1, "months", "2026-03-02"),  # 28 February 2026 is a Saturday
        ("2026-03-31", 1, "months", "2026-04-30"),  # no such day: the month's last
        ("2026-05-15", 3, "months", "2026-08-17"),
        ("2026-09-05", 0, "days", "2026-09-05"),  # a day fixed by hand doesn't move
    ],
)
def test_last_day(start, amount, unit, last):
    assert due(start, amount, unit).day == D(last)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "last"),
    [
        ("2024-02-29", 24, "months", "2026-02-27"),
        ("2026-09-01", 30, "days", "2026-09-30"),
        ("2026-09-01", 2, "workdays", "2026-09-02"),
    ],
)
def test_first_day_counted(start, amount, unit, last):
    assert due(start, amount, unit, from_next_day=False, roll=False).day == D(last)


@pytest.mark.parametrize("kind", ["bar", "validity", "display"])
def test_powers_and_permits_do_not_outlive_their_last_day(kind):
    assert due("2026-09-01", 4, "days", kind=kind).day == D("2026-09-05")
    assert due("2026-09-01", 4, "days", kind=kind, roll=True).day == D("2026-09-07")


def test_counted_back_from_the_event():
    back = due("2026-10-16", 7, "workdays", before=True)
    assert back.day == D("2026-10-08")  # the adjusted Saturday counts
    assert "自事件当日向前推算，当日不计算在内。" in back.sentences()
    assert due("2026-10-16", 30, "days", before=True).day == D("2026-09-16")
    assert due("2026-05-31", 3, "months", before=True).day == D("2026-02-28")


@pytest.mark.parametrize(
    ("pauses", "last"),
    [
        ([], "2026-10-30"),
        ([("2026-09-10", "2026-09-19")], "2026-11-09"),  # both days belong to the pause: ten days
        ([("2026-09-10", "2026-09-10")], "2026-11-02"),  # one day: Saturday 31 October rolls
        (
            [("2026-09-10", "2026-09-19"), ("2026-09-15", "2026-09-19")],
            "2026-11-09",
        ),  # overlapping days count once
        ([("2026-10-25", "2026-11-03")], "2026-11-09"),  # begun inside, ended outside
        ([("2026-11-01", "2026-11-09")], "2026-10-30"),  # after the last day: nothing to gain
        ([("2026-08-01", "2026-08-20")], "2026-10-30"),  # before the period began
        ([("2026-08-20", "2026-09-02")], "2026-11-02"),  # only 2 September lies in it (31 October rolls)
    ],
)
def test_pauses_are_not_counted(pauses, last):
    assert due("2026-09-01", 59, "days", pauses).day == D(last)


def test_a_pause_takes_only_working_days_from_working_days():
    assert due("2026-09-01", 5, "workdays", [("2026-09-03", "2026-09-06")]).day == D("2026-09-10")


def test_extensions_lengthen_the_period():
    assert due("2026-09-01", 30, "days", extra=[(30, "days")]).day == D("2026-11-02")
    assert due("2026-09-01", 1, "months", extra=[(5, "workdays")]).day == D("2026-10-13")
    assert "经批准延长30日" in "".join(due("2026-09-01", 30, "days", extra=[(30, "days")]).sentences())


def test_hours_run_by_the_clock():
    moment = law.parse_instant("2026-10-01T14:10")
    found = compute_due(rule(lasts="24 hours"), moment, [(24, "hours")], CALENDAR)
    assert law.stamp(found.day) == "2026-10-02T14:10:00+08:00"
    back = compute_due(rule(lasts="24 hours", before=True), moment, [(24, "hours")], CALENDAR)
    assert law.stamp(back.day) == "2026-09-30T14:10:00+08:00"


def test_a_year_without_a_notice_is_provisional():
    assert not due("2026-12-01", 5, "workdays").provisional
    late = due("2026-12-28", 5, "workdays")
    assert late.day == D("2027-01-04")
    assert late.provisional
    assert any("2027年放假安排未公布" in sentence for sentence in late.sentences())
    assert due("2026-12-01", 60, "days").provisional
    assert not due("2026-12-01", 60, "days", kind="bar").provisional


def test_an_unsure_rule_is_provisional():
    assert due("2026-03-02", 5, "days", provisional=True).provisional


def test_derivation_says_each_step():
    said = due("2026-09-01", 30, "days").sentences("立案")
    assert said == [
        "期限：期限，30日（行政处罚法 第60条）。",
        "起算事由：立案，2026年9月1日。",
        "开始之日不计算在内，自2026年9月2日起计算（民事诉讼法 第85条第2款）。",
        "最后一日2026年10月1日是国庆节，顺延至节假日后的第一个工作日2026年10月8日（民事诉讼法 第85条第3款）。",
        "届满：2026年10月8日。",
    ]
    assert "期间有国庆节假期" in "".join(due("2026-09-28", 5, "workdays").sentences())
    assert "调休上班的2026年10月10日计算在内" in "".join(due("2026-09-28", 5, "workdays").sentences())
