"""What a disclosure officer is shown before publication: known names, numbers with check digits, names by context."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from mingjing.redaction import Kind, Known, Source, find
from mingjing.redaction.patterns import id_card_valid, luhn_valid

GOLD = [json.loads(line) for line in Path(__file__).with_name("gold.jsonl").read_text("utf-8").splitlines()]


def test_known_names_are_proposed_at_every_place():
    text = "经营者周文远到场。周文远承认违法事实。"
    found = find(text, Known(names=("周文远",)))
    assert [(p.start, p.end, p.source) for p in found] == [(3, 6, Source.KNOWN), (9, 12, Source.KNOWN)]


def test_officers_and_organisations_stay():
    text = "执法人员陆知行、沈砚秋检查江临柏舟家具制造有限公司，车间主任周文远陪同。"
    found = find(
        text, Known(names=("周文远", "陆知行"), keep=("陆知行", "沈砚秋", "江临柏舟家具制造有限公司"))
    )
    assert [p.of(text) for p in found] == ["周文远"]


def test_a_name_inside_a_kept_name_stays():
    text = "江临周文远家具厂被罚款。"
    assert find(text, Known(names=("周文远",), keep=("江临周文远家具厂",))) == []


def test_identity_number_with_wrong_check_digit_is_shown_as_doubtful():
    right, wrong = "320402199209046545", "320402199209046546"
    assert id_card_valid(right)
    assert not id_card_valid(wrong)
    for number, word in ((right, "正确"), (wrong, "不符")):
        (proposal,) = find(f"证号{number}。")
        assert proposal.kind is Kind.ID_CARD
        assert word in proposal.reason


def test_credit_code_and_document_number_are_not_personal():
    text = "统一社会信用代码91431281765625571G，（江云）应急罚〔2026〕31号，罚款48000元，《安全生产法》第九十七条第七项。"
    assert find(text) == []


def test_office_telephone_stays_and_private_telephone_goes():
    assert find("本局监督电话：0731-59819480。") == []
    (proposal,) = find("联系人王芳家中0731-59819480。", Known(keep=("王芳",)))
    assert proposal.kind is Kind.PHONE


def test_card_number_needs_its_check_digit_or_a_word_beside_it():
    assert luhn_valid("6222020315747460758") is False or luhn_valid("6222020315747460758")
    (proposal,) = find("从账户6222020315747460758代缴。")
    assert proposal.kind is Kind.BANK_ACCOUNT
    assert find("流水号6222020315747460750。") == []


def test_proposals_never_overlap_and_lie_in_the_text():
    for row in GOLD:
        found = find(row["text"])
        assert all(0 <= p.start < p.end <= len(row["text"]) for p in found)
        assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("label", "floor"),
    [
        ("ID_CARD", 0.97),
        ("PHONE", 0.97),
        ("BANK_ACCOUNT", 0.97),
        ("EMAIL", 0.97),
        ("PLATE", 0.97),
        ("ADDRESS", 0.95),
        ("PERSON", 0.84),
    ],
)
def test_share_of_real_passages_that_is_proposed(label: str, floor: float):
    """Without any name from a case; with the case's own names the share of persons is higher."""
    hit = Counter[bool]()
    for row in GOLD:
        found = find(row["text"])
        for span in row["spans"]:
            if span["label"] == label:
                hit[any(p.start <= span["start"] and p.end >= span["end"] for p in found)] += 1
    assert hit[True] / hit.total() >= floor


def test_most_names_that_are_proposed_are_names():
    right = Counter[bool]()
    for row in GOLD:
        persons = [span for span in row["spans"] if span["label"] == "PERSON"]
        for p in find(row["text"]):
            if p.kind is Kind.PERSON:
                right[any(p.start < s["end"] and s["start"] < p.end for s in persons)] += 1
    assert right[True] / right.total() >= 0.93


def test_every_person_of_the_real_passages_is_proposed_when_the_case_knows_them():
    for row in GOLD:
        names = tuple({s["text"] for s in row["spans"] if s["label"] == "PERSON"})
        found = find(row["text"], Known(names=names))
        for span in row["spans"]:
            if span["label"] == "PERSON":
                assert any(p.start <= span["start"] and p.end >= span["end"] for p in found), span


def test_the_partys_statement_and_defence_is_no_name():
    assert find("当事人的陈述和申辩：无异议。") == []


@pytest.mark.parametrize(
    "text",
    [
        "两名作业人员的签名系他人代签。",
        "本机关不会因当事人陈述、申辩而给予更重的处罚。",
        "当事人（已获知陈述申辩权）（签名）",
        "违法行为轻微，当事人及时改正。",
        "查封的财物，由执法人员及时解除。",
        "本次检查人员范围、检查事项已经公布。",
        "他人代收的，写明代收人与当事人关系。",
        "可以委托一至二人代理；委托代理的，应当提交委托书。",
        "事故发生后报警装置被人为关闭。",
        "申请单位以欺骗手段取得许可，负责人尚未到场。",
        "当时持证的师傅请假，订单催得急。",
        "写明应当给付金钱的数额和给付方式。",
        "协助执行单位和人员：江临供电公司云湖供电所。",
        "在事故现场，当事人江临柏舟家具制造有限公司（地点：江临市云湖区）整改。",
    ],
)
def test_ordinary_words_are_no_names(text: str):
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("见证人代军，住江临市云湖区枫林里。", "代军"),
        ("车间主任时文斌陪同。", "时文斌"),
        ("法定代表人关山，职务经理。", "关山"),
        ("当事人高峰在公司任职。", "高峰"),
        ("投诉人代表韩国芳，电话见登记表。", "韩国芳"),
        ("经营者文明远提供银行流水。", "文明远"),
        ("工人师傅江河，手机见笔录。", "江河"),
        ("保管地点与保管人：本局罚没仓库 王平。任何人不得损毁。", "王平"),
    ],
)
def test_names_that_begin_like_words_are_still_found(text: str, name: str):
    assert name in [p.of(text) for p in find(text)]


def test_what_the_agency_says_of_itself_is_never_proposed():
    text = "联系人：陆知行；联系电话：0990-5550188；地址：江临市镜湖路88号。当事人电话：0990-5550199。"
    known = Known(keep=("陆知行",), own=("0990-5550188", "江临市镜湖路88号"))
    assert [p.of(text) for p in find(text, known)] == ["0990-5550199"]


def test_no_name_stands_in_the_fixed_words_of_the_form():
    text = "经办人季白。签收人季白。"
    assert [p.of(text) for p in find(text)] == ["季白", "季白"]
    assert find(text, Known(wording="经办人季白。签收人。")) == []
