"""What becomes public is the issued decision with everything hidden that a person confirmed, or nothing at all."""

from __future__ import annotations

import re
import unicodedata

import pytest
from published import SECRETS

from mingjing.cases.keeping import vault
from mingjing.cases.models import Case
from mingjing.cases.refused import Refused
from mingjing.disclosure import queries
from mingjing.disclosure.models import Publication
from mingjing.disclosure.pdf_text import pdf_text, squeezed
from mingjing.records.models import Record, Statement

pytestmark = pytest.mark.django_db(transaction=True)


def words(text: str) -> str:
    """As `squeezed` reads a PDF: no white space, NFKC."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def test_source_says_what_the_issued_decision_says(matter):
    matter.go("propose_disclosure")
    with vault().open(matter.decision["digest"]) as stream:
        issued = squeezed(stream.read())
    for line in matter.source().text.split("\n"):
        assert words(line) in issued


def test_public_file_and_text_hold_no_hidden_value_and_say_the_same(matter):
    matter.publish()
    found = queries.by_code(queries.latest(1)[0].code)
    with queries.file_of(found) as stream:
        text = pdf_text(stream.read())
    text = words(text)
    shown = "".join(f"〔{part['t']}〕" if part.get("h") else part["t"] for part in found.segments)
    for secret in SECRETS:
        assert secret not in text
        assert secret not in shown
        assert secret not in str(found.__dict__)
    assert "〔姓名〕" in shown
    assert "〔姓名〕" in text
    assert {row["kind"] for row in found.hidden} == {"姓名", "电话"}
    assert found.party_name == "江临恒远仓储有限公司"
    assert [row["kept"] for row in found.periods] == [True] * len(found.periods)
    assert found.remedy["reconsideration_apply"]["body"] == "江临市云湖区人民政府"


def refused(matter, **changed) -> list[str]:
    """Try to publish; nothing may be left behind. Returns the ids of what refused."""
    matter.go("publish_decision", before=True)
    before = (Record.objects.count(), Statement.objects.count(), Case.objects.get().state)
    with pytest.raises(Refused) as refusal:
        matter.act("publish_decision", fields=changed)
    assert (Record.objects.count(), Statement.objects.count(), Case.objects.get().state) == before
    assert not Publication.objects.exists()
    return [one.check for one in refusal.value.findings]


def test_hidden_name_in_the_summary_refuses_the_whole_act(matter):
    assert refused(matter, summary="法定代表人梁思渡已经整改。") == ["leak"]


def test_name_that_the_case_knows_refuses_even_if_the_decision_does_not_say_it(matter):
    assert refused(matter, summary="仓库管理员周启明配合调查。") == ["leak"]


def test_identity_number_is_found_though_nobody_masked_it(matter):
    assert refused(matter, summary="当事人身份证号11010519491231002X。") == ["leak"]


def test_telephone_that_the_case_knows_is_never_published_by_leaving_it_unmasked(matter):
    assert refused(matter, masks=[]) == ["leak"]


def test_name_in_the_decision_may_be_kept_by_decision(matter):
    matter.go("publish_decision", before=True)
    matter.publish(masks=[one for one in matter.masks() if one["kind"] != "PERSON"], summary="")
    assert "梁思渡" in str(Publication.objects.get().segments)


def test_value_hidden_in_one_place_and_shown_in_another_refuses(matter):
    matter.go("publish_decision", before=True)
    text = matter.source().text
    at = text.index("动火")
    half = [{"kind": "OTHER", "start": at, "end": at + 2, "reason": "商业秘密"}]
    assert text.count(text[at : at + 2]) > 1
    assert refused(matter, masks=[*matter.masks(), *half]) == ["leak"]


def test_masks_that_overlap_or_lie_outside_are_refused(matter):
    one = {"kind": "OTHER", "start": 3, "end": 9, "reason": "个人隐私"}
    assert refused(matter, masks=[one, {**one, "start": 5}]) == ["redaction"]
    assert refused(matter, masks=[{**one, "end": 999_999}]) == ["redaction"]


def test_document_of_no_case_is_refused(matter):
    assert refused(matter, document="（江云）应急罚〔2026〕999号") == ["document"]


def test_decision_is_published_once_until_it_is_withdrawn(matter):
    matter.publish()
    with pytest.raises(Refused, match="已在公示中"):
        matter.act("publish_decision")
    assert Publication.objects.count() == 1


def test_withdrawal_leaves_a_tombstone_with_its_reason_and_a_statement(matter):
    matter.publish()
    code = queries.latest(1)[0].code
    matter.withdraw(document=matter.decision["digest"])
    found = queries.by_code(code)
    assert str(found.withdrawn_on) == "2026-07-15"
    assert "复议机关变更罚款数额" in found.withdrawn_reason
    assert (found.party_name, found.segments, found.pdf, found.summary, found.title) == ("", [], "", "", "")
    assert found.statement.rid in bytes(found.withdrawal.outbox.entry).decode()
    assert queries.search("恒远").items == []
    assert queries.latest(1)[0].code == code
