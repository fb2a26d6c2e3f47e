"""A case is born of an act that took effect in another, carries its evidence by reference, and says where it came from."""

from __future__ import annotations

import html
from typing import Any

import pytest
from confirmation import confirm, receive, work_under
from django.test import Client

from mingjing.cases import births, rebuild
from mingjing.cases.attachments import Attachment
from mingjing.cases.models import Case
from mingjing.cases.perform import open_case
from mingjing.cases.refused import NoSuchCase, Refused
from mingjing.records.models import Attachment as HeldFile
from mingjing.records.models import Record

pytestmark = pytest.mark.django_db(transaction=True)
PHOTO = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 40


@pytest.fixture
def bureau(bureau: Any) -> Any:
    work_under(bureau)
    return bureau


@pytest.fixture
def confirmed(bureau: Any) -> Case:
    """An application with a photograph, confirmed: a penalty case may be born of it."""
    case = receive(bureau, attachments=[Attachment.of_bytes("现场.png", PHOTO)]).case
    return confirm(bureau, case).case


def _born(bureau: Any, parent: Case, account: str = "lu", **given: Any) -> Case:
    _, found = births.beginnings(bureau.users[account], parent.pk)
    fields = {
        **found[0].begins,
        "received_on": str(found[0].begins["discovered_on"]),
        "region": "云湖区",
        "proposal": "file",
    }
    return open_case(
        "penalty.ordinary", "register_clue", bureau.users[account], bureau.agency, {"fields": fields},
        parent=parent, **given,
    ).case  # fmt: skip


def test_the_new_case_names_the_record_that_it_was_born_of(bureau: Any, confirmed: Case):
    born = _born(bureau, confirmed)
    record = Record.objects.get(case_id=confirmed.pk, act="confirm", step="approve")
    parent = born.state["parent"]
    assert (parent["case"], parent["seq"], parent["digest"]) == (str(confirmed.pk), record.seq, record.digest)
    assert born.parent_id == confirmed.pk
    assert rebuild.check().differences == []


def test_evidence_comes_along_by_reference_to_the_same_original(bureau: Any, confirmed: Case):
    born = _born(bureau, confirmed)
    own, carried = confirmed.state["evidence"], born.state["evidence"]
    assert [item["title"] for item in carried] == [item["title"] for item in own]
    assert [item.get("sha256") for item in carried] == [item.get("sha256") for item in own]
    assert all(item["from"]["case"] == str(confirmed.pk) for item in carried)
    held = HeldFile.objects.filter(record__case_id=born.pk, kind="evidence").values_list("sha256", flat=True)
    assert set(held) == {item["sha256"] for item in own if "sha256" in item}


def test_only_the_chosen_evidence_comes_along(bureau: Any, confirmed: Case):
    assert [item["title"] for item in _born(bureau, confirmed, carry=[0]).state["evidence"]] == ["现场照片"]
    assert _born(bureau, confirmed, carry=[]).state["evidence"] == []


def test_evidence_that_is_not_there_is_refused_and_nothing_is_made(bureau: Any, confirmed: Case):
    before = Case.objects.count()
    with pytest.raises(Refused, match="不存在"):
        _born(bureau, confirmed, carry=[99])
    assert Case.objects.count() == before


def test_nothing_is_born_before_the_act_has_taken_effect(bureau: Any):
    parent = receive(bureau).case
    with pytest.raises(Refused, match="没有可以据以另立"):
        open_case("penalty.ordinary", "register_clue", bureau.users["lu"], bureau.agency, {}, parent=parent)


def test_nothing_is_born_of_a_case_that_the_person_may_not_see(bureau: Any, confirmed: Case):
    with pytest.raises(NoSuchCase):
        open_case(
            "penalty.ordinary", "register_clue", bureau.users["xu"], bureau.agency, {}, parent=confirmed
        )


def test_nothing_is_born_of_a_case_whose_cache_was_tampered_with(bureau: Any):
    parent = receive(bureau).case
    state = {
        **parent.state,
        "acts": {**parent.state["acts"], "confirm": [{"at": "2026-09-01T09:00:00+08:00", "seq": 1}]},
    }
    Case.objects.filter(pk=parent.pk).update(state=state)
    with pytest.raises(Refused, match="不一致"):
        open_case("penalty.ordinary", "register_clue", bureau.users["lu"], bureau.agency, {}, parent=parent)


def test_the_desk_fills_the_first_form_and_shows_both_cases_to_each_other(bureau: Any, confirmed: Case):
    client = Client()
    client.force_login(bureau.users["lu"])
    related = html.unescape(client.get(f"/desk/cases/{confirmed.pk}/related/").content.decode())
    address = f"/desk/cases/new/?procedure=penalty.ordinary&parent={confirmed.pk}"
    assert address in related
    form = html.unescape(client.get(address).content.decode())
    assert "二号库坠落事故伤害涉嫌违法案" in form
    assert "现场照片" in form
    sent = {
        "parent": str(confirmed.pk), "carry": ["0"], "key": "born-1", "f.case_name": "江临恒远仓储有限公司涉嫌违法案",
        "f.cause": "动火作业", "f.source": "inspection", "f.received_on": "2026-11-20", "f.discovered_on": "2026-11-20",
        "f.region": "云湖区", "f.facts": "没有专门人员。", "f.proposal": "file", "f.party_name": "江临恒远仓储有限公司",
        "f.party_kind": "org",
    }  # fmt: skip
    answer = client.post("/desk/cases/new/?procedure=penalty.ordinary", sent)
    assert answer.status_code == 302, html.unescape(answer.content.decode())[:4000]
    born = Case.objects.get(parent=confirmed)
    assert len(born.state["evidence"]) == 1
    assert str(born.pk) in client.get(f"/desk/cases/{confirmed.pk}/related/").content.decode()
    other = html.unescape(client.get(f"/desk/cases/{born.pk}/related/").content.decode())
    assert "“作出行政确认”另立" in other


def test_a_relative_that_the_person_may_not_see_is_not_named(bureau: Any, confirmed: Case):
    born = _born(bureau, confirmed)
    client = Client()
    client.force_login(bureau.users["ye"])
    Case.objects.filter(pk=confirmed.pk).update(unit=bureau.officers["xu"].unit)
    page = html.unescape(client.get(f"/desk/cases/{born.pk}/related/").content.decode())
    assert "另一案件" in page
    assert confirmed.number not in page
