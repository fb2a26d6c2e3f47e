"""What `examine` refuses and why: role, stage, order, time, fields, and the pack's checks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from mingjing import law

STATEMENT = {
    "evidence": [{"id": "e1", "title": "询问笔录", "proves": ["subject"]}],
    "fields": {"witness": {"name": "周启明"}},
}
TWO = {"officers": ("lu", "shen")}


def test_only_the_roles_of_an_act_may_do_it(matter, refused):
    findings = matter.examine(
        "register", "2026-03-02", "wen", "legal_reviewer", fields={"cause": "甲", "party": "乙"}
    )
    assert refused(findings) == {"role"}
    assert findings.bars[0].say == "“登记案件来源”由承办人办理，您现在的岗位是法制审核人员。"


def test_a_case_begins_with_its_first_act(matter, refused):
    assert refused(matter.examine("inquire", "2026-03-02", **STATEMENT, **TWO)) == {"stage"}
    assert "先办理“登记案件来源”" in matter.examine("inquire", "2026-03-02", **STATEMENT, **TWO).bars[0].mend


def test_an_act_out_of_its_stage_is_refused(filed, refused):
    findings = filed.examine("serve_decision", "2026-03-03", fields={"served_on": "2026-03-03"})
    assert refused(findings) == {"stage"}
    assert "案件现在处于“调查取证”环节" in findings.bars[0].say


def test_a_case_begins_once(filed, refused):
    assert {"stage", "once"} == refused(
        filed.examine("register", "2026-03-03", fields={"cause": "甲", "party": "乙"})
    )


def test_an_unknown_act_is_refused(filed, refused):
    assert refused(filed.examine("pardon", "2026-03-03")) == {"unknown_act"}


def test_no_act_in_the_future(filed, refused):
    findings = filed.examine("suspend", "2026-03-05", recorded_at="2026-03-04T09:00")
    assert refused(findings) == {"not_future"}


def test_no_act_before_its_cause(filed, refused):
    assert refused(filed.examine("suspend", "2026-03-02T10:30", recorded_at="2026-03-03T09:00")) == {
        "not_before_cause"
    }
    assert refused(filed.examine("suspend", "2026-03-02T11:00", recorded_at="2026-03-03T09:00")) == set()


def test_required_fields_must_be_filled(matter, refused):
    findings = matter.examine("register", "2026-03-02", fields={"cause": " "})
    assert refused(findings) == {"field.cause", "field.party"}
    assert findings.bars[0].say == "没有填写“案由”。"
    assert findings.bars[0].fields == ("cause",)


def test_a_field_that_the_act_does_not_have_is_refused(matter, refused):
    assert refused(
        matter.examine("register", "2026-03-02", fields={"cause": "甲", "party": "乙", "x": 1})
    ) == {"field.unknown"}


def test_a_field_is_asked_only_when_its_condition_holds(filed, refused):
    more = {**STATEMENT, "fields": {"witness": {"name": "周小明"}, "minor": True}}
    assert refused(filed.examine("inquire", "2026-03-03", **more, **TWO)) == {"field.guardian"}
    assert refused(filed.examine("inquire", "2026-03-03", **STATEMENT, **TWO)) == set()


def test_an_optional_field_that_does_not_apply_is_neither_asked_nor_filled(altered, matter):
    plain = "guardian: {title: 监护人, type: person, when: act.minor}"
    optional = "guardian: {title: 监护人, type: text, required: false, default: 父母, when: act.minor}"
    matter.library = altered("procedures/small.yaml", plain, optional)
    matter.file()
    adult = matter.examine("inquire", "2026-03-03", **STATEMENT, **TWO)
    assert "guardian" not in adult.asked
    assert "guardian" not in adult.fields
    more = {**STATEMENT, "fields": {"witness": {"name": "周小明"}, "minor": True}}
    minor = matter.examine("inquire", "2026-03-03", **more, **TWO)
    assert "guardian" in minor.asked
    assert minor.fields["guardian"] == "父母"


def test_defaults_fill_what_was_left_out(filed):
    filed.must("draft", "2026-03-03", fields={"fine": "1000"})
    findings = filed.examine("review", "2026-03-04", "han", "legal_reviewer", fields={"outcome": "pass"})
    assert findings.fields == {"outcome": "pass", "draft": 1}


def test_evidence_is_required_where_the_act_asks_for_it(filed, refused):
    findings = filed.examine("inquire", "2026-03-03", fields={"witness": {"name": "周启明"}}, **TWO)
    assert refused(findings) == {"evidence"}


def test_two_officers_with_valid_credentials(filed, refused):
    alone = filed.examine("inquire", "2026-03-03", **STATEMENT, officers=("lu",))
    assert refused(alone) == {"two_officers"}
    assert alone.bars[0].say == "执法人员不足2人。"
    assert alone.bars[0].citation == "行政处罚法 第42条"
    proposal = filed.proposal("inquire", "2026-03-03", **STATEMENT, **TWO)
    auxiliary = (proposal.officers[0], replace(proposal.officers[1], auxiliary=True))
    context = law.Context(now=proposal.at)
    pack = filed.pack(proposal.at)
    assert refused(law.examine(pack, filed.state, replace(proposal, officers=auxiliary), context)) == {
        "two_officers"
    }


def test_no_decision_without_legal_review(filed, refused):
    filed.must("draft", "2026-03-03", fields={"fine": "50000"})
    findings = filed.examine("decide", "2026-03-04")
    assert refused(findings) == {"legal_review"}
    assert findings.bars[0].say == "拟罚款50,000元属于重大执法决定，尚未通过法制审核。"
    assert findings.bars[0].mend_act == "review"
    filed.must("review", "2026-03-04", "han", "legal_reviewer", fields={"outcome": "pass"})
    assert filed.examine("decide", "2026-03-05").ok()


def test_a_changed_draft_is_reviewed_again(filed, refused):
    filed.must("draft", "2026-03-03", fields={"fine": "50000"})
    filed.must("review", "2026-03-04", "han", "legal_reviewer", fields={"outcome": "pass"})
    filed.must("draft", "2026-03-05", fields={"fine": "60000"})
    assert refused(filed.examine("decide", "2026-03-06")) == {"legal_review"}


def test_an_act_is_judged_by_the_law_of_its_day(filed, refused):
    filed.must("draft", "2026-03-03", fields={"fine": "50000"})
    assert refused(filed.examine("decide", "2026-06-30")) == {"legal_review"}
    assert refused(filed.examine("decide", "2026-07-01")) == set()


def test_a_reason_lets_a_lesser_fault_pass(filed, refused):
    filed.must("draft", "2026-03-03", fields={"fine": "1000"})
    findings = filed.examine("decide", "2026-03-04", fields={"fine": "900"})
    assert refused(findings) == {"fine_as_drafted"}
    assert findings.ok({"fine_as_drafted"})
    blank = filed.examine("decide", "2026-03-04", fields={"fine": "900"}, reasons={"fine_as_drafted": "  "})
    assert refused(blank) == {"fine_as_drafted"}
    assert filed.do(
        "decide", "2026-03-04", fields={"fine": "900"}, reasons={"fine_as_drafted": "主动整改"}
    ).ok()


def test_a_reason_never_lets_a_bar_pass(filed, refused):
    filed.must("draft", "2026-03-03", fields={"fine": "50000"})
    findings = filed.examine("decide", "2026-03-04", reasons={"legal_review": "情况紧急"})
    assert refused(findings) == {"legal_review"}


def test_a_score_only_counts(filed):
    filed.give(elements=[{"id": "subject", "title": "主体"}])
    findings = filed.examine("draft", "2026-03-03", fields={"fine": "1000"})
    assert findings.ok()
    assert [finding.check for finding in findings.scores] == ["elements_proved"]


def test_proved_elements_are_not_counted(filed):
    filed.give(elements=[{"id": "subject", "title": "主体"}])
    filed.must("inquire", "2026-03-03", **STATEMENT, **TWO)
    assert filed.examine("draft", "2026-03-04", fields={"fine": "1000"}).scores == ()


def test_a_condition_that_can_not_be_judged_fails_and_names_the_key(altered, matter):
    library = altered(
        "checks/all.yaml", "require: act.fine == case.fine", "require: act.officers[7].name == '陆知行'"
    )
    matter.library = library
    matter.file()
    matter.must("draft", "2026-03-03", fields={"fine": "1000"})
    failed = matter.examine("decide", "2026-03-04").reasons
    assert [finding.check for finding in failed] == ["fine_as_drafted"]
    assert "7" in failed[0].error


def test_judging_changes_nothing(filed):
    before = filed.state.to_json()
    filed.examine("draft", "2026-03-03", fields={"fine": "1000"})
    law.options(filed.pack(filed.records[-1].at), filed.state, law.Context(now=filed.records[-1].at))
    assert filed.state.to_json() == before


def test_options_say_what_may_be_done_and_why_the_rest_may_not(filed):
    filed.must("draft", "2026-03-03", fields={"fine": "50000"})
    now = dt.datetime(2026, 3, 4, 9, tzinfo=law.CHINA)
    context = law.Context(now=now, actor=law.ActorRef("lu", "陆知行", "handler"))
    options = {option.act.id: option for option in law.options(filed.pack(now), filed.state, context)}
    assert len(options) == 16
    assert options["draft"].possible
    assert options["draft"].role_ok
    assert not options["review"].role_ok
    assert [finding.check for finding in options["decide"].findings.bars] == ["legal_review"]
    assert options["decide"].later == ("fine_as_drafted", "effect_only")
    assert [finding.check for finding in options["archive"].findings.bars] == ["stage"]


def test_after_the_case_has_ended_only_what_the_procedure_allows(filed, refused):
    filed.must("draft", "2026-03-03", fields={"fine": "1000"})
    filed.must("decide", "2026-03-04")
    filed.must("decide", "2026-03-04T10:00", "cheng", "agency_head", step="approve")
    filed.must("archive", "2026-03-05")
    assert filed.state.closed
    assert refused(filed.examine("serve_decision", "2026-03-06", fields={"served_on": "2026-03-06"})) == {
        "stage"
    }
    assert refused(filed.examine("correct", "2026-03-06")) == set()
