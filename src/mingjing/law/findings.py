"""What judging an act comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

OnFail = Literal["bar", "reason", "score"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check judged. `owed_by` = roles that do the act that mends it; `error` = why a condition had no answer (for the pack's author, English)."""

    check: str
    title: str
    citation: str
    on_fail: OnFail
    passed: bool
    say: str = ""
    mend: str = ""
    mend_act: str = ""
    fields: tuple[str, ...] = ()
    provisional: bool = False
    review_point: str = ""
    owed_by: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Findings:
    """All findings of one proposal. `fields` = the filled fields in their normal form, as the record keeps them.

    `asked` = the fields of the act whose condition holds, or that have none; empty where no form was judged.
    """

    items: tuple[Finding, ...]
    fields: Mapping[str, Any] = field(default_factory=dict)
    reasons_given: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()

    @cached_property
    def bars(self) -> tuple[Finding, ...]:
        """Failed checks that refuse the act."""
        return self._failed("bar")

    @cached_property
    def reasons(self) -> tuple[Finding, ...]:
        """Failed checks that a recorded reason lets pass."""
        return self._failed("reason")

    @cached_property
    def scores(self) -> tuple[Finding, ...]:
        """Failed checks that only count."""
        return self._failed("score")

    @cached_property
    def passed(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.items if finding.passed)

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """What stands in the way now: bars, and reasons that nobody has given."""
        return (*self.bars, *(finding for finding in self.reasons if finding.check not in self.reasons_given))

    def ok(self, reasons_given: Iterable[str] | None = None) -> bool:
        """May the act be recorded? `reasons_given` = ids of checks with a reason (default: the proposal's)."""
        given = self.reasons_given if reasons_given is None else frozenset(reasons_given)
        return not self.bars and all(finding.check in given for finding in self.reasons)

    def _failed(self, on_fail: OnFail) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.items if not finding.passed and finding.on_fail == on_fail)
