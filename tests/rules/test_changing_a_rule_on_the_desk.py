"""A change of a rule through the pages of the rule desk: proposed, refused with its reason, approved."""

from __future__ import annotations

import pytest
from case_bureau import Bureau
from changing import (
    DAY,
    REASON,
    SOURCE,
    Signed,
    agency_of,
    limit,
    refused,
    today,
)

from mingjing import law
from mingjing.cases import libraries
from mingjing.law.amendments import amended
from mingjing.rules import history
from mingjing.rules.models import RuleRecord

pytestmark = pytest.mark.django_db(transaction=True)


def test_proposal_through_the_pages(bureau: Bureau, signed_in: Signed) -> None:
    han, cheng = signed_in("han"), signed_in("cheng")
    form = {"value": "20", "since": (today() + DAY).isoformat(), "reason": REASON, "source": SOURCE}
    url = "/desk/rules/limits/archive_days/propose/"
    assert "30日" in han.get(url).content.decode()
    tried = han.post(url, form | {"try": "1"})
    assert tried.status_code == 200
    assert not RuleRecord.objects.exists()
    answer = han.post(url, form | {"send": "1"})
    assert answer.status_code == 302
    page = cheng.get(answer["Location"])
    assert "20日" in page.content.decode()
    assert page.context["may_decide"]
    assert not han.get(answer["Location"]).context["may_decide"]
    assert cheng.post(answer["Location"], {"step": "approve"}).status_code == 302
    assert agency_of(bureau).amendments == 1
    listed = cheng.get("/desk/rules/changes/").content.decode()
    for words in ("结案后归档时限", "30日", "20日", "韩书言", "程见深", "尚未施行", "记录链完整"):
        assert words in listed
    assert cheng.post(answer["Location"], {"step": "approve"}).status_code == 409
    assert cheng.post(answer["Location"], {"step": "nonsense"}).status_code == 409


def test_refused_proposal_says_why_on_the_page(bureau: Bureau, signed_in: Signed) -> None:
    client = signed_in("han")
    form = {
        "value": "30",
        "since": (today() + DAY).isoformat(),
        "reason": REASON,
        "source": SOURCE,
        "send": "1",
    }
    answer = client.post("/desk/rules/limits/payment_days/propose/", form)
    assert answer.status_code == 422
    assert "由法律规定，本机关不能自行改变" in answer.content.decode()
    for typed, said in (("三十", "应当是数字"), ("2.5", "应当是整数"), ("-1", "不得小于零")):
        answer = client.post("/desk/rules/limits/archive_days/propose/", form | {"value": typed})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    answer = client.post("/desk/rules/limits/archive_days/propose/", form | {"since": "2026-02-30"})
    assert "应当是真实的日期" in answer.content.decode()


def test_row_through_the_pages(bureau: Bureau, signed_in: Signed) -> None:
    client = signed_in("han")
    form = {
        "id": "school", "title": "对学校的处罚", "citation": "国办发〔2018〕118号 四(十二)", "when": "party.industry == '教育'",
        "since": (today() + DAY).isoformat(), "reason": REASON, "source": SOURCE,
    }  # fmt: skip
    url = "/desk/rules/catalogues/major_decisions/propose/"
    assert client.post(url, form | {"try": "1"}).status_code == 200
    assert client.post(url, form | {"send": "1"}).status_code == 302
    answer = client.post(f"{url}?row=pen_crime", form | {"end": "1", "send": "1"})
    assert answer.status_code == 302
    assert history.changes(bureau.agency.pk)[0].amendment.kind == "row_end"


def test_entry_that_another_limit_adds_is_changed_there(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = libraries.library_of(agency_of(bureau))
    added = {
        "id": "av_more",
        "title": "另加的要求",
        "value": {"ins_lab": "should"},
        "adds_to": "av_obligation",
        "owner": "机关",
    }
    lent = law.with_layer(base, {"pack.yaml": {"id": "with-more", "title": "法规包"}, "limits.yaml": [added]})
    monkeypatch.setitem(libraries._lent, bureau.agency.layer, lent)
    value = lent.on(today() + DAY).limits["av_obligation"].value
    assert value["ins_lab"] == "should"
    assert any(
        "由另一参数加入" in one
        for one in refused(bureau, limit("av_obligation", {**value, "ins_lab": "may"}))
    )
    library = amended(lent, [limit("av_obligation", {**value, "pen_appraise": "should"})])
    changed = library.on(today() + DAY).limits["av_obligation"].value
    assert (changed["pen_appraise"], changed["ins_lab"]) == ("should", "should")
