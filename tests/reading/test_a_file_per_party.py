"""A file per party over all its cases: the same code is the same party, a name alone only perhaps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mingjing.cases.models import Case
from mingjing.reading import party_page
from mingjing.reading.models import SameParty
from mingjing.reading.parties import parties, shown_code
from mingjing.reading.party_page import party_file
from mingjing.records.models import AccessLog

pytestmark = pytest.mark.django_db(transaction=True)


def another(matter: Any, **changed: Any) -> Case:
    """A second case as the first one, with other columns."""
    made = Case.objects.get(pk=matter.case.pk)
    made.pk, made.number = uuid4(), ""
    made._state.adding = True
    for name, value in changed.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    return made


def test_same_code_is_one_party_and_a_name_alone_only_perhaps(granted: Any) -> None:
    code, name = granted.case.party_code, granted.case.party_name
    assert code
    second = another(granted, party_name=f"{name}（曾用名）")
    alike = another(granted, party_code="")
    found = party_file(granted.bureau.users["lu"], granted.case.pk)
    assert {line.case.pk for line in found.lines} == {granted.case.pk, second.pk}
    assert [one.case.pk for one in found.alike] == [alike.pk]
    assert found.payable == 2 * next(line.payable for line in found.lines)
    assert found.unpaid == found.payable - found.paid
    alone = party_file(granted.bureau.users["lu"], alike.pk)
    assert [line.case.pk for line in alone.lines] == [alike.pk]
    assert granted.case.pk in {one.case.pk for one in alone.alike}
    noted = AccessLog.objects.filter(what="当事人档案").values_list("case_id", flat=True)
    assert {granted.case.pk, second.pk, alike.pk} == set(noted)


def test_prior_penalties_count_within_the_period_of_the_parameter(granted: Any) -> None:
    today = timezone.localdate()
    recent = another(granted, decided_on=today - timedelta(days=30))
    old = another(granted, decided_on=today - timedelta(days=800))
    priors = {line.case.pk for line in party_file(granted.bureau.users["lu"], granted.case.pk).priors}
    assert recent.pk in priors
    assert old.pk not in priors


def test_case_from_which_an_old_file_was_opened_is_written_down_too(
    granted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    another(granted, opened_at=timezone.now() + timedelta(days=1))
    monkeypatch.setattr(party_page, "MOST", 1)
    party_page.party_file(granted.bureau.users["lu"], granted.case.pk)
    assert AccessLog.objects.filter(what="当事人档案", case_id=granted.case.pk).count() == 1


def test_words_that_can_not_be_searched_find_nothing(granted: Any, desk: Client) -> None:
    assert "没有找到" in desk.post("/desk/parties/", {"q": "甲\x00乙"}).content.decode()


def test_only_cases_that_the_viewer_may_see(granted: Any) -> None:
    hidden = another(granted, agency=granted.bureau.parent)
    found = party_file(granted.bureau.users["lu"], granted.case.pk)
    assert hidden.pk not in {line.case.pk for line in found.lines}
    client = Client()
    client.force_login(granted.bureau.users["outsider"])
    assert client.get(f"/desk/parties/{granted.case.pk}/").status_code == 404
    assert parties(granted.bureau.users["outsider"], granted.case.party_name) == []


def test_search_by_name_or_code_and_the_page_ask_few_questions(granted: Any, desk: Client) -> None:
    for _ in range(5):
        another(granted)
    for words in (granted.case.party_name[:4], granted.case.party_code.lower()):
        page = desk.post("/desk/parties/", {"q": words}).content.decode()
        assert granted.case.party_name in page
        assert "6 件" in page
    assert AccessLog.objects.filter(what="检索到当事人").count() == 12
    address = f"/desk/parties/{granted.case.pk}/"
    desk.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = desk.get(address).content.decode()
    assert len(asked) <= 16, [one["sql"][:90] for one in asked.captured_queries]
    assert "已缴清" in page or "未缴" in page


def test_a_person_decides_with_a_reason_whether_it_is_the_same_party(granted: Any, desk: Client) -> None:
    same, other = another(granted, party_code=""), another(granted, party_code="91990105MA6H8T4CXD")
    place = f"/desk/parties/{granted.case.pk}/same/"
    assert (
        "没有写明认定的理由"
        in desk.post(place, {"other": same.pk, "same": "yes"}, follow=True).content.decode()
    )
    assert not SameParty.objects.exists()
    desk.post(place, {"other": same.pk, "same": "yes", "reason": "核对了营业执照，登记时漏填代码。"})
    page = desk.post(
        place, {"other": other.pk, "same": "no", "reason": "同名的另一家公司。"}, follow=True
    ).content.decode()
    assert "已认定为不同的当事人" in page
    found = party_file(granted.bureau.users["lu"], granted.case.pk)
    assert {line.case.pk for line in found.lines} == {granted.case.pk, same.pk}
    assert [(one.case.pk, one.decided.same) for one in found.alike] == [(other.pk, False)]
    renamed = another(granted, party_name="别的公司", party_code="")
    assert (
        "不需要认定"
        in desk.post(
            place, {"other": renamed.pk, "same": "yes", "reason": "核对"}, follow=True
        ).content.decode()
    )
    outsider = Client()
    outsider.force_login(granted.bureau.users["sun"])
    said = outsider.post(
        place, {"other": same.pk, "same": "no", "reason": "核对"}, follow=True
    ).content.decode()
    assert "您的岗位不认定当事人" in said


def test_a_persons_number_is_shown_only_at_its_ends() -> None:
    assert shown_code("320402198504120002", "person") == "3204**********0002"
    assert shown_code("91990105MA7K3X2QXQ", "org") == "91990105MA7K3X2QXQ"
    assert shown_code("1234", "person") == ""
