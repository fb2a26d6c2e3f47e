"""Every scenario of the packs ends as it says, in the pure law room."""

from __future__ import annotations

from typing import Any


def test_scenario_ends_as_the_pack_expects(scenario: str, result: Any) -> None:
    assert result.id == scenario
    assert result.differences == ()
    assert result.steps > 0
