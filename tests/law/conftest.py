"""A small pack of its own and a matter that is taken through it, act by act."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mingjing import law

PACKS = Path(__file__).parent / "packs"
REGISTER = {"cause": "未消除事故隐患", "party": "恒远仓储有限公司"}


class Matter:
    """A case in the pure room. `do` performs a step if nothing refuses it and gives the findings."""

    def __init__(self, library: law.Library) -> None:
        self.library = library
        self.state = law.CaseState.new("penalty.small")
        self.records: list[law.RecordEntry] = []

    def proposal(
        self, act: str, at: str, who: str = "lu", role: str = "handler", **more: Any
    ) -> law.Proposal:
        moment = law.parse_instant(at if "T" in at else f"{at}T09:00")
        officers = tuple(law.OfficerRef(name, name, name, valid=True) for name in more.pop("officers", ()))
        recorded = law.parse_instant(more.pop("recorded_at")) if "recorded_at" in more else moment
        return law.Proposal(act, moment, recorded, law.ActorRef(who, who, role), officers=officers, **more)

    def examine(self, *args: Any, **more: Any) -> law.Findings:
        proposal = self.proposal(*args, **more)
        return law.examine(self.pack(proposal.at), self.state, proposal, law.Context(now=proposal.at))

    def do(self, *args: Any, **more: Any) -> law.Findings:
        proposal = self.proposal(*args, **more)
        pack = self.pack(proposal.at)
        findings = law.examine(pack, self.state, proposal, law.Context(now=proposal.at))
        if findings.ok():
            record = law.RecordEntry(
                self.state.seq + 1, proposal.act, proposal.step, proposal.at, proposal.recorded_at, proposal.actor,
                tuple(proposal.officers), findings.fields, tuple(proposal.evidence), (), (), proposal.reasons, pack.digest,
            )  # fmt: skip
            self.records.append(record)
            self.state = law.apply(pack, self.state, record)
        return findings

    def must(self, *args: Any, **more: Any) -> None:
        findings = self.do(*args, **more)
        assert findings.ok(), [finding.say for finding in findings.refusals]

    def file(self, day: str = "2026-03-02") -> None:
        """Registered and filed, with both approvals, on one day."""
        self.must("register", f"{day}T08:00", fields=REGISTER)
        self.must("file_case", f"{day}T09:00", fields={"filed_on": day})
        self.must("file_case", f"{day}T10:00", "ye", "unit_head", step="approve")
        self.must("file_case", f"{day}T11:00", "cheng", "agency_head", step="approve")

    def pack(self, at: dt.datetime) -> law.Pack:
        return self.library.on(law.law_day(at))

    def clocks(self, day: str) -> dict[str, law.Clock]:
        today = dt.date.fromisoformat(day)
        return {clock.id: clock for clock in law.clocks(self.library.on(today), self.state, None, today)}

    def give(self, **facts: Any) -> None:
        """Facts that some earlier act would have set."""
        self.state = replace(self.state, facts={**self.state.facts, **facts})


@pytest.fixture(scope="session")
def mini() -> law.Library:
    return law.load_library(PACKS, ["mini"])


@pytest.fixture
def matter(mini: law.Library) -> Matter:
    return Matter(mini)


@pytest.fixture
def filed(matter: Matter) -> Matter:
    matter.file()
    return matter


@pytest.fixture
def altered(tmp_path: Path) -> Callable[..., law.Library]:
    """Load the small pack with one place of one file changed."""

    def load(file: str, old: str, new: str) -> law.Library:
        shutil.copytree(PACKS / "mini", tmp_path / "mini", dirs_exist_ok=True)
        path = tmp_path / "mini" / file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert old in text
        path.write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")
        return law.load_library(tmp_path, ["mini"])

    return load


def refused(findings: law.Findings) -> set[str]:
    return {finding.check for finding in findings.refusals}


@pytest.fixture(name="refused")
def _refused() -> Callable[[law.Findings], set[str]]:
    return refused
