"""Which names a condition reads: a small tokenizer over the CEL source.

Macro variables are followed: in `acts.inquire.all.exists(o, o.signed)` the name `o.signed` is read as
`acts.inquire.all.[].signed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<string>r?'''.*?'''|r?\"\"\".*?\"\"\"|r?'(?:\\.|[^'\\])*'|r?"(?:\\.|[^"\\])*")"""
    r"|(?P<comment>//[^\n]*)|(?P<number>\d[\w.]*)|(?P<word>[A-Za-z_]\w*)|(?P<sign>\S)",
    re.DOTALL,
)
_ROOTS = frozenset(
    {"case", "party", "agency", "acts", "act", "clocks", "limits", "file", "today", "pending", "chosen"}
)
_ANSWERING = frozenset({"exists", "all", "exists_one", "existsOne"})  # they give no element on
_MACROS = frozenset({"exists", "all", "map", "filter", "exists_one", "existsOne"})


@dataclass(frozen=True, slots=True)
class Path:
    """A dotted name; `guarded` = the same expression asks has() of it (or of a longer name that starts with it).

    `asked` = here has() asks whether it is there; `walked` = here a macro goes through its elements. Neither reads
    the value itself: what is read of it has a path of its own.
    """

    steps: tuple[str, ...]
    guarded: bool = False
    asked: bool = False
    walked: bool = False

    def __str__(self) -> str:
        return ".".join(step for step in self.steps if step != "[]")


def paths_in(source: str) -> Iterator[Path]:
    """All dotted names below the roots that conditions see, without those of called methods."""
    tokens = [(m.lastgroup or "", m.group()) for m in _TOKEN.finditer(source) if m.lastgroup != "comment"]
    found = list(_walk(tokens))
    guards = {steps for steps, inside_has, _ in found if inside_has}
    for steps, asked, walked in found:
        yield Path(steps, any(steps[: len(guard)] == guard for guard in guards), asked, walked)


def _walk(tokens: list[tuple[str, str]]) -> Iterator[tuple[tuple[str, ...], bool, bool]]:
    bound: dict[str, tuple[str, ...]] = {}
    index = 0
    while index < len(tokens):
        kind, text = tokens[index]
        if kind != "word" or _is(tokens, index - 1, ".") or (text not in _ROOTS and text not in bound):
            index += 1
            continue
        inside_has = _is(tokens, index - 1, "(") and _is(tokens, index - 2, "has")
        steps = [*bound[text]] if text in bound else [text]
        index += 1
        index = _members(tokens, index, steps, bound)
        if steps[0] != "":
            called = tokens[index - 2][1] if _is(tokens, index - 1, "(") else ""
            yield tuple(steps), inside_has, called in _ANSWERING


def _members(
    tokens: list[tuple[str, str]], index: int, steps: list[str], bound: dict[str, tuple[str, ...]]
) -> int:
    """Read `.name`, `[0]`, `['name']` after a root; stop at a method call, binding a macro's variable."""
    while index < len(tokens):
        if _is(tokens, index, ".") and index + 1 < len(tokens) and tokens[index + 1][0] == "word":
            name = tokens[index + 1][1]
            if _is(tokens, index + 2, "("):
                if name in _MACROS and index + 3 < len(tokens):
                    bound[tokens[index + 3][1]] = (*steps, "[]")
                return index + 3
            steps.append(name)
            index += 2
        elif _is(tokens, index, "[") and _is(tokens, index + 2, "]"):
            kind, text = tokens[index + 1]
            steps.append(text.strip("'\"") if kind == "string" else "[]")
            index += 3
        else:
            return index
    return index


def _is(tokens: list[tuple[str, str]], index: int, text: str) -> bool:
    return 0 <= index < len(tokens) and tokens[index][1] == text
