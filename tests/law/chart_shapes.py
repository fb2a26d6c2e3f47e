"""Procedures of odd shapes, built without files, for the tests of the charts."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from mingjing.law import Check, Deadline, Pack, Procedure, WorkCalendar
from mingjing.law.items import Form, Role
from mingjing.law.pack import ItemsOfDay

ROLES = ("handler", "unit_head", "agency_head")


def pack_of(
    procedure: dict[str, Any], deadlines: list[dict[str, Any]] = (), checks: list[dict[str, Any]] = ()
) -> tuple[Pack, Procedure]:
    """A pack of one procedure; missing parts of acts are filled in."""
    acts = [{"title": one["id"], "by": ["handler"], **one} for one in procedure["acts"]]
    made = Procedure(
        **{
            "id": "try",
            "title": "试验程序",
            "kind": "penalty",
            "citation": "行政处罚法 第54条",
            **procedure,
            "acts": acts,
        }
    )
    items = ItemsOfDay(
        statutes={}, limits={}, case_facts={}, party_facts={}, catalogues={},
        roles={role: Role(id=role, title={"handler": "承办人", "unit_head": "承办机构负责人", "agency_head": "机关负责人"}[role]) for role in ROLES},
        deadlines={one["id"]: Deadline(**{"citation": "行政处罚法 第60条", **one}) for one in deadlines},
        procedures={made.id: made},
        checks={one["id"]: Check(**{"citation": "行政处罚法 第58条", "say": "不行", "mend": "补", "on_fail": "bar", "require": "true", **one}) for one in checks},
        forms={"paper": Form(id="paper", title="决定书")},
    )  # fmt: skip
    return Pack("try", "试验", "0" * 64, items, WorkCalendar.of([])), made


WORDS = st.text(
    st.sampled_from("立案调查取证决定送达（）《》、，。：“”〔2026〕号 第58条ABCwW%&<>\"'\n\x00\u202e\u0301") , min_size=1, max_size=60
)  # fmt: skip


@st.composite
def shapes(draw: Any) -> tuple[Pack, Procedure]:
    """Any number of stages (some empty), acts in any of them that lead anywhere, periods and gates between any acts."""
    stages = [f"s{number}" for number in range(draw(st.integers(1, 5)))]
    names = [f"a{number}" for number in range(draw(st.integers(1, 14)))]
    acts = [
        {
            "id": name,
            "title": draw(WORDS),
            "stage": draw(st.sampled_from(stages)),
            "during": draw(st.sampled_from([[], ["*"], ["closed"], ["*", "closed"], stages[:2]])),
            "moves_to": draw(st.sampled_from(["", "", *stages])),
            "by": draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=3, unique=True)),
            "approvals": draw(st.lists(st.sampled_from(ROLES), max_size=2, unique=True)),
            "group": draw(st.sampled_from(["", "甲组", "乙组"])),
            "ends_case": draw(st.booleans()),
            "repeat": draw(st.booleans()),
            "citation": draw(st.sampled_from(["", "行政处罚法 第54条第2款"])),
            "documents": draw(st.sampled_from([[], ["paper"]])),
        }
        for name in names
    ]
    some = st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True)
    deadlines = [
        {
            "id": f"d{number}",
            "title": draw(WORDS),
            "kind": draw(
                st.sampled_from(["limit", "wait", "window", "bar", "accrual", "validity", "display"])
            ),
            "starts": draw(some),
            "ends": draw(some),
            "lasts": draw(st.sampled_from(["5 workdays", "0 days", "24 hours", "3 months", "case.x days"])),
            "before": draw(st.booleans()),
        }
        for number in range(draw(st.integers(0, 6)))
    ]
    checks = [
        {
            "id": f"c{number}",
            "title": draw(WORDS),
            "before": draw(some),
            "require": f"has(acts.{draw(st.sampled_from(names))})",
            "when": draw(st.sampled_from(["", "true"])),
            "mend_act": draw(st.sampled_from(["", *names])),
            "on_fail": draw(st.sampled_from(["bar", "reason", "score"])),
        }
        for number in range(draw(st.integers(0, 8)))
    ]
    return pack_of(
        {"title": draw(WORDS), "stages": [{stage: draw(WORDS)} for stage in stages], "acts": acts},
        deadlines,
        checks,
    )
