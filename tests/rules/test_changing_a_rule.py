"""A limit or a row of a catalogue is changed by two persons, as records, from a day on; what can't be changed is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import psycopg
import pytest
from case_bureau import Bureau
from changing import (
    DAY,
    REASON,
    SOURCE,
    Signed,
    agency_of,
    approved,
    as_reader,
    limit,
    proposed,
    refused,
    row,
    today,
)
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from whole_case import Matter

from mingjing import law
from mingjing.agencies.models import Agency, RoleGrant
from mingjing.cases import libraries
from mingjing.cases.models import PackContent
from mingjing.cases.replay import library_of_digest, replay
from mingjing.law.amendments import Amendment, amended
from mingjing.records.models import Statement
from mingjing.rules import changes, history
from mingjing.rules.access import reader
from mingjing.rules.models import RuleRecord

pytestmark = pytest.mark.django_db(transaction=True)


# -- what takes effect, and when ------------------------------------------------------------------------------------


def test_change_takes_effect_after_a_second_person_and_from_its_day(bureau: Bureau) -> None:
    since = today() + 3 * DAY
    change = proposed(bureau, limit("archive_days", 20, since))
    assert libraries.library_of(agency_of(bureau)).on(since).limits["archive_days"].value == 30
    changes.approve(as_reader(bureau, "cheng"), change)
    library = libraries.library_of(agency_of(bureau))
    assert library.on(since - DAY).limits["archive_days"].value == 30
    assert library.on(since).limits["archive_days"].value == 20
    assert library.on(since).limits["archive_days"].owner == bureau.agency.name
    neighbour = Agency.objects.get(name="江临市柳河区应急管理局")
    assert libraries.library_of(neighbour).on(since).limits["archive_days"].value == 30


def test_changed_library_has_a_digest_of_its_own_and_is_kept(bureau: Bureau) -> None:
    before = libraries.library_of(agency_of(bureau)).digest
    approved(bureau, limit("archive_days", 20))
    library = libraries.library_of(agency_of(bureau))
    assert library.digest != before
    assert PackContent.objects.filter(digest=library.digest).exists()
    library_of_digest.cache_clear()
    libraries._loaded.clear()  # another process, that has only the vault
    assert library_of_digest(library.digest).on(today() + DAY).limits["archive_days"].value == 20


def test_records_before_the_change_replay_by_what_was_in_force(matter: Matter) -> None:
    matter.go("file_case")
    state = matter.case.state
    approved(matter.bureau, limit("archive_days", 20))
    matter.case.refresh_from_db()
    matter.case.agency.refresh_from_db()
    assert replay(matter.case).state.to_json() == state
    done = matter.act("inspect_site") if matter.steps[len(matter.done)]["act"] == "inspect_site" else None
    assert done is None or replay(done.case).state.to_json() == done.case.state


def test_later_change_follows_the_earlier_one(bureau: Bureau) -> None:
    approved(bureau, limit("archive_days", 20, today() + DAY))
    approved(bureau, limit("archive_days", 30, today() + 10 * DAY))  # the way back is a new change
    library = libraries.library_of(agency_of(bureau))
    values = [library.on(today() + n * DAY).limits["archive_days"].value for n in (0, 1, 9, 10, 400)]
    assert values == [30, 20, 20, 30, 30]


def test_row_is_added_changed_and_ended(bureau: Bureau) -> None:
    new = {
        "title": "对学校的处罚",
        "citation": "国办发〔2018〕118号 四(十二)",
        "when": "party.industry == '教育'",
    }
    approved(bureau, row("row_add", "school", new))
    pack = libraries.library_of(agency_of(bureau)).on(today() + DAY)
    assert pack.catalogue("major_decisions").row_of("school").when == "party.industry == '教育'"
    assert pack.catalogue("major_decisions").row_of("pen_crime") is not None
    later = Amendment(
        "row_end", "major_decisions", today() + 5 * DAY, {}, row="school", reason=REASON, source=SOURCE
    )
    approved(bureau, later)
    library = libraries.library_of(agency_of(bureau))
    assert library.on(today() + 4 * DAY).catalogue("major_decisions").row_of("school") is not None
    assert library.on(today() + 5 * DAY).catalogue("major_decisions").row_of("school") is None


def test_order_of_approval_does_not_change_the_digest(bureau: Bureau) -> None:
    base = libraries.library_of(agency_of(bureau))
    one, other = limit("archive_days", 20), limit("av_upload_hours", 48)
    assert amended(base, [one, other]).digest == amended(base, [other, one]).digest


def test_every_process_learns_of_a_change_with_the_agency(matter: Matter, signed_in: Signed) -> None:
    """No query more than before: the count is read with the agency's row."""
    matter.go("file_case")
    client = signed_in("lu")
    addresses = {"/desk/cases/": 8, f"/desk/cases/{matter.case.pk}/": 10}
    approved(matter.bureau, limit("archive_days", 20))
    for address, most in addresses.items():
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= most, "\n".join(one["sql"][:120] for one in asked)


