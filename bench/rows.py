"""What a measurement says: a value, what it is compared with, and whether the aim is met."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Baseline:
    """The plain way to do the same, measured in the same run and unit."""

    what: str
    value: float


@dataclass(frozen=True)
class Row:
    """One line of the table. `at_most` is the aim, in the unit of the value; None when there is none."""

    group: str
    what: str
    value: float
    unit: str
    baseline: Baseline | None = None
    at_most: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline.value if self.baseline and self.baseline.value else None

    @property
    def met(self) -> bool | None:
        return None if self.at_most is None else self.value <= self.at_most

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio, "met": self.met}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Row:
        """Inverse of `as_json`."""
        plain = told["baseline"] and Baseline(**told["baseline"])
        return cls(told["group"], told["what"], told["value"], told["unit"], plain, told["at_most"])


def number(value: float | None) -> str:
    """Three figures that matter."""
    if value is None:
        return ""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2f}" if value >= 1 else f"{value:.3g}"


def show(rows: list[Row], title: str, caption: str, console: Console | None = None) -> None:
    """Print the table."""
    table = Table(title=title, caption=caption, box=box.SIMPLE_HEAD, caption_justify="left")
    for name in ("group", "what"):
        table.add_column(name, overflow="fold")
    for name in ("value", "unit"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("plain baseline", overflow="fold")
    for name in ("ratio", "aim", "met"):
        table.add_column(name, justify="right", no_wrap=True)
    last = ""
    for row in rows:
        table.add_row(*cells(row, last), end_section=False)
        last = row.group
    (console or Console()).print(table)


def cells(row: Row, last: str = "") -> list[str]:
    """A row as text; the group is left out when it is that of the row before."""
    plain = f"{row.baseline.what}: {number(row.baseline.value)}" if row.baseline else ""
    aim = f"≤ {number(row.at_most)}" if row.at_most is not None else ""
    met = {None: "", True: "yes", False: "NO"}[row.met]
    group = "" if row.group == last else row.group
    return [group, row.what, number(row.value), row.unit, plain, number(row.ratio), aim, met]


def markdown(rows: list[Row]) -> str:
    """The table for docs/performance.md."""
    head = ["", "what", "value", "unit", "plain baseline", "ratio", "aim", "met"]
    lines = ["| " + " | ".join(head) + " |", "| --- | --- | --: | --- | --- | --: | --: | --- |"]
    last = ""
    for row in rows:
        lines.append("| " + " | ".join(cells(row, last)) + " |")
        last = row.group
    return "\n".join(lines)
