"""A document that can't be right is refused with a sentence an officer understands; a bad form names its file."""

from pathlib import Path
from typing import Any

import pytest
from tests.papers import sample

from mingjing import papers


def decision(**changes: Any) -> dict[str, Any]:
    facts = sample.facts("penalty_decision_org")
    facts["act"] = facts["act"] | changes
    return facts


def test_all_gaps_are_named_at_once_in_chinese() -> None:
    facts = decision(facts="", defence="  ") | {
        "titles": {"act.facts": "违法事实", "act.defence": "陈述申辩、听证及采纳情况"}
    }
    with pytest.raises(papers.FieldsMissing) as refusal:
        sample.render("penalty_decision_org", facts=facts)
    assert refusal.value.fields == ("违法事实", "陈述申辩、听证及采纳情况")
    assert "缺少必填内容" in refusal.value.say


def test_no_numbered_document_without_its_number() -> None:
    with pytest.raises(papers.FieldsMissing, match="文号"):
        sample.render("penalty_decision_org", number=None)


def test_a_blank_stands_where_an_optional_value_is_unset() -> None:
    facts = sample.facts("hearing_application")
    facts["file"] = {"documents": []}
    assert "对你机关　　　　《行政处罚告知书》" in sample.render("hearing_application", facts=facts).text


@pytest.mark.parametrize("amount", ["-1", "四万八", "48000.001", 48000.5])
def test_an_amount_that_is_none_is_refused(amount: object) -> None:
    with pytest.raises(papers.ValueUnfit, match="金额"):
        sample.render("penalty_decision_org", facts=decision(fine=amount))


def test_a_code_without_a_chinese_name_is_refused_never_printed() -> None:
    with pytest.raises(papers.ValueUnfit, match="中文名称"):
        sample.render("penalty_decision_org", facts=decision(penalty_kinds=["unheard_of"]))


def test_a_day_that_is_none_is_refused() -> None:
    facts = sample.facts("case_closing")
    facts["act"] = facts["act"] | {"closed_on": "昨天"}
    with pytest.raises(papers.ValueUnfit, match="日期"):
        sample.render("case_closing", facts=facts)


GOOD = """
id: note
title: 便函
layout: letter
audience: party
volume: main
blocks: [{to: "{party.name}："}]
"""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("blocks: [", "blocks: [{text: 甲, line: 乙}, "), "exactly one kind"),
        (("{party.name}", "{party.name"), "花括号"),
        (("{party.name}", "{party.name|shout}"), "shout"),
        (("layout: letter", "layout: poster"), "layout"),
        (("blocks: [", "blocks: [{phrase: nowhere}, "), "nowhere"),
        (("blocks: [", "blocks: [{use: nowhere}, "), "nowhere"),
        (("blocks: [", 'blocks: [{text: 甲, when: "a || b"}, '), "条件"),
        (("volume: main", "volume: main\ncolour: red"), "colour"),
        (("id: note", "name: note"), "id"),
        (("id: note", "id: [note"), "note.yaml"),
    ],
)
def test_a_malformed_form_names_its_file_and_its_fault(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    file = tmp_path / "note.yaml"
    file.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(papers.FormFault) as refusal:
        papers.load_forms([file])
    assert "note.yaml" in refusal.value.say
    assert said in refusal.value.say


def test_a_shared_block_that_holds_itself_is_refused(tmp_path: Path) -> None:
    shared = tmp_path / "a.yaml"
    shared.write_text("id: phrases\nblocks: {ring: [{use: ring}]}\n", encoding="utf-8")
    form = tmp_path / "note.yaml"
    form.write_text(GOOD.replace("blocks: [", "blocks: [{use: ring}, "), encoding="utf-8")
    with pytest.raises(papers.FormFault, match="ring"):
        papers.load_forms([tmp_path])


def test_a_later_layer_replaces_a_form_by_id(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text(GOOD, encoding="utf-8")
    later = tmp_path / "2.yaml"
    later.write_text(GOOD.replace("便函", "公函"), encoding="utf-8")
    assert papers.load_forms([tmp_path])["note"].title == "公函"
