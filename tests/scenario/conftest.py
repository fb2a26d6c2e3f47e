"""The packs' own scenarios, run in the pure law room, and what each step found."""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "cases"))

from unchecked import without

from mingjing.law import Context, Findings, Library, Proposal
from mingjing.law.beginnings import Beginnings
from mingjing.law.exercised import expected_failures, failures_of
from mingjing.law.library import load_folders
from mingjing.law.packs_on_disk import BUILTIN, chain, layers_for
from mingjing.law.procedure import Check
from mingjing.law.scenario import Prepared, Scenario, prepare, read_scenarios
from mingjing.law.scenario_run import PureDriver, Result, initial_state, run_pure

AGENCY = "cn-990105-yj"


@cache
def library_of(*layers: str) -> Library:
    return load_folders([BUILTIN / layer for layer in layers])


@cache
def all_scenarios() -> dict[str, Scenario]:
    """Every scenario of every pack by id, and nothing twice."""
    found: dict[str, Scenario] = {}
    for path in sorted(BUILTIN.glob("*/scenarios/**/*.yaml")):
        for scenario in read_scenarios(path):
            assert scenario.id not in found, f"two scenarios are called {scenario.id}"
            found[scenario.id] = scenario
    return found


@cache
def prepared(scenario_id: str) -> Prepared:
    return prepare(all_scenarios()[scenario_id], all_scenarios())


def layers_of(item: Prepared) -> tuple[str, ...]:
    folders = layers_for(Path(item.scenario.origin.file)) or []
    return tuple(item.layers) or tuple(folder.name for folder in folders)


def all_checks() -> dict[str, Check]:
    """Every check of the demo agency's packs: the latest version of each."""
    library = library_of(*(folder.name for folder in chain(BUILTIN / AGENCY)))
    return {check_id: versions[0] for check_id, versions in library.items.checks.items()}


class WatchingDriver(PureDriver):
    """Runs as the law room does and keeps which checks passed and failed in the steps that it plays."""

    def __init__(self, library: Library, item: Prepared, seen: Seen) -> None:
        super().__init__(library, initial_state(item))
        self.seen, self.scenario = seen, item.scenario.id

    def propose(self, proposal: Proposal, context: Context) -> Findings:
        findings = super().propose(proposal, context)
        for finding in findings.items:
            (self.seen.passed if finding.passed else self.seen.failed)[finding.check].add(self.scenario)
            if finding.error:
                self.seen.errors.append(f"{self.scenario}: {proposal.act}: {finding.check}: {finding.error}")
        return findings


@dataclass
class Seen:
    """By check: the scenarios in which it passed, and in which it failed; and conditions that had no answer."""

    passed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    failed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    errors: list[str] = field(default_factory=list)


@cache
def beginnings_of(library: Library) -> Beginnings:
    """What scenarios under this library begin with, played once."""
    return Beginnings()


def run_in(library: Library, scenario_id: str, beginnings: Beginnings | None = None) -> Result:
    return run_pure(prepared(scenario_id), library, beginnings)


def run_without(check: str, scenario_id: str) -> Result:
    """Run with the check taken out. Steps that don't name it come out the same: shared beginnings hold for them."""
    item = prepared(scenario_id)
    library = library_of(*layers_of(item))
    named = any(check in failures_of(step) for step in item.steps[: item.base])
    return run_in(without(library, check), scenario_id, None if named else beginnings_of(library))


@pytest.fixture(scope="session")
def seen() -> Seen:
    """What all scenarios together found."""
    found = Seen()
    for scenario_id in all_scenarios():
        item = prepared(scenario_id)
        library = library_of(*layers_of(item))
        run_pure(item, library, beginnings_of(library), WatchingDriver(library, item, found))
    return found


@pytest.fixture(scope="session")
def naming() -> dict[str, list[str]]:
    """By check: the scenarios that expect it to fail."""
    found: dict[str, list[str]] = defaultdict(list)
    for scenario_id in all_scenarios():
        for check in expected_failures(prepared(scenario_id)):
            found[check].append(scenario_id)
    return found


@pytest.fixture
def result(scenario: str) -> Result:
    library = library_of(*layers_of(prepared(scenario)))
    return run_in(library, scenario, beginnings_of(library))


@pytest.fixture
def survivors(check: str, naming: dict[str, list[str]]) -> list[str]:
    """The scenarios that expect `check` to fail and still end as expected when it lets everything pass."""
    return [scenario for scenario in naming[check] if not run_without(check, scenario).differences]


@pytest.fixture(scope="session")
def checks() -> dict[str, Check]:
    return all_checks()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "scenario" in metafunc.fixturenames:
        metafunc.parametrize("scenario", list(all_scenarios()))
    if "check" in metafunc.fixturenames:
        metafunc.parametrize("check", list(all_checks()))
