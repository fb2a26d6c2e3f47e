"""Equal input gives equal bytes, from any thread and any press; the file says PDF/A-2b and the day of issue."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor

import pikepdf
from tests.papers import sample

from mingjing import papers


def test_the_same_document_twice_is_the_same_file() -> None:
    first, second = sample.render("penalty_decision_org"), sample.render("penalty_decision_org")
    assert first.pdf == second.pdf
    assert first.sha256 == hashlib.sha256(second.pdf).hexdigest()


def test_another_press_and_what_was_set_before_make_no_difference() -> None:
    first = sample.render("penalty_decision_org")
    other = papers.Press(papers.find_fonts())
    sample.render("volume_toc", press=other)
    assert sample.render("penalty_decision_org", press=other).sha256 == first.sha256


def test_threads_make_no_difference() -> None:
    form_ids = ["penalty_decision_org", "case_filing", "inquiry_record", "volume_toc"] * 3
    alone = [sample.render(form_id).sha256 for form_id in form_ids]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda form_id: sample.render(form_id).sha256, form_ids))
    assert together == alone


def test_another_amount_is_another_file() -> None:
    facts = sample.facts("penalty_decision_org")
    facts["act"] = facts["act"] | {"fine": "48000.01"}
    assert (
        sample.render("penalty_decision_org", facts=facts).sha256
        != sample.render("penalty_decision_org").sha256
    )


def test_the_file_is_pdf_a_with_the_day_of_issue_as_its_date() -> None:
    with pikepdf.open(io.BytesIO(sample.render("penalty_decision_org").pdf)) as opened:
        meta = opened.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
        assert meta["xmp:CreateDate"].startswith("2026-11-12T00:00:00")
        assert meta["dc:title"] == "行政处罚决定书"
