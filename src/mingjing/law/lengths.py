"""How long a deadline lasts, in the words of the law."""

from __future__ import annotations

from .pack import Pack
from .periods import UNIT_ZH, parse_length
from .procedure import Deadline


def lasts(pack: Pack, deadline: Deadline) -> str:
    """90日, 7个工作日; empty when the length stands in the case (a fact or a field)."""
    length = parse_length(deadline.lasts)
    amount = length.amount
    root, _, name = length.name.partition(".")
    if amount is None and root == "limits":
        value = pack.limit_values.get(name)
        amount = value if isinstance(value, int) and not isinstance(value, bool) else None
    return f"{amount}{UNIT_ZH[length.unit]}" if amount is not None and length.unit else ""
