"""The tree of a condition: a small parser of CEL, for saying a condition in words. Judging is CEL's own."""

from __future__ import annotations

import re
from ast import literal_eval
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(
    r"""(?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z_]\w*)"""
    r"""|(?P<sign>&&|\|\||[<>=!]=|[-+*/%<>!?:.,()\[\]{}])|(?P<space>\s+|//[^\n]*)""",
    re.DOTALL,
)
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
# Loosest first; the operators of one line bind alike, from left to right.
_BINDING = (("||",), ("&&",), ("<", "<=", ">", ">=", "==", "!=", "in"), ("+", "-"), ("*", "/", "%"))


class NotUnderstood(ValueError):
    """The text is beyond this parser (or beyond what can be said of it)."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a condition, with the text that it stands for.

    kind: `literal` (value), `name`, `member` (value = name, of parts[0]), `index` (parts[0][parts[1]]), `call`
    (value = function), `method` (value = name, on parts[0]), `not`, `minus`, `binary` (value = operator),
    `choice` (parts: condition, then, else), `list`, `map` (parts: key, value, key, value ...).
    """

    kind: str
    value: Any
    parts: tuple[Node, ...]
    text: str


def parse(text: str) -> Node:
    """Raises NotUnderstood."""
    parser = _Parser(text)
    node = parser.expression()
    if parser.at < len(parser.tokens):
        raise NotUnderstood(f"多出来的“{parser.tokens[parser.at][1]}”。")
    return node


class _Parser:
    def __init__(self, text: str) -> None:
        self.source = text
        self.tokens: list[tuple[str, str, int, int]] = []
        self.at = 0
        end = 0
        while end < len(text):
            found = _TOKEN.match(text, end)
            if found is None:
                raise NotUnderstood(f"不认识“{text[end]}”。")
            end = found.end()
            if found.lastgroup != "space":
                self.tokens.append((str(found.lastgroup), found.group(), found.start(), end))

    def expression(self) -> Node:
        start = self.at
        asked = self.binary(0)
        if not self.took("?"):
            return asked
        then = self.binary(0)
        self.take(":")
        return self.made("choice", None, (asked, then, self.expression()), start)

    def binary(self, level: int) -> Node:
        if level == len(_BINDING):
            return self.unary()
        start = self.at
        left = self.binary(level + 1)
        while (sign := self.peek()) in _BINDING[level]:
            self.at += 1
            left = self.made("binary", sign, (left, self.binary(level + 1)), start)
        return left

    def unary(self) -> Node:
        start = self.at
        for sign, kind in (("!", "not"), ("-", "minus")):
            if self.took(sign):
                return self.made(kind, None, (self.unary(),), start)
        return self.postfix()

    def postfix(self) -> Node:
        start = self.at
        node = self.primary()
        while True:
            if self.took("."):
                name = self.word()
                if self.took("("):
                    node = self.made("method", name, (node, *self.until(")")), start)
                else:
                    node = self.made("member", name, (node,), start)
            elif self.took("["):
                key = self.expression()
                self.take("]")
                node = self.made("index", None, (node, key), start)
            else:
                return node

    def primary(self) -> Node:
        start = self.at
        if self.took("("):
            inner = self.expression()
            self.take(")")
            return inner
        if self.took("["):
            return self.made("list", None, self.until("]"), start)
        if self.took("{"):
            return self.made("map", None, self.until("}", ":"), start)
        kind, text = self.tokens[self.at][:2] if self.at < len(self.tokens) else ("", "")
        self.at += 1
        if kind == "text" or kind == "number":
            return self.made("literal", literal_eval(text), (), start)
        if kind != "word":
            raise NotUnderstood(f"不认识“{text}”。")
        if text in _WORDS:
            return self.made("literal", _WORDS[text], (), start)
        if self.took("("):
            return self.made("call", text, self.until(")"), start)
        return self.made("name", text, (), start)

    def until(self, closing: str, between: str = "") -> tuple[Node, ...]:
        """Expressions up to `closing`, parted by commas; with `between`, pairs."""
        parts: list[Node] = []
        while not self.took(closing):
            if parts:
                self.take(",")
            parts.append(self.expression())
            if between:
                self.take(between)
                parts.append(self.expression())
        return tuple(parts)

    def made(self, kind: str, value: Any, parts: tuple[Node, ...], start: int) -> Node:
        return Node(kind, value, parts, self.source[self.tokens[start][2] : self.tokens[self.at - 1][3]])

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def took(self, sign: str) -> bool:
        if self.peek() == sign:
            self.at += 1
            return True
        return False

    def take(self, sign: str) -> None:
        if not self.took(sign):
            raise NotUnderstood(f"缺少“{sign}”。")

    def word(self) -> str:
        kind, text = self.tokens[self.at][:2] if self.at < len(self.tokens) else ("", "")
        if kind != "word":
            raise NotUnderstood(f"不认识“{text}”。")
        self.at += 1
        return text
