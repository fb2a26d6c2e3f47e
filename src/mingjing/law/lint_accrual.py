"""How an accrual grows must fit: a fact of money, and numbers for rate and cap."""

from __future__ import annotations

from collections.abc import Iterator

from .faults import Fault
from .lint_names import Known
from .procedure import Deadline


def accrual_faults(deadline: Deadline, known: Known) -> Iterator[Fault]:
    """What is wrong with `accrues`."""
    rule, origin = deadline.accrues, deadline.origin
    if rule is None:
        return
    if deadline.kind != "accrual":
        yield origin.fault("只有按日累计（kind: accrual）的期限才有累计金额（accrues）。", ["accrues"])
    root, _, fact = rule.of.partition(".")
    if (
        root != "case"
        or any(version.type != "money" for version in known.case.get(fact, []))
        or fact not in known.case
    ):
        yield origin.fault(f"累计的基数“{rule.of}”应当是金额类的案件事实（case.…）。", ["accrues", "of"])
    for name, text in (("rate", rule.rate), ("cap", rule.cap)):
        root, _, limit = text.partition(".")
        values = (
            [version.value for version in known.limits.get(limit, [])]
            if root == "limits"
            else [_number(text)]
        )
        if (text or name == "rate") and not (values and all(type(value) in (int, float) for value in values)):
            yield origin.fault(f"累计的比例“{text}”应当是数字或者数值限值（limits.…）。", ["accrues", name])


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
