"""No rule without an example: each check refuses somewhere, passes somewhere, and is what makes the difference."""

from __future__ import annotations

from typing import Any


def test_check_refuses_in_a_scenario(check: str, seen: Any, naming: Any) -> None:
    assert check in seen.failed, f"no scenario makes {check} fail"
    assert naming[check], f"no scenario expects {check} to refuse"


def test_check_passes_in_a_scenario(check: str, seen: Any) -> None:
    assert check in seen.passed, f"no scenario lets {check} pass"


def test_scenario_notices_when_the_check_is_taken_out(check: str, survivors: list[str]) -> None:
    """Mutation: with `require: true` every scenario that expects the refusal must come out differently."""
    assert survivors == []


def test_no_condition_is_without_an_answer(seen: Any) -> None:
    assert seen.errors == []
