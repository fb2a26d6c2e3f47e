"""One check and its result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

MOST = 5  # faults told in a sentence


@dataclass(frozen=True, slots=True)
class Check:
    """`judge(opened)` yields what is wrong, `remark(opened)` what is to be known and no fault, as Chinese sentences without a full stop."""

    property: str
    title: str
    judge: Callable[[Any], Iterable[str]]
    remark: Callable[[Any], Iterable[str]] = lambda opened: ()


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check."""

    property: str
    title: str
    faults: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.faults

    @property
    def sentence(self) -> str:
        """The check with its result in Chinese."""
        if self.passed:
            more = f"（附注：{'；'.join(self.remarks[:MOST])}）" if self.remarks else ""
            return f"{self.property}·{self.title}：通过{more}"
        more = f"等{len(self.faults)}处" if len(self.faults) > MOST else ""
        return f"{self.property}·{self.title}：{'；'.join(self.faults[:MOST])}{more}"

    def as_row(self) -> dict[str, Any]:
        """As it is kept with the package."""
        row = {"property": self.property, "title": self.title, "faults": list(self.faults[:MOST])}
        return row | ({"remarks": list(self.remarks[:MOST])} if self.remarks else {})