def test_case_opened_after_a_change_is_judged_by_it(bureau: Bureau) -> None:
    """Also where the page's copy of the agency is older than the change."""
    stale = agency_of(bureau)
    approved(bureau, limit("archive_days", 20))
    matter = Matter(bureau)
    bureau.agency = stale
    matter.go("register_clue")
    entry = replay(matter.case)
    assert entry.records == 1
    from mingjing.records.stream import records_of

    assert (
        records_of(matter.case.pk)[0].entry["pack_digest"] == libraries.library_of(agency_of(bureau)).digest
    )


# -- who ------------------------------------------------------------------------------------------------------------


def test_who_proposed_does_not_approve(bureau: Bureau) -> None:
    user = bureau.users["han"]
    RoleGrant.objects.create(
        user=user, role="agency_head", agency=bureau.agency, unit=None, from_day=dt.date(2024, 3, 1)
    )
    change = proposed(bureau, limit("archive_days", 20))
    with pytest.raises(changes.ChangeRefused, match="提出人不得批准自己提出的调整"):
        changes.approve(as_reader(bureau, "han"), change)
    assert agency_of(bureau).amendments == 0


@pytest.mark.parametrize("alias", ["han", "tu", "sun"])
def test_only_the_head_approves_or_returns(bureau: Bureau, alias: str) -> None:
    change = proposed(bureau, limit("archive_days", 20))
    own = reader(bureau.users[alias], bureau.agency.pk)
    with pytest.raises(changes.ChangeRefused, match="由机关负责人批准"):
        changes.approve(own, change)
    with pytest.raises(changes.ChangeRefused, match="由机关负责人退回"):
        changes.send_back(own, change, "请补充依据文件。")


@pytest.mark.parametrize("alias", ["cheng", "tu", "sun"])
def test_only_the_legal_officer_proposes(bureau: Bureau, signed_in: Signed, alias: str) -> None:
    own = reader(bureau.users[alias], bureau.agency.pk)
    with pytest.raises(changes.ChangeRefused, match="由法制审核人员提出"):
        changes.propose(own, changes.draft(own, limit("archive_days", 20)))
    assert signed_in(alias).get("/desk/rules/limits/archive_days/propose/").status_code == 403


def test_neighbour_neither_sees_nor_decides(bureau: Bureau, signed_in: Signed) -> None:
    change = proposed(bureau, limit("archive_days", 20))
    client = signed_in("outsider")
    assert client.get(f"/desk/rules/changes/{change}/").status_code == 404
    assert client.post(f"/desk/rules/changes/{change}/", {"step": "approve"}).status_code == 404
    assert signed_in("lu").post(f"/desk/rules/changes/{change}/", {"step": "approve"}).status_code == 403
    assert agency_of(bureau).amendments == 0


def test_returned_with_a_reason_and_withdrawn_by_who_proposed(bureau: Bureau) -> None:
    first = proposed(bureau, limit("archive_days", 20))
    with pytest.raises(changes.ChangeRefused, match="没有写明退回的理由"):
        changes.send_back(as_reader(bureau, "cheng"), first, " ")
    changes.send_back(as_reader(bureau, "cheng"), first, "请补充局务会议纪要。")
    with pytest.raises(changes.ChangeRefused, match="已退回"):
        changes.approve(as_reader(bureau, "cheng"), first)
    second = proposed(bureau, limit("archive_days", 20))
    with pytest.raises(changes.ChangeRefused, match="只有提出人可以撤回"):
        changes.withdraw(as_reader(bureau, "cheng"), second)
    changes.withdraw(as_reader(bureau, "han"), second)
    states = [one.state_title for one in history.changes(bureau.agency.pk)]
    assert states == ["已撤回", "已退回"]
    assert agency_of(bureau).amendments == 0


