"""What a penalty decision must hold (行政处罚法第59条, 罚缴分离办法第7条) and how its copies are checked."""

import io

import pypdfium2
import pytest
import zxingcpp
from tests.papers import sample
from tests.papers.test_every_form import extracted

from mingjing import papers

ORDINARY_REMEDY = [
    "penalty_decision_org",
    "penalty_decision_person",
    "no_penalty_decision",
    "rectification_order",
    "additional_fine_decision",
    "seizure_decision",
    "seizure_extension",
    "seizure_handling_decision",
    "evidence_keep_disposal_decision",
]


def without_spaces(paper: papers.Paper) -> str:
    return "".join(paper.text.split())


def test_the_decision_holds_every_item_of_article_59() -> None:
    text = extracted(sample.render("penalty_decision_org").pdf)
    for item in (
        "江临柏舟家具制造有限公司",  # 1: name
        "江临市云湖区工业大道66号",  # 1: address
        "安排2名未取得特种作业操作证的人员",  # 2: facts
        "2026年8月至9月排班表",  # 2: evidence
        "《中华人民共和国安全生产法》第三十条第一款",
        "《中华人民共和国安全生产法》第九十七条第七项",  # 3: basis
        "人民币肆万捌仟元整（¥48,000.00）",  # 3: kind
        "自收到本决定书之日起15日内",  # 4: way and term of performance
        "60日内向江临市云湖区人民政府申请行政复议",  # 5
        "6个月内依法向江临市云湖区人民法院提起行政诉讼",  # 5
        "江临市云湖区应急管理局",  # 6
        "2026年11月12日",  # 6
        "（江云）应急罚〔2026〕31号",
    ):
        assert item in text


def test_the_decision_names_the_payee_the_sum_and_the_surcharge() -> None:
    text = extracted(sample.render("penalty_decision_org").pdf)
    for item in (
        "云湖农村商业银行营业部（云湖区湖滨路1号）",
        "9901052600000031",
        "每日按罚款数额的百分之三加处罚款",
        "不超过罚款的数额",
    ):
        assert item in text


@pytest.mark.parametrize("form_id", ORDINARY_REMEDY)
def test_the_remedy_is_the_government_of_the_same_level_never_the_superior_department(form_id: str) -> None:
    """行政复议法第20条、第24条; 行政诉讼法第46条."""
    text = without_spaces(sample.render(form_id))
    assert "人民政府申请行政复议" in text
    assert "60日内" in text or "六十日内" in text
    assert "6个月内" in text or "六个月内" in text
    for wrong in ("上一级", "上级主管部门", "三个月内依法", "或者江临市应急管理局申请", "先申请行政复议"):
        assert wrong not in text


def test_the_remedy_calls_the_paper_by_its_kind() -> None:
    assert "如不服本决定，可以自收到本决定书之日起60日内" in without_spaces(
        sample.render("penalty_decision_org")
    )
    assert "如不服本指令，可以自收到本指令书之日起60日内" in without_spaces(
        sample.render("rectification_order")
    )


def test_a_decision_without_a_fine_says_nothing_of_payment() -> None:
    facts = sample.facts("penalty_decision_org")
    warned = {
        "penalty_kinds": ["warning"],
        "fine": "0.00",
        "penalty_text": "警告",
        "payee_bank": "",
        "payment_account": "",
    }
    facts["act"] = facts["act"] | warned
    text = without_spaces(sample.render("penalty_decision_org", facts=facts))
    assert "警告" in text
    assert "代收机构" not in text
    assert "百分之三" not in text
    assert "元整" not in text


def test_a_person_is_addressed_as_a_person() -> None:
    text = without_spaces(sample.render("penalty_decision_person"))
    assert "决定对你给予如下行政处罚" in text
    assert "被处罚人：喆堃" in text
    assert "统一社会信用代码" not in text


def test_each_right_is_signed_apart_on_the_notice() -> None:
    text = without_spaces(sample.render("penalty_advance_notice"))
    assert "当事人（已获知陈述申辩权）" in text
    assert "当事人（已获知听证权）" in text


