"""One check and its result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

MOST = 5  # faults told in a sentence


@dataclass(frozen=True, slots=True)
class Check:
    """`judge(opened)` yields what is wrong, each a Chinese sentence without a full stop."""

    property: str
    title: str
    judge: Callable[[Any], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check."""

    property: str
    title: str
    faults: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.faults

    @property
    def sentence(self) -> str:
        """The check with its result in Chinese."""
        if self.passed:
            return f"{self.property}·{self.title}：通过"
        more = f"等{len(self.faults)}处" if len(self.faults) > MOST else ""
        return f"{self.property}·{self.title}：{'；'.join(self.faults[:MOST])}{more}"

    def as_row(self) -> dict[str, Any]:
        """As it is kept with the package."""
        return {"property": self.property, "title": self.title, "faults": list(self.faults[:MOST])}