# -- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: limit("payment_days", 30), "由法律规定，本机关不能自行改变"),
        (lambda: limit("publish_days", 30), "由国务院文件规定"),
        (lambda: limit("announcement_days", 5), "由法律规定"),
        (lambda: limit("publish_scope", "social_impact"), "由法律及部门规定"),
        (lambda: limit("deliberation_min_attendees", 1), "只能从严"),
        (lambda: limit("archive_days", 30), "新值与施行之日的现值相同"),
        (lambda: limit("archive_days", 20, today()), "不是将来的日期"),
        (lambda: limit("archive_days", 20, today() - 30 * DAY), "不能倒签"),
        (lambda: limit("archive_days", 20, today() + 5000 * DAY), "超过三年"),
        (lambda: limit("archive_days", 20, reason="短"), "没有写明调整理由"),
        (lambda: limit("archive_days", 20, source=""), "没有写明出处"),
        (lambda: limit("archive_days", 20, source="局务会议\u200b纪要第三项"), "含有看不见的格式字符"),
        (lambda: limit("no_such_limit", 20), "没有这一限值"),
        (lambda: row("row_end", "public_interest", {}), "法律或者国务院文件规定的情形"),
        (lambda: row("row_change", "complex", {"title": "别的"}), "法律或者国务院文件规定的情形"),
        (lambda: row("row_end", "no_such", {}), "目录里没有这一项"),
        (lambda: row("row_add", "<script>", {"title": "坏标识", "when": "true"}), "标识写法不对"),
        (lambda: row("row_add", "pen_crime", {"title": "再来", "when": "true"}), "已经有（或者有过）这一标识"),
        (lambda: row("row_add", "other", {"title": "其他"}, "penalty_kinds"), "不能自行增删"),
        (lambda: row("row_add", "odd", {"title": "坏条件", "when": "case.nonsense == 1"}), "没有这一案件事实"),
        (lambda: row("row_add", "odd", {"title": "坏条件", "when": "case.fine >"}), "条件不能编译"),
        (lambda: row("row_add", "odd", {"title": "坏依据", "citation": "没有的法 第1条", "when": "true"}), "没有《没有的法》"),
        (lambda: row("row_add", "odd", {"title": "没有条件"}), "没有条件"),
    ],
)  # fmt: skip
def test_what_an_agency_cannot_change(bureau: Bureau, made: Callable[[], Amendment], said: str) -> None:
    one = made()  # its day is counted from the day on which it is proposed
    assert any(said in sentence for sentence in refused(bureau, one)), refused(bureau, one)
    with pytest.raises(changes.ChangeRefused):
        proposed(bureau, one)
    assert not RuleRecord.objects.exists()


def test_periods_of_one_item_do_not_overlap(bureau: Bureau) -> None:
    waiting = proposed(bureau, limit("archive_days", 20, today() + 20 * DAY))
    assert any(
        "待批准的调整" in one for one in refused(bureau, limit("archive_days", 25, today() + 40 * DAY))
    )
    changes.approve(as_reader(bureau, "cheng"), waiting)
    assert any(
        "施行期间重叠" in one for one in refused(bureau, limit("archive_days", 25, today() + 10 * DAY))
    )
    assert refused(bureau, limit("archive_days", 25, today() + 21 * DAY)) == []


def test_mapping_keeps_what_a_higher_rule_fixed(bureau: Bureau) -> None:
    value = libraries.library_of(bureau.agency).on(today()).limits["av_obligation"].value
    assert any(
        "上位规定确定" in one
        for one in refused(bureau, limit("av_obligation", {**value, "coe_seize": "may"}))
    )
    assert refused(bureau, limit("av_obligation", {**value, "pen_appraise": "should"})) == []


def test_day_that_has_come_since_is_no_day_to_approve(bureau: Bureau) -> None:
    change = proposed(bureau, limit("archive_days", 20))
    with pytest.raises(changes.ChangeRefused, match="不能倒签"):
        changes.approve(as_reader(bureau, "cheng"), change, now=timezone.now() + 2 * DAY)
    assert agency_of(bureau).amendments == 0


