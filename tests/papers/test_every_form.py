"""Every document of the ordinary penalty procedure has its form, fits its act, and renders."""

import re

import pypdfium2
import pytest
from tests.papers import sample

from mingjing import papers
from mingjing.papers.load import templates
from mingjing.papers.template import Condition, Place, conditions, pieces

FORMS = sorted(sample.forms())
ENVELOPE = {"id", "on", "at", "by", "role", "officers", "approvals"}  # what every act has beside its fields
IF_PRESENT = {"refusal_note", "attesting_person"}  # shared blocks print these only for acts that have them
# forms whose paths under `act` depend on which of several acts makes them are checked with each of these
MADE_BY = [(form_id, act_id) for form_id in FORMS for act_id in sample.acts_of(form_id)]


PAGE_MARK = re.compile(r"—\d+—|第\d+页共\d+页")


def extracted(pdf: bytes, page_sign: tuple[str, ...] = ()) -> str:
    """Text of a PDF without white space and without what stands at the foot of each page."""
    with pypdfium2.PdfDocument(pdf) as opened:
        text = "".join(page.get_textpage().get_text_range() for page in opened)
    held = re.compile("本文书一式.份(，一份[^。]+)+。")
    foot = "".join(f"{who}签名：" for who in page_sign)
    text = PAGE_MARK.sub("", "".join(text.replace("\u200b", "").split()))
    text = text.replace(foot, "") if foot else text
    copies = held.search(text)  # stands above the page mark: moved to the end, where it is read
    return held.sub("", text) + copies.group() if copies else text


def test_every_document_of_the_procedure_has_a_form() -> None:
    wanted = {form_id for act in sample.procedure().values() for form_id in sample.documents(act)}
    assert wanted
    assert wanted <= set(FORMS)


def test_every_form_is_made_by_an_act() -> None:
    assert [form_id for form_id in FORMS if not sample.acts_of(form_id)] == []


@pytest.mark.parametrize("form_id", FORMS)
def test_a_form_asks_only_for_fields_that_its_acts_have(form_id: str) -> None:
    """A path `act.x` names a field of at least one act that makes the form, `acts.y.last.x` a field of y."""
    form = sample.forms()[form_id]
    own = set().union(*(sample.procedure()[act_id]["fields"] for act_id in sample.acts_of(form_id)))
    for path in paths(form):
        head, *rest = path.split(".")
        if head == "act":
            assert rest[0] in own | ENVELOPE | IF_PRESENT, path
        elif head == "acts":
            assert rest[2] in sample.procedure()[rest[0]]["fields"], path
        elif head == "case":
            assert rest[0] in sample.case_facts(), path
        elif head == "party":
            assert rest[0] in sample.party_facts(), path
        else:
            assert head in {"agency", "document", "documents", "words", "item"}, path


def paths(form: papers.PaperForm) -> set[str]:
    places = {piece.path for text in templates(form) for piece in pieces(text) if isinstance(piece, Place)}
    whens: list[Condition] = [c for block in form.blocks if block.when for c in conditions(block.when)]
    lists = {block.list.of for block in form.blocks if block.list}
    tables = {block.table.of for block in form.blocks if block.table and block.table.of}
    return places | {c.path for c in whens} | lists | tables | {b.qa for b in form.blocks if b.qa}


@pytest.mark.parametrize("form_id", FORMS)
def test_what_can_be_missing_has_a_chinese_name(form_id: str) -> None:
    """With no facts but the field titles of the procedure, the refusal names every gap in Chinese."""
    bare = {"titles": sample.titles(form_id), "act": {"id": sample.acts_of(form_id)[0]}}
    with pytest.raises(papers.FieldsMissing) as refusal:
        papers.render(sample.forms()[form_id], bare)
    assert "未命名" not in refusal.value.say
    assert refusal.value.fields


@pytest.mark.parametrize(("form_id", "act_id"), MADE_BY)
def test_the_document_holds_its_number_its_agency_and_its_whole_text(form_id: str, act_id: str) -> None:
    form = sample.forms()[form_id]
    paper = sample.render(form_id, act_id)
    text = extracted(paper.pdf, form.page_sign)
    assert paper.pages >= 1
    assert sample.AGENCY["name"] in text
    assert (form.heading or form.title) in text
    number = sample.number(form)
    assert number is None or number in text
    assert [line for line in paper.text.split() if "".join(line.split()) not in text] == [], "lost text"


@pytest.mark.parametrize("form_id", FORMS)
def test_no_code_of_the_system_is_printed(form_id: str) -> None:
    codes = {code for names in sample.labels().values() for code in names if "_" in code}
    text = sample.render(form_id).text
    assert [code for code in codes if code in text] == []
    assert "{" not in text
    assert "None" not in text


@pytest.mark.parametrize("form_id", [form_id for form_id in FORMS if sample.forms()[form_id].issued])
def test_the_seal_never_stands_alone_on_a_page(form_id: str) -> None:
    paper = sample.render(form_id)
    with pypdfium2.PdfDocument(paper.pdf) as opened:
        last = "".join(opened[len(opened) - 1].get_textpage().get_text_range().split())
    for mark in (sample.AGENCY["name"], "2026年11月12日", "扫码核验文书"):
        last = last.replace(mark, "")
    without_copies = PAGE_MARK.sub("", last).partition("本文书一式")[0]
    assert len(without_copies) > 2 * len(sample.AGENCY["name"]), "only the letters of the seal are left"


@pytest.mark.parametrize(
    "form_id", ["inspection_result_notice", "power_restore", "license_certificate_receipt"]
)
def test_a_place_to_sign_says_so_once(form_id: str) -> None:
    assert not re.search("（签[名收]）（签[名收]）", sample.render(form_id).text)


def lines_of(pdf: bytes) -> list[list[str]]:
    """The lines of each page, without white space."""
    with pypdfium2.PdfDocument(pdf) as opened:
        pages = [page.get_textpage().get_text_range() for page in opened]
    return [["".join(line.split()) for line in page.splitlines()] for page in pages]


def test_two_officers_have_a_whole_line_to_sign_on() -> None:
    lines = [line for page in lines_of(sample.render("inspection_record").pdf) for line in page]
    place = next(at for at, line in enumerate(lines) if line.endswith("（签名）：") and "、" in line)
    assert lines[place + 1] == "年月日"


def test_the_seal_of_a_notice_takes_only_its_last_sentence_along() -> None:
    first, last = lines_of(sample.render("inspection_notice").pdf)
    assert "不得由第三方机构代替检查。" in "".join(first)
    assert "".join(last).startswith("监督电话：")