def test_waiving_the_statement_does_not_waive_the_hearing() -> None:
    assert "不表示放弃要求听证的权利" in sample.render("statement_waiver", "waive_statement").text
    assert "不表示放弃陈述和申辩的权利" in sample.render("statement_waiver", "waive_hearing").text


def test_approval_forms_show_who_approved_what_and_when() -> None:
    text = without_spaces(sample.render("case_filing"))
    assert "情况属实，同意报批。" in text
    assert "拟同意，请审批。签名：陆知行2026年9月15日" in text
    assert "签名：叶承安2026年9月15日" in text
    assert "签名：程见深2026年9月15日" in text


def test_an_approval_not_given_yet_leaves_a_place_to_sign() -> None:
    facts = sample.facts("case_filing")
    facts["act"] = facts["act"] | {"approvals": sample.APPROVALS[:1]}
    text = sample.render("case_filing", facts=facts).text
    assert "叶承安" in text
    assert "程见深" not in text
    assert text.count("签名：　　　　　　　　年　　月　　日") == 1


@pytest.mark.parametrize("form_id", ["penalty_decision_org", "service_receipt", "court_enforcement_app"])
def test_the_code_on_the_paper_leads_to_its_check_page(form_id: str) -> None:
    with pypdfium2.PdfDocument(sample.render(form_id).pdf) as opened:
        picture = opened[len(opened) - 1].render(scale=3).to_pil()
    found = zxingcpp.read_barcodes(picture)
    assert [code.text for code in found] == [sample.CHECK]


def test_internal_papers_and_drafts_carry_no_code() -> None:
    for pdf in (sample.render("case_filing").pdf, sample.render("penalty_decision_org", draft=True).pdf):
        with pypdfium2.PdfDocument(pdf) as opened:
            assert all(zxingcpp.read_barcodes(page.render(scale=2).to_pil()) == [] for page in opened)


def test_a_draft_is_marked_and_not_sealed() -> None:
    draft = sample.render("penalty_decision_org", draft=True, number=None)
    text = extracted(draft.pdf)
    assert "草稿" in text
    assert "（未取号）" in text
    assert "（印章）" in text
    assert "草稿" not in extracted(sample.render("penalty_decision_org").pdf)


def test_pages_are_a4() -> None:
    with pypdfium2.PdfDocument(io.BytesIO(sample.render("penalty_decision_org").pdf)) as opened:
        sizes = {tuple(round(side) for side in page.get_size()) for page in opened}
    assert sizes == {(595, 842)}


def test_no_label_stands_without_what_it_names() -> None:
    facts = sample.facts("power_cut_decision")
    whole = sample.render("power_cut_decision", facts=facts).text
    assert "职务：" in whole
    party = {name: value for name, value in facts["party"].items() if name not in ("legal_rep_post", "phone")}
    text = sample.render("power_cut_decision", facts=facts | {"party": party}).text
    assert "职务" not in text
    assert "\n联系电话：" not in text
    assert f"法定代表人（负责人）：{party['legal_rep']}\n" in text
    nobody = {name: value for name, value in party.items() if name != "legal_rep"}
    assert "法定代表人" not in sample.render("power_cut_decision", facts=facts | {"party": nobody}).text


def test_a_proposed_licence_is_told_in_whole_words() -> None:
    text = without_spaces(sample.render("license_approval_form"))
    assert "拟作决定准予许可" in text


@pytest.mark.parametrize("form_id", ["court_enforcement_app", "coercion_court_application"])
def test_an_urgent_application_to_the_court_says_why_and_claims_no_period_that_has_run_out(
    form_id: str,
) -> None:
    usual = without_spaces(sample.render(form_id))
    assert "期限已于2027年5月13日届满" in usual
    assert "第五十三条" in usual
    facts = sample.facts(form_id)
    facts["act"] = facts["act"] | {"urgent": True, "urgent_reason": "可燃气体仍在泄漏"}
    urgent = without_spaces(sample.render(form_id, facts=facts))
    assert "须立即执行：可燃气体仍在泄漏。" in urgent
    assert "第五十九条的规定，申请立即执行下列事项" in urgent
    assert "届满" not in urgent
