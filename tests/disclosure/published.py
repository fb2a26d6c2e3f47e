"""A decision that really went public: a whole case through `perform()`, its masks confirmed as proposed."""

from __future__ import annotations

from typing import Any

from coercion_matter import Measure
from licence_matter import LicenceMatter
from whole_case import Matter, at

from mingjing.cases.perform import Performed, perform
from mingjing.disclosure.source import Source, source_of
from mingjing.records import log
from mingjing.records.sequencer import Sequencer

SECRETS = ("梁思渡", "13900990417", "周启明")
PARTY = {
    "register_clue": {"uscc": "91990105MA6H8T4C79"},
    "file_case": {"legal_rep": "梁思渡", "legal_rep_post": "经理", "phone": "13900990417"},
}
SUMMARY = "该企业仓库安全出口被货物堵塞，没有采取措施消除事故隐患，被罚款8万元；企业已在期限内整改。"


class Publishing(Matter):
    """As `Matter`, with a party whose papers name people, and with the publication filled in.

    With `person` (the fields of the first act) the party is a natural person with `id_number`.
    """

    person: dict[str, Any] | None = None
    id_number = ""
    form, publishing, summary = "penalty_decision", "publish_decision", SUMMARY

    def payload(self, act: str, **changed: Any) -> dict[str, Any]:
        changed = {**self.party(act), **changed}
        if act == self.publishing:
            changed = {
                "document": self.number,
                "masks": self.masks(),
                "summary": self.summary,
                **changed,
            }
        found = super().payload(act, **changed)
        if self.person and found["fields"].get("document") == "penalty_decision_org":
            found["fields"]["document"] = "penalty_decision_person"
        return found

    def party(self, act: str) -> dict[str, Any]:
        """The party's facts where the acts ask for them."""
        if not self.person:
            return PARTY.get(act, {})
        own = {
            "register_clue": self.person,
            "file_case": {"id_number": self.id_number, "phone": "13900990417"},
        }
        return own.get(act, {})

    def officers(self, act: str) -> list[str]:
        found = super().officers(act)
        return found or (self.bureau.ids("lu", "shen") if self._act(act).by[0] == "handler" else [])

    @property
    def decision(self) -> dict[str, Any]:
        """The issued decision as the record carries it."""
        documents = self.case.state["documents"]
        return next(one for one in documents if one["form"].startswith(self.form))

    @property
    def number(self) -> str:
        return self.decision["number"]

    def source(self) -> Source:
        return source_of(self.case, self.bureau.agency, self.number)

    def masks(self) -> list[dict[str, Any]]:
        """Every proposal, confirmed."""
        return [
            {"kind": one.kind.value, "start": one.start, "end": one.end, "reason": "个人隐私"}
            for one in self.source().proposals()
        ]

    def publish(self, **changed: Any) -> Performed:
        """Everything up to and with the publication, and a round of the log."""
        if len(self.done) < [step["act"] for step in self.steps].index(self.publishing):
            self.go(self.publishing, before=True)
        done = self.act(self.publishing, fields=changed)
        self.done.append(done)
        sequence()
        return done

    def withdraw(self, **changed: Any) -> Performed:
        """Take the publication off, as after a reconsideration that changed the decision."""
        fields = {
            "document": self.number,
            "ground": "changed",
            "explanation": "复议机关变更罚款数额，变更后的决定另行公开。",
            "withdrawn_on": "2026-07-15",
            "aggregators_told": True,
            **changed,
        }
        done = perform(
            self.case,
            "withdraw_publication",
            self.bureau.users["mu"],
            {"fields": fields},
            now=at("2026-07-15T09:00"),
        )
        self.case = done.case
        return done


class PublishedSeizure(Publishing, Measure):
    """A reviewed seizure, told to the public while it lasts."""

    form = "seizure_decision"
    summary = "该企业违法储存危险物品，库房和稀释剂被查封扣押三十日。"


class PublishedVisit(Publishing, Measure):
    """An inspection whose result is public."""

    scenario = "inspection-case"
    form, publishing = "inspection_result_notice", "publish_inspection_result"
    summary = "检查发现问题一项，已责令限期整改。"


class PublishedLicence(Publishing, LicenceMatter):
    """A licence that was granted after a hearing."""

    form = "license_decision"
    summary = "经审查符合法定条件，准予许可。"


def sequence() -> None:
    """One round of the sequencer: everything written so far has a proof."""
    Sequencer(log.store(), log.signer()).once()
