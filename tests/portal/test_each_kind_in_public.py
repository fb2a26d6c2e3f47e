"""A publication says the rules of its own kind: why it is public, when it comes off, what was kept, what remedies are open."""

from __future__ import annotations

import re
from typing import Any

import pytest
from published import PublishedLicence, PublishedSeizure, PublishedVisit, Publishing

from mingjing.cases.refused import Refused
from mingjing.disclosure import queries
from mingjing.disclosure.models import Publication

pytestmark = pytest.mark.django_db(transaction=True)
ONLY_PENALTIES = "行政处罚法 第48条"


def page(client: Any) -> str:
    return client.get(f"/decisions/{queries.latest(1)[0].code}/").content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_penalty_comes_off_by_the_penalty_law(matter: Publishing, client: Any) -> None:
    matter.publish()
    said = words(page(client))
    assert (
        "决定被依法变更、撤销、确认违法或者确认无效的，依法撤下并公开说明理由（行政处罚法 第48条第2款）"
        in said
    )
    assert "公开依据：行政处罚法 第48条第1款" in said
    matter.withdraw()
    assert "依据 行政处罚法 第48条第2款" in words(page(client))


def test_a_withdrawal_for_another_reason_names_its_own_article(matter: Publishing, client: Any) -> None:
    matter.publish()
    matter.withdraw(ground="inaccurate", explanation="公示的罚款数额有误，更正后重新公开。")
    said = words(page(client))
    assert "依据 政府信息公开条例 第41条" in said
    assert ONLY_PENALTIES not in said


def test_a_seizure_is_public_by_the_general_rule_with_days_for_the_remedies(bureau: Any, client: Any) -> None:
    PublishedSeizure(bureau).publish()
    said = words(page(client))
    assert ONLY_PENALTIES not in said
    assert "及时撤下并公开说明理由（国办发〔2018〕118号 二(六)）" in said
    assert "行政复议 至 2026年8月10日" in said
    assert "行政诉讼 至 2026年12月10日" in said
    # Decided on 9 June, public on 22 June; 19 to 21 June are the Dragon Boat holidays.
    assert "公开执法决定 8 / 20 个工作日" in said


def test_a_licence_is_called_a_licence_once(bureau: Any, client: Any) -> None:
    PublishedLicence(bureau).publish()
    html = page(client)
    assert ONLY_PENALTIES not in html
    assert "公开依据：行政许可法 第40条；国办发〔2018〕118号 二(六)" in html
    assert "行政许可 · 行政许可" not in html
    assert re.search(r'is-brand">行政许可</span>', html)


def test_an_inspection_is_told_with_what_was_found_and_nothing_personal(bureau: Any, client: Any) -> None:
    visit = PublishedVisit(bureau)
    visit.publish()
    found = Publication.objects.get()
    assert (found.kind, found.party_name, found.result) == (
        "行政检查",
        "江临松石建材有限公司",
        "发现问题已责令改正",
    )
    said = words(page(client))
    assert "检查对象 江临松石建材有限公司" in said
    assert "检查结果 发现问题已责令改正" in said
    assert "动火作业票未注明监护人" in said
    assert "联系电话：0990-5550188" in said, "the agency's own telephone stays"
    for secret in ("石松年", "救济途径", ONLY_PENALTIES):
        assert secret not in said
    assert "松石" in client.get("/decisions/?kind=行政检查").content.decode()


def test_an_inspection_result_is_public_only_once_it_is_approved(bureau: Any) -> None:
    visit = PublishedVisit(bureau)
    visit.go(visit.publishing, before=True)
    visit.act(visit.publishing, approve=False)
    assert not Publication.objects.exists()


def test_an_inspection_result_is_not_public_without_the_confirmation_of_a_person(bureau: Any) -> None:
    visit = PublishedVisit(bureau)
    visit.go(visit.publishing, before=True)
    with pytest.raises(Refused) as refusal:
        visit.act(visit.publishing, fields={"redaction_confirmed": False})
    assert [one.check for one in refusal.value.findings] == ["redaction_applied"]


def test_the_result_notice_goes_through_the_redaction_page(bureau: Any, client: Any) -> None:
    visit = PublishedVisit(bureau)
    visit.go(visit.publishing, before=True)
    client.force_login(bureau.users["mu"])
    answer = client.get(f"/desk/cases/{visit.case.pk}/act/publish_inspection_result/", follow=True)
    said = answer.content.decode()
    assert answer.redirect_chain[-1][0].endswith("/redaction/")
    assert visit.number in said
    assert "保密审查结论" in said
    assert "提交审批" in said
