"""The state is a fold over the records: any prefix gives the state that was then."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mingjing import law

from .conftest import PACKS, Matter

LIBRARY = law.load_library(PACKS, ["mini"])
ROLES = {
    "lu": "handler",
    "shen": "handler",
    "ye": "unit_head",
    "cheng": "agency_head",
    "han": "legal_reviewer",
}
FIELDS = {
    "register": {"cause": "甲", "party": "乙"},
    "file_case": {"filed_on": "2026-03-02"},
    "extend_case": {"days": 10},
    "inquire": {"witness": {"name": "周启明"}},
    "seize": {"list_no": "1", "seized_at": "2026-03-02T10:00", "items": [{"name": "桶", "worth": "2"}]},
    "release": {"list_no": "1"},
    "draft": {"fine": "60000"},
    "review": {"outcome": "pass"},
    "serve_notice": {"served_on": "2026-03-02"},
    "request_hearing": {"held_on": "2026-05-02"},
    "serve_decision": {"served_on": "2026-03-02"},
}
ACTS = [
    act.id
    for act in LIBRARY.on(law.law_day(law.parse_instant("2026-03-02T09:00"))).procedure("penalty.small").acts
]


class AnyoneDoesAnything(RuleBasedStateMachine):
    """Random acts by random people; what isn't lawful is refused, what is recorded can be replayed."""

    def __init__(self):
        super().__init__()
        self.matter = Matter(LIBRARY)
        self.states = [self.matter.state]
        self.hours = 0

    @rule(act=st.sampled_from(ACTS), who=st.sampled_from(sorted(ROLES)), step=st.sampled_from(["submit", "approve", "return", "withdraw"]),
          hours=st.integers(-3, 60))  # fmt: skip
    def act(self, act, who, step, hours):
        self._do(act, who, step, hours)

    @precondition(lambda self: self.matter.state.pending)
    @rule(hours=st.integers(0, 60))
    def approve(self, hours):
        act, pending = next(iter(self.matter.state.pending.items()))
        who = next(name for name, role in ROLES.items() if role == pending["next_role"])
        self._do(act, who, "approve", hours)

    @precondition(lambda self: self.matter.state.seq)
    @rule(data=st.data(), hours=st.integers(0, 60))
    def possible(self, data, hours):
        now = law.parse_instant("2026-03-02T09:00")
        options = law.options(LIBRARY.on(law.law_day(now)), self.matter.state, law.Context(now=now))
        open_acts = [option.act for option in options if option.possible and option.step == "submit"]
        if open_acts:
            act = data.draw(st.sampled_from(open_acts))
            self._do(act.id, next(name for name, role in ROLES.items() if role in act.by), "submit", hours)

    def _do(self, act, who, step, hours):
        moment = law.parse_instant("2026-03-02T09:00") + dt.timedelta(hours=self.hours + hours)
        fields = {"reason": "补正"} if step == "return" else FIELDS.get(act, {}) if step == "submit" else {}
        more = (
            {"evidence": [{"id": "e", "proves": []}], "officers": ("lu", "shen")} if step == "submit" else {}
        )
        if self.matter.do(act, law.stamp(moment), who, ROLES[who], step=step, fields=fields, **more).ok():
            self.hours += max(hours, 0)
            self.states.append(self.matter.state)

    @invariant()
    def replayed_equals_the_state_then(self):
        length = len(self.matter.records)
        if length:
            records = [
                json.loads(json.dumps(record.to_json(), ensure_ascii=False)) for record in self.matter.records
            ]
            for prefix in {1, length // 2 or 1, length}:
                assert law.replay(LIBRARY, records[:prefix]).to_json() == self.states[prefix].to_json()

    @invariant()
    def no_major_decision_without_a_passed_review_of_its_draft(self):
        state = self.matter.state
        if "decide" in state.acts and state.facts.get("fine") == "60000.00":
            assert state.acts["decide"][-1]["at"] >= state.acts["review"][-1]["at"]

    @invariant()
    def never_approved_by_who_submitted(self):
        for occurrences in self.matter.state.acts.values():
            for done in occurrences:
                assert done["by"] not in [approval["by"] for approval in done["approvals"]]


AnyoneDoesAnything.TestCase.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestAnyoneDoesAnything = AnyoneDoesAnything.TestCase


def test_a_state_survives_json(filed):
    filed.must("draft", "2026-03-03", fields={"fine": "1000"})
    text = json.dumps(filed.state.to_json(), ensure_ascii=False)
    assert law.CaseState.from_json(json.loads(text)) == filed.state
    assert law.apply(filed.library.on(law.law_day(filed.records[-1].at)), law.CaseState.from_json(json.loads(text)),
                     replace(filed.records[-1], seq=filed.state.seq + 1)).facts["draft"] == 2  # fmt: skip


def test_a_gap_in_the_records_is_refused(filed):
    with pytest.raises(law.LawError, match="记录不连续"):
        law.replay(LIBRARY, [filed.records[0], filed.records[2]])


def test_an_approval_without_a_submission_is_refused(filed):
    with pytest.raises(law.LawError, match="没有待审批的申请"):
        law.replay(LIBRARY, [filed.records[0], replace(filed.records[2], seq=2)])


def test_what_an_act_sets_is_kept_as_records_keep_it(filed):
    filed.must("draft", "2026-03-03", fields={"fine": 60000})
    assert filed.state.facts["fine"] == "60000.00"
    assert filed.state.facts["draft"] == 1
    assert filed.state.party["name"] == "恒远仓储有限公司"
    facts = law.facts_of(
        filed.library.on(law.law_day(filed.records[-1].at)), filed.state, filed.records[-1].at
    )
    assert (facts["fine"], facts["doubled"], facts["major"], facts["major_grounds"]) == (
        60000.0,
        120000.0,
        True,
        ["large_sum"],
    )
