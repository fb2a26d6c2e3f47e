"""Real cases through `perform`, each act timed and its queries counted."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.db import connection

from bench import story
from bench.bureau import Bureau
from mingjing import law
from mingjing.cases.scenario_bureau import Stage
from mingjing.cases.scenario_runner import PerformDriver
from mingjing.law.scenario import Prepared
from mingjing.law.scenario_run import run


@dataclass(frozen=True)
class Act:
    """One call of `perform`: milliseconds, SQL queries, documents issued."""

    act: str
    step: str
    ms: float
    queries: int
    documents: int


class Counter:
    """Counts the queries of a block on the default connection."""

    def __init__(self) -> None:
        self.count = 0
        self.statements: list[str] = []

    def __enter__(self) -> Counter:
        self._wrapped = connection.execute_wrapper(self)
        self._wrapped.__enter__()
        return self

    def __exit__(self, *args: Any) -> None:
        self._wrapped.__exit__(*args)

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        self.statements.append(str(sql))
        return execute(sql, params, many, context)


class Clocked(PerformDriver):
    """Plays a case and clocks every act. What the law refuses ends the measurement: the story is a lawful one."""

    def __init__(self, stage: Stage, procedure: str) -> None:
        super().__init__(stage, procedure)
        self.done: list[Act] = []

    def propose(self, proposal: law.Proposal, context: law.Context) -> law.Findings:
        for officer in self.stage.officers.values():
            officer.user.__dict__.pop("_standing", None)  # kept for one request only
        before = self._documents()
        with Counter() as queries:
            start = time.perf_counter()
            found = super().propose(proposal, context)
            taken = (time.perf_counter() - start) * 1000
        if found.refusals:
            said = "".join(one.say for one in found.refusals)
            raise RuntimeError(f"{proposal.act} ({proposal.step}) was refused: {said}")
        made = self._documents() - before
        self.done.append(Act(proposal.act, proposal.step, taken, queries.count, made))
        return found

    def _documents(self) -> int:
        return len(self.case.state["documents"]) if self.case else 0


def play(stage: Stage, prepared: Prepared | None = None) -> Clocked:
    """Perform a case (the whole story by default) in the unit of the stage."""
    prepared = prepared or story.whole_case()
    driver = Clocked(stage, prepared.procedure)
    ended = run(prepared, stage.library, driver)
    if ended.differences:
        raise RuntimeError("\n".join(ended.differences))
    return driver


_founded: list[Bureau] = []


def bureau() -> Bureau:
    """The bureau of this run, founded when first asked for."""
    if not _founded:
        _founded.append(Bureau())
    return _founded[0]
