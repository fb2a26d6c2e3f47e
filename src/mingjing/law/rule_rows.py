"""The rows of law that a pack accounts for (`coverage/rows.yaml`), and those it leaves out (`coverage/left_out.yaml`).

They judge nothing, so they stand apart from what is digested into records.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field

from .faults import Fault, PackFaults
from .files import read_items
from .items import Strict, Text, TextList
from .yaml_source import Origin, read_yaml

UNREAD = frozenset({"memory", "not-found"})
UNKNOWN = frozenset({"unknown", "unconfirmed"})


class _Line(Strict):
    id: Text
    origin: Origin = Field(default=Origin("", ""), exclude=True, repr=False)


class RuleRow(_Line):
    """One rule of law: a period (deadline), a condition (gate) or a figure (threshold), and how well it is known.

    `amount` in `unit` (day, workday, month, hour; CNY, person …); None = the source states no number.
    """

    kind: Literal["deadline", "gate", "threshold"]
    title: Text
    article: Text
    level: Literal["text", "secondary", "local", "memory", "not-found"]
    article_known: bool = True
    status: Text = ""
    amount: float | None = None
    unit: Text = ""

    @property
    def unsure(self) -> bool:
        """Must whatever carries it out be provisional: its text or article was not read, or its force is unknown?"""
        return self.level in UNREAD or self.status in UNKNOWN or not self.article_known


class LeftOut(_Line):
    """A row that no item carries out: why, and which requirement will carry it (`by`), if any."""

    why: Text = Field(min_length=8)
    by: Text = ""


class Elsewhere(_Line):
    """A row whose item is read by a page or a command and not in a case: where, and the test that exercises it."""

    how: Text
    test: Text


class Differing(_Line):
    """Something in which agencies' rules differ: the limits that carry it out, or why there is none."""

    title: Text
    limits: TextList = ()
    why: Text = ""
    by: Text = ""


L = TypeVar("L", bound=_Line)


def read_rows(folders: Iterable[Path]) -> list[RuleRow]:
    """The tables of all these pack folders, in order. Raises PackFaults."""
    return _read(folders, "rows.yaml", RuleRow)


def read_left_out(folders: Iterable[Path]) -> list[LeftOut]:
    """The rows left out, with reasons, of all these pack folders. Raises PackFaults."""
    return _read(folders, "left_out.yaml", LeftOut)


def read_elsewhere(folders: Iterable[Path]) -> list[Elsewhere]:
    """The rows that are exercised outside scenarios (`coverage/elsewhere.yaml`). Raises PackFaults."""
    return _read(folders, "elsewhere.yaml", Elsewhere)


def read_differing(folders: Iterable[Path]) -> list[Differing]:
    """What agencies' rules differ in (`coverage/differing.yaml`). Raises PackFaults."""
    return _read(folders, "differing.yaml", Differing)


def _read(folders: Iterable[Path], name: str, model: type[L]) -> list[L]:
    faults: list[Fault] = []
    found: dict[str, L] = {}
    for folder in folders:
        path, file = folder / "coverage" / name, f"{folder.name}/coverage/{name}"
        document = read_yaml(path, file, faults) if path.is_file() else None
        if document is None:
            continue
        for line in read_items(model, document.data, Origin(folder.name, file, document.node), faults):
            if line.id in found:
                faults.append(line.origin.fault(f"“{line.id}”写了两次。", ["id"]))
            found[line.id] = line
    if faults:
        raise PackFaults(faults)
    return list(found.values())
