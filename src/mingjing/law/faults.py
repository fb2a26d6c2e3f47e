"""Errors of the law room: each carries a sentence that a person understands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class LawError(Exception):
    """Something asked of the law room that it can't do; the message is a Chinese sentence."""


class UnknownItem(LawError):
    """An id that no pack in force on the day holds."""


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One fault of a pack or a scenario: where it stands and what is wrong (Chinese sentence)."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PackFaults(LawError):
    """A pack was refused at load; `faults` holds all of them, in order of file and line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults: list[Fault] = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))
