"""The pages of coercion cases: first form, case page, the form on the spot, at both widths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from case_bureau import Bureau
from coercion_matter import Court, Measure, Urgent
from playwright.sync_api import Page, expect

from .conftest import NARROW, WIDE
from .looks import assert_good_page, keep_picture, raw_words


def _look(page: Page, name: str) -> None:
    assert_good_page(page)
    assert raw_words(page) == []
    keep_picture(page, name)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    ("procedure", "heading"),
    [("coercion.measure", "登记拟采取强制措施事项"), ("coercion.execution", "登记强制执行事项")],
)
def test_a_case_of_coercion_is_begun_at_the_desk(
    sign_in: Callable[..., Page], procedure: str, heading: str, size: dict[str, int]
) -> None:
    page = sign_in("lu", size=size)
    page.goto(f"/desk/cases/new/?procedure={procedure}")
    expect(page.get_by_role("heading", name=heading, exact=False).first).to_be_visible()
    _look(page, f"new-{procedure}")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    ("kind", "last", "act"),
    [
        (Measure, "seize", "patrol_custody"),
        (Urgent, "seize", "report_urgent"),
        (Court, "legal_review", "apply_court"),
    ],
)
def test_a_case_of_coercion_and_its_next_form_are_good_pages(
    bureau: Bureau, sign_in: Callable[..., Page], kind: Any, last: str, act: str, size: dict[str, int]
) -> None:
    matter = kind(bureau)
    matter.go(last)
    page = sign_in("lu", size=size)
    page.goto(f"/desk/cases/{matter.case.pk}/")
    expect(page.locator("main")).to_contain_text(str(matter.case.state["facts"]["name"]))
    _look(page, f"case-{matter.scenario}")
    page.goto(f"/desk/cases/{matter.case.pk}/act/{act}/")
    _look(page, f"act-{act}")
