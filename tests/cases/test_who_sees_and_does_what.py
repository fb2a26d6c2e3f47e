"""The permission matrix: each account against list, read, act and export, on a case at three moments of its life."""

from __future__ import annotations

import pytest
from whole_case import Matter

from mingjing.cases.export import export_case
from mingjing.cases.models import Case, Task
from mingjing.cases.perform import open_case, perform
from mingjing.cases.queries import case_list, case_page, preview_findings, tasks_for
from mingjing.cases.refused import NoSuchCase, Refused
from mingjing.records import log
from mingjing.records.models import AccessLog, Record
from mingjing.records.sequencer import Sequencer

pytestmark = pytest.mark.django_db(transaction=True)

EVERYBODY = ("lu", "shen", "ye", "xu", "fang", "han", "cheng", "mu", "wen", "tu", "sun", "outsider", "nobody")
UNIT = {"lu", "shen", "ye"}
# who sees the case: as a clue, when it has become a major case, when it is decided
CLUE = UNIT | {"cheng", "wen", "sun"}
MAJOR = CLUE | {"han"}
DECIDED = MAJOR | {"mu"}
MOMENTS = (("inspect_site", CLUE), ("draft_disposition", MAJOR), ("decide", DECIDED))


@pytest.mark.parametrize(("last", "seers"), MOMENTS)
def test_list_read_preview_search_and_tasks_show_the_same_cases(begun, bureau, last, seers):
    matter = begun(Matter, last)
    case = matter.case
    for alias in EVERYBODY:
        person = bureau.users[alias]
        assert [row.id for row in case_list(person).rows] == ([case.pk] if alias in seers else []), alias
        assert bool(case_list(person, {"q": "恒远仓储"}).rows) is (alias in seers), alias
        assert {row.case_id for row in tasks_for(person).rows} <= ({case.pk} if alias in seers else set()), (
            alias
        )
        for read in (
            lambda who=person: case_page(who, case),
            lambda who=person: preview_findings(who, case, "inquire"),
        ):
            if alias in seers:
                assert read()
            else:
                with pytest.raises(NoSuchCase):
                    read()


def test_reviewer_sees_a_case_only_while_an_act_in_it_waits_for_his_approval(begun, bureau):
    matter = begun(Matter, "inspect_site")
    han = bureau.users["han"]
    told = {
        "request_no": "阅1", "requester": "甲", "purpose": "party", "files": [{"name": "录像", "digest": "0" * 64}],
        "mode": "copy", "agreed": True, "opinion": "拟同意提供复制件。", "released_on": "2026-06-30",
    }  # fmt: skip
    late = {"late_recording": "当日补登。"}
    perform(matter.case, "release_recordings", bureau.users["lu"], {"fields": told, "reasons": late})
    assert [row.case_id for row in tasks_for(han).rows] == [matter.case.pk]
    assert case_page(han, matter.case)
    perform(matter.case, "release_recordings", han, {"fields": {"opinion": "同意。"}}, step="approve")
    assert not Case.objects.visible_to(han).exists()
    assert matter.case.pk in [row.case_id for row in tasks_for(bureau.users["cheng"]).rows]


@pytest.mark.parametrize("alias", EVERYBODY)
def test_export_is_for_those_who_see_the_case(begun, bureau, alias, tmp_path):
    matter = begun(Matter, "order_rectification")
    Sequencer(log.store(), log.signer()).drain()
    if alias in CLUE:
        assert (
            export_case(matter.case, tmp_path / "out", person=bureau.users[alias]).records == matter.case.seq
        )
        assert AccessLog.objects.filter(user=bureau.users[alias], what="导出案卷").count() == 1
    else:
        with pytest.raises(NoSuchCase):
            export_case(matter.case, tmp_path / "out", person=bureau.users[alias])
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("alias", EVERYBODY)
def test_only_handlers_of_the_unit_file_a_case(begun, bureau, alias):
    matter = begun(Matter, "order_rectification")
    before = Record.objects.count()
    if alias in {"lu", "shen"}:
        matter.act("file_case", actor=alias, approve=False)
        assert Record.objects.count() == before + 1
    else:
        with pytest.raises((Refused, NoSuchCase)):
            matter.act("file_case", actor=alias, approve=False)
        assert Record.objects.count() == before
        assert Case.objects.get().seq == before


@pytest.mark.parametrize("alias", EVERYBODY)
def test_only_the_next_approver_approves(begun, bureau, alias):
    matter = begun(Matter, "order_rectification")
    matter.act("file_case", approve=False)
    when = matter.done[-1].case.changed_at
    if alias == "ye":
        assert not perform(matter.case, "file_case", bureau.users[alias], step="approve").took_effect
    else:
        with pytest.raises((Refused, NoSuchCase)):
            perform(matter.case, "file_case", bureau.users[alias], step="approve")
    assert when


@pytest.mark.parametrize("alias", EVERYBODY)
def test_only_handlers_register_cases_and_only_of_their_own_agency(matter, bureau, alias):
    payload = matter.payload("register_clue")
    if alias in {"lu", "shen", "xu"}:
        assert (
            open_case("penalty.ordinary", "register_clue", bureau.users[alias], bureau.agency, payload).seq
            == 1
        )
    else:
        with pytest.raises((Refused, NoSuchCase)):
            open_case("penalty.ordinary", "register_clue", bureau.users[alias], bureau.agency, payload)
        assert not Case.objects.exists()
    if alias == "lu":
        with pytest.raises(Refused):
            open_case("penalty.ordinary", "register_clue", bureau.users[alias], bureau.parent, payload)


def test_handler_put_on_a_case_of_another_unit_sees_it(begun, bureau):
    matter = begun(Matter, "order_rectification")
    assert not case_list(bureau.users["xu"]).rows
    matter.act("file_case", fields={"handlers": ["lu", "xu"]})
    assert [row.id for row in case_list(bureau.users["xu"]).rows] == [matter.case.pk]


def test_role_that_has_ended_shows_nothing_more(begun, bureau):
    matter = begun(Matter, "register_clue")
    bureau.users["lu"].grants.update(to_day=matter.case.opened_at.date())
    person = type(bureau.users["lu"]).objects.get(pk=bureau.users["lu"].pk)
    assert not case_list(person).rows
    with pytest.raises(NoSuchCase):
        case_page(person, matter.case)


def test_every_reading_of_a_case_is_logged(begun, bureau):
    matter = begun(Matter, "register_clue")
    case_page(bureau.users["cheng"], matter.case)
    assert list(AccessLog.objects.values_list("user", "case_id")) == [
        (bureau.users["cheng"].pk, matter.case.pk)
    ]


def test_approval_is_a_task_of_the_approver_until_it_is_given(begun, bureau):
    matter = begun(Matter, "order_rectification")
    matter.act("file_case", approve=False)
    titles = [row.title for row in tasks_for(bureau.users["ye"]).rows]
    assert "审批：立案" in titles
    assert "审批：立案" not in [row.title for row in tasks_for(bureau.users["cheng"]).rows]
    perform(matter.case, "file_case", bureau.users["ye"], step="approve")
    assert "审批：立案" not in [row.title for row in tasks_for(bureau.users["ye"]).rows]
    assert "审批：立案" in [row.title for row in tasks_for(bureau.users["cheng"]).rows]
    assert Task.objects.filter(kind="approve", done=None).count() == 1