def test_scenarios_that_state_the_old_value_are_left_to_the_packs(bureau: Bureau) -> None:
    han = as_reader(bureau, "han")
    found = changes.examine(han, changes.draft(han, limit("review_fine_org", 100000.0)))
    assert found.refusals == ()
    assert found.runs.spared > 0
    assert found.runs.ran > 0


def test_change_that_breaks_a_scenario_about_something_else_names_it(bureau: Bureau) -> None:
    """Forty working days for statements: the whole case of the packs could no longer be decided as it is."""
    said = refused(bureau, limit("statement_days", 40))
    assert any("改后情景“" in one and "不再成立" in one for one in said), said


def test_change_that_leaves_an_open_case_without_a_next_act_names_the_case(
    matter: Matter, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter.go("file_case")
    base = libraries.library_of(agency_of(matter.bureau))
    shut = {"id": "all_shut", "title": "暂停办理", "value": False, "unit": "bool", "owner": "机关"}
    check = {
        "id": "not_shut", "title": "暂停办理的，不得办理", "citation": "行政处罚法 第54条第2款", "before": "*",
        "require": "!limits.all_shut", "on_fail": "bar", "say": "暂停办理。", "mend": "恢复办理。",
    }  # fmt: skip
    card = {"id": "with-shut", "title": "法规包"}
    lent = law.with_layer(base, {"pack.yaml": card, "limits.yaml": [shut], "checks/shut.yaml": [check]})
    monkeypatch.setitem(libraries._lent, matter.bureau.agency.layer, lent)
    said = refused(matter.bureau, limit("all_shut", True))
    assert any("没有下一步可以办理" in one and str(matter.case) in one for one in said), said


def test_change_under_which_an_open_case_cannot_be_judged_names_the_case(matter: Matter) -> None:
    matter.go("serve_notice")
    everything = {
        "title": "一律审核",
        "citation": "国办发〔2018〕118号 四(十二)",
        "when": "days(case.filed_on, today) / 0 > 1",
    }
    said = refused(matter.bureau, row("row_add", "everything", everything))
    assert any("没有下一步可以办理" in one and str(matter.case) in one for one in said), said


# -- the record -----------------------------------------------------------------------------------------------------


def test_steps_are_a_chain_that_the_log_commits_to(bureau: Bureau) -> None:
    approved(bureau, limit("archive_days", 20))
    records = list(RuleRecord.objects.order_by("seq"))
    assert [(one.seq, one.step) for one in records] == [(1, "propose"), (2, "approve")]
    assert records[1].previous == records[0].digest
    assert [one.kind for one in Statement.objects.all()] == ["rule", "rule"]
    assert history.faults(bureau.agency.pk) == []


def test_nobody_changes_a_rule_record(bureau: Bureau, owner: psycopg.Connection) -> None:
    proposed(bureau, limit("archive_days", 20))
    for statement in (
        "UPDATE rules_rulerecord SET step = 'approve'",
        "DELETE FROM rules_rulerecord",
        "TRUNCATE rules_rulerecord",
    ):
        with pytest.raises(psycopg.errors.RestrictViolation):
            owner.execute(statement)
        owner.rollback()


def test_forged_record_is_noticed(bureau: Bureau, superuser: psycopg.Connection, signed_in: Signed) -> None:
    proposed(bureau, limit("archive_days", 20))
    superuser.execute("SET session_replication_role = replica")
    superuser.execute("UPDATE rules_rulerecord SET content = content || ' '::bytea")
    superuser.commit()
    assert any("摘要不符" in one for one in history.faults(bureau.agency.pk))
    assert "摘要不符" in signed_in("cheng").get("/desk/rules/changes/").content.decode()


def test_approval_left_out_of_the_agency_is_noticed(bureau: Bureau) -> None:
    approved(bureau, limit("archive_days", 20))
    assert history.faults(bureau.agency.pk) == []
    Agency.objects.filter(pk=bureau.agency.pk).update(amendments=0)
    assert history.faults(bureau.agency.pk) == ["记录链上批准的调整有1项，机关登记的是0项。"]
