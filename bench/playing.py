"""Real cases through `perform`, each act timed and its queries counted."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from unittest import mock

from django.db import connection

from bench import story
from bench.bureau import Bureau
from mingjing import law
from mingjing.cases import perform as door
from mingjing.cases.scenario_bureau import Stage
from mingjing.cases.scenario_runner import PerformDriver
from mingjing.law.scenario import Prepared
from mingjing.law.scenario_run import run


@dataclass(frozen=True)
class Act:
    """One call of `perform`: milliseconds, those in which this process worked, SQL queries, documents issued."""

    act: str
    step: str
    ms: float
    cpu: float
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
        with (
            mock.patch.object(door, "perform", self._clocked(door.perform)),
            mock.patch.object(door, "open_case", self._clocked(door.open_case)),
        ):
            found = super().propose(proposal, context)
        if found.refusals:
            said = "".join(one.say for one in found.refusals)
            raise RuntimeError(f"{proposal.act} ({proposal.step}) was refused: {said}")
        return found

    def _clocked(self, real: Callable[..., door.Performed]) -> Callable[..., door.Performed]:
        def clocked(*args: Any, **kwargs: Any) -> door.Performed:
            for officer in self.stage.officers.values():
                officer.user.__dict__.pop("_standing", None)  # kept for one request only
            with Counter() as queries:
                start, busy = time.perf_counter(), time.process_time()
                done = real(*args, **kwargs)
                taken, cpu = time.perf_counter() - start, time.process_time() - busy
            self.done.append(
                Act(done.act, done.step, taken * 1000, cpu * 1000, queries.count, len(done.documents))
            )
            return done

        return clocked


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
