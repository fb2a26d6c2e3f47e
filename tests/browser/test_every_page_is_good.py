"""Every page of the desk, wide and narrow: accessible, no sideways scroll, nothing in English, no complaint in the console."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from playwright.sync_api import Page
from whole_case import Matter

from mingjing.cases.calendar_changes import take_in
from mingjing.cases.libraries import library_of
from mingjing.law.notices import in_force

from .conftest import NARROW, WIDE
from .looks import assert_good_page, keep_picture, raw_words

# name, who looks, how far the case is, address
PAGES = [
    ("home", "lu", "draft_disposition", "/desk/"),
    ("cases", "lu", "draft_disposition", "/desk/cases/"),
    ("nothing-found", "lu", "register_clue", "/desk/cases/?q=没有这样的案件"),
    ("case-new", "lu", "register_clue", "/desk/cases/{case}/"),
    ("case", "lu", "draft_disposition", "/desk/cases/{case}/"),
    ("case-earlier", "lu", "serve_notice", "/desk/cases/{case}/?on=2026-06-10"),
    ("case-ended", "cheng", "archive_case", "/desk/cases/{case}/"),
    ("act-notice", "lu", "legal_review", "/desk/cases/{case}/act/notify_penalty/"),
    ("act-inquiry", "lu", "file_case", "/desk/cases/{case}/act/inquire/"),
    ("act-evidence", "lu", "file_case", "/desk/cases/{case}/act/collect_evidence/"),
    ("act-barred", "lu", "legal_review", "/desk/cases/{case}/act/decide/"),
    ("act-draft", "lu", "conclude_investigation", "/desk/cases/{case}/act/draft_disposition/"),
    ("discretion", "lu", "conclude_investigation", "/desk/cases/{case}/act/draft_disposition/discretion/"),
    ("act-submit-review", "lu", "draft_disposition", "/desk/cases/{case}/act/submit_review/"),
    ("reviews", "han", "submit_review", "/desk/reviews/"),
    ("review", "han", "submit_review", "/desk/cases/{case}/review/"),
    ("review-read", "cheng", "submit_review", "/desk/cases/{case}/review/"),
    ("disclosures", "mu", "publish_decision", "/desk/disclosures/"),
    ("record", "lu", "file_case", "/desk/cases/{case}/records/4/"),
    ("access", "cheng", "register_clue", "/desk/cases/{case}/access/"),
    ("replay", "lu", "notify_penalty", "/desk/cases/{case}/replay/?since=4&until=12"),
    ("case-at", "lu", "notify_penalty", "/desk/cases/{case}/?at=2026-06-10T12:00"),
    ("case-file", "lu", "serve_decision", "/desk/cases/{case}/file/"),
    ("case-file-archived", "cheng", "archive_case", "/desk/cases/{case}/file/"),
    ("act-archive", "wen", "close_case", "/desk/cases/{case}/act/archive_case/"),
    ("not-now", "lu", "file_case", "/desk/cases/{case}/not-now/"),
    ("statistics", "cheng", "decide", "/desk/statistics/"),
    ("related", "lu", "file_case", "/desk/cases/{case}/related/"),
    ("clock-proof", "lu", "serve_decision", "/desk/cases/{case}/clocks/suit_direct/"),
    ("clock-proof-working-days", "lu", "decide", "/desk/cases/{case}/clocks/decision_service/"),
    ("moved-clocks-none", "cheng", "register_clue", "/desk/moved-clocks/"),
    ("staff", "cheng", "register_clue", "/desk/staff/"),
]


def test_every_page_of_a_case_on_its_way(matter: Matter, sign_in: Callable[..., Page]) -> None:
    way = [step["act"] for step in matter.steps]
    seats: dict[str, Page] = {}
    faults = []
    for name, account, until, address in sorted(PAGES, key=lambda page: way.index(page[2])):
        matter.go(until)
        if account not in seats:
            seats[account] = sign_in(account)
        faults += looked_at(seats[account], name, address.format(case=matter.case.pk))
    assert faults == []


def test_page_that_is_not_there(matter: Matter, sign_in: Callable[..., Page]) -> None:
    page = sign_in("lu", expect=("404",))
    assert looked_at(page, "not-there", "/desk/cases/00000000-0000-0000-0000-000000000000/") == []


def looked_at(page: Page, name: str, address: str) -> list[str]:
    """What is wrong with the page, wide and narrow."""
    faults = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.goto(address)
        keep_picture(page, name)
        try:
            assert_good_page(page)
            assert raw_words(page) == []
        except AssertionError as fault:
            faults.append(f"{name}, {size['width']} px: {fault}")
    return faults


def test_moved_clocks(matter: Matter, sign_in: Callable[..., Page]) -> None:
    matter.go("decide")
    library = library_of(matter.bureau.agency)
    held = in_force(library.notices, 2026)
    changed = {"notice": "国办发明电〔2026〕3号", "amends": held.notice, "published_on": date(2026, 3, 2)}
    notice = replace(held, **changed, holidays={date(2026, 7, 10): "临时假日", **held.holidays})
    take_in(notice, library, lambda done, of: None)
    page = sign_in("cheng")
    assert looked_at(page, "moved-clocks", "/desk/moved-clocks/") == []
