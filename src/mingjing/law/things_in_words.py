"""What the things of a condition are called: paths, sums, choices, lists with some taken out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .expression import Node, NotUnderstood
from .nouns import COUNTED, Noun, Nouns

_SEEN_AS = frozenset({"int", "double", "string", "timestamp"})  # conversions that change nothing in words
# By the places of a substring: of a name, of a date-time (hours and minutes), of a date (month and day).
_PARTS = {(0, 1): ("第一个字", "text"), (11, 16): ("时刻", "datetime"), (5,): ("月日", "date")}
_ONE, _ANOTHER = "该", ("另一", "又一")


@dataclass(frozen=True, slots=True)
class Clause:
    words: str
    joined: str = ""  # the operator at its top

    def within(self, operator: str) -> str:
        return f"（{self.words}）" if self.joined and self.joined != operator else self.words


Scope = Mapping[str, Noun]


class Things(ABC):
    """Says what is no yes-or-no; what is one comes from `clause`. `whole` = everything could be said so far."""

    def __init__(self, nouns: Nouns) -> None:
        self.nouns = nouns
        self.whole = True

    @abstractmethod
    def clause(self, node: Node, scope: Scope, yes: bool) -> Clause:
        """What the node says, or (yes = False) its opposite."""

    def noun(self, node: Node, scope: Scope) -> Noun:
        """What a part that is no yes-or-no is called; raises NotUnderstood."""
        said: Callable[[Node, Scope], Noun] | None = getattr(self, f"_noun_{node.kind}", None)
        if said is None:
            raise NotUnderstood(node.text)
        return said(node, scope)

    def _noun_literal(self, node: Node, scope: Scope) -> Noun:
        value = node.value
        if isinstance(value, bool) or value is None:
            raise NotUnderstood(node.text)
        if isinstance(value, str):
            return Noun(f"“{self.nouns.title(value)}”", "text")
        return Noun(f"{value:g}", "int" if isinstance(value, int) else "money")

    def _noun_name(self, node: Node, scope: Scope) -> Noun:
        return scope[node.value] if node.value in scope else self.nouns.root(node.value)

    def _noun_member(self, node: Node, scope: Scope) -> Noun:
        return self.nouns.member(self.noun(node.parts[0], scope), node.value)

    def _noun_index(self, node: Node, scope: Scope) -> Noun:
        owner, key = node.parts
        if owner.kind == "map":
            return self._mapped(owner, key, scope)
        if owner.kind == "method" and owner.value == "split" and key.value == 0:
            return Noun(f"{self.noun(owner.parts[0], scope).words}的法规名称", "text")
        whole = self.noun(owner, scope)
        if whole.type in ("entries", "entry", "range"):
            return Noun(f"{whole.words}中对应{self.noun(key, scope).words}的一项", "entry")
        if whole.type != "mapping":
            raise NotUnderstood(node.text)
        if key.kind == "literal":
            return self.nouns.member(whole, str(key.value))
        asked = self.noun(key, scope)
        words = f"（{asked.words}）" if asked.type == "limit" else asked.words
        return Noun(f"{whole.words}对{words}的设定", "limit", of=whole.of)

    def _mapped(self, owner: Node, key: Node, scope: Scope) -> Noun:
        """{'decide': 'penalty' ...}[act.id]: the table itself is said when the other side tells what its codes are."""
        pairs = zip(owner.parts[::2], owner.parts[1::2], strict=True)
        return Noun(
            f"与{self.noun(key, scope).words}相对应的种类",
            "table_of",
            of=[(a.value, b.value) for a, b in pairs],
        )

    def _noun_method(self, node: Node, scope: Scope) -> Noun:
        name, owner = node.value, node.parts[0]
        whole = self.noun(owner, scope)
        if name == "filter":
            one = self.nouns.element(
                whole, one_of(COUNTED.get(self.nouns.element(whole, "").type, "项"), scope)
            )
            said = self.clause(node.parts[2], {**scope, node.parts[1].value: one}, True)
            return Noun(f"{whole.words}中（{said.words}）的", whole.type, whole.kind, whole.of)
        if name == "substring" and [part.value for part in node.parts[1:]] == [0, 10]:
            return Noun(
                f"{whole.words.removesuffix('”')}”的日期"
                if whole.words.endswith("”")
                else f"{whole.words}的日期",
                "date",
            )
        part_of = _PARTS.get(tuple(part.value for part in node.parts[1:])) if name == "substring" else None
        if part_of:
            return Noun(f"{whole.words}的{part_of[0]}", part_of[1])
        raise NotUnderstood(node.text)

    def _noun_call(self, node: Node, scope: Scope) -> Noun:
        if node.value in _SEEN_AS:
            return self.noun(node.parts[0], scope)
        if node.value == "days":
            first, last = (self.noun(part, scope) for part in node.parts)
            return Noun(f"自{first.words}起至{last.words}的日数", "int")
        if node.value == "total" and node.parts[0].kind == "method" and node.parts[0].value == "map":
            listed, variable, each = node.parts[0].parts
            one = self.nouns.element(self.noun(listed, scope), f"{self.noun(listed, scope).words}各项")
            return Noun(f"{self.noun(each, {**scope, variable.value: one}).words}之和", "money")
        if node.value == "size":
            return Noun(f"{self.noun(node.parts[0], scope).words}的个数", "int")
        raise NotUnderstood(node.text)

    def _noun_binary(self, node: Node, scope: Scope) -> Noun:
        joined = {"+": "与{}之和", "-": "减去{}", "*": "乘以{}"}.get(node.value)
        if joined is None:
            raise NotUnderstood(node.text)
        left, right = (self.noun(part, scope) for part in node.parts)
        # A hair's breadth that only allows for rounding isn't worth a word.
        if node.value == "+" and node.parts[1].kind == "literal" and node.parts[1].value == 0.005:
            return Noun(f"{left.words}（四舍五入到分）", "money")
        return Noun(
            left.words + joined.format(right.words),
            "money" if "money" in (left.type, right.type) else left.type,
        )

    def _noun_choice(self, node: Node, scope: Scope) -> Noun:
        if node.parts[2].kind == "list" and not node.parts[2].parts:  # none when there is none
            return self.noun(node.parts[1], scope)
        asked = self.clause(node.parts[0], scope, True).words
        then, other = (self.noun(part, scope) for part in node.parts[1:])
        return Noun(
            f"〔{asked}的，为{then.words}；否则，为{other.words}〕",
            then.type or other.type,
            then.kind or other.kind,
        )


def one_of(counted: str, scope: Scope) -> str:
    used = {noun.words for noun in scope.values()}
    return next(word + counted for word in (_ONE, *_ANOTHER, "再一") if word + counted not in used)
