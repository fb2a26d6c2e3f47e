"""An extension must be approved before the period runs out: a rule of the deadline itself (`extend.in_time`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .builtin import bar
from .findings import Finding
from .instants import moment_zh
from .pack import Pack
from .procedure import Act, Deadline, Procedure
from .sight import Sight


def extension_findings(
    pack: Pack, procedure: Procedure, act: Act, sight: Sight, fields: Mapping[str, Any]
) -> Iterator[Finding]:
    """`extension_in_time`, for each deadline that the act would extend too late.

    Where a check of the pack judges the act by this very clock, the check speaks instead.
    """
    for deadline in pack.extended_by.get(act.id, ()):
        judged = any(("clocks", deadline.id) in item.names for item in pack.checks_of(procedure, act))
        open_now = [
            clock
            for clock in sight.clocks(deadline.id)
            if not clock.done and _names(deadline, fields) in ("", clock.key)
        ]
        if judged or not open_now or not all(clock.over for clock in open_now):
            continue
        until = max(clock.due for clock in open_now if clock.due is not None)
        yield bar(
            "extension_in_time",
            "期限届满以前批准延长",
            deadline.citation,
            f"“{deadline.title}”的期限已于{moment_zh(until)}届满，届满以后批准的延长不发生效力。",
            "期限届满以前报批；已经届满的，依法尽快办理并写明超期的原因。",
        )


def _names(deadline: Deadline, fields: Mapping[str, Any]) -> str:
    """Which of several clocks the act names, as `Clock.key` has it; "" = it doesn't say."""
    named = [str(fields.get(name, "")) for name in deadline.match.values()]
    return "/".join(named) if all(named) else ""
