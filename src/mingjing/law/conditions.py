"""Conditions: CEL expressions (the Common Expression Language), compiled once per process and shared by all packs.

A condition sees plain data only; besides CEL's own functions there is `days(a, b)` = b - a in calendar days
(ISO dates or date-times; 0 when one of them is unset), and `total(list)` = the sum of a list of amounts in yuan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from cel_expr_python import cel
from cel_expr_python.ext import ext_strings

from .names import Path, paths_in

ROOTS = ("case", "party", "agency", "acts", "act", "chosen", "clocks", "limits", "file", "pending")


class ConditionFault(ValueError):
    """The text isn't a condition; the message says where."""


def _days(first: str, last: str) -> int:
    if not first or not last:
        return 0
    return (dt.date.fromisoformat(last[:10]) - dt.date.fromisoformat(first[:10])).days


def _total(amounts: list[float]) -> float:
    return round(sum(amounts), 2)


@lru_cache(maxsize=1)
def _environment() -> Any:
    kinds = cel.Type
    variables = {name: kinds.Map(kinds.STRING, kinds.DYN) for name in ROOTS}
    variables["today"] = kinds.STRING
    days = cel.Overload("days_string_string", kinds.INT, [kinds.STRING, kinds.STRING], False, _days)
    total = cel.Overload("total_list", kinds.DOUBLE, [kinds.List(kinds.DYN)], False, _total)
    return cel.NewEnv(
        variables=variables,
        functions=[cel.FunctionDecl("days", [days]), cel.FunctionDecl("total", [total])],
        extensions=[ext_strings.ExtStrings()],
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """The value of a condition, or the error that kept it from having one."""

    value: Any
    error: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A compiled expression, the dotted names it reads and their first two steps (`needs`);
    `plain` = the two steps when the expression is nothing but a name."""

    text: str
    paths: tuple[Path, ...]
    needs: frozenset[tuple[str, str]]
    plain: tuple[str, str] | None
    _program: Any

    def value(self, activation: Any) -> Outcome:
        """Evaluate; a missing key or an operation that doesn't exist is an error, never a guess."""
        result = self._program.eval(activation)
        if result.type() == cel.Type.ERROR:
            return Outcome(None, str(result.value()))
        return Outcome(result.plain_value())

    def holds(self, activation: Any) -> Outcome:
        """As `value`, but anything else than true or false is an error."""
        result = self._program.eval(activation)
        kind = result.type()
        if kind == cel.Type.BOOL:
            return _TRUE if result.value() else _FALSE
        if kind == cel.Type.ERROR:
            return Outcome(False, str(result.value()))
        return Outcome(False, f"not true or false: {kind.name()}")


_TRUE, _FALSE = Outcome(True), Outcome(False)


def activation(data: Mapping[str, Any]) -> Any:
    """Data as the conditions read it; later changes of `data` are not seen."""
    return _environment().Activation(data)


@cache
def compile_condition(text: str) -> Condition:
    """Compile; raises ConditionFault for a syntax error or an undeclared top-level name."""
    try:
        program = _environment().compile(text)
    except RuntimeError as error:
        raise ConditionFault(_first_line(str(error))) from error
    paths = tuple(paths_in(text))
    needs = frozenset((path.steps[0], path.steps[1] if len(path.steps) > 1 else "*") for path in paths)
    words = text.strip().split(".")
    plain = (words[0], words[1]) if len(words) == 2 and all(word.isidentifier() for word in words) else None
    return Condition(text, paths, needs, plain, program)


def _first_line(message: str) -> str:
    text = message.split("\n", 1)[0].removeprefix("INVALID_ARGUMENT: ")
    return text.removeprefix("ERROR: ").replace("<input>:", "").strip()
