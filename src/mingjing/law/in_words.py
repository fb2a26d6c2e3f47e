"""A condition in plain Chinese, from the titles of what it reads; what can't be said stays CEL and is marked so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .expression import Node, NotUnderstood, parse
from .limit_words import amount
from .nouns import COUNTED, PEOPLE, WHOLE, Noun, Nouns
from .pack import Pack
from .procedure import Act
from .things_in_words import Clause, Scope, Things, one_of

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TURNED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_IN_TIME = {">": "晚于", ">=": "不早于", "<": "早于", "<=": "不晚于", "==": "就是", "!=": "不是"}
_IN_MONEY = {">": "高于", ">=": "不低于", "<": "低于", "<=": "不高于", "==": "等于", "!=": "不等于"}
_IN_NUMBER = {">": "多于", ">=": "不少于", "<": "少于", "<=": "不多于", "==": "等于", "!=": "不等于"}
_AS_SAME = {"==": "与{}一致", "!=": "与{}不一致"}
_TIMES = frozenset({"date", "datetime"})
_WHEN = re.compile(r"[^\\^$|()\[\]{}?*+]*")  # what is left of a pattern when its gaps are taken out
_SPAN = re.compile(r"(\d+)([hms])")
_SPAN_ZH = {"h": "小时", "m": "分钟", "s": "秒"}
YEARS = 10_000  # 20260601 - 20080601 = 18 * YEARS: dates written as numbers


@dataclass(frozen=True, slots=True)
class Said:
    """A condition in words; `whole` is False when a part could only be shown as CEL."""

    words: str
    whole: bool


def in_words(condition: str, pack: Pack, acts: Iterable[Act] = ()) -> Said:
    """Say a condition that must hold (or, of a check's `when`, on which it applies)."""
    sayer = _Sayer(Nouns(pack, acts))
    try:
        tree = parse(condition)
    except NotUnderstood:
        return Said(f"条件式：{condition}", False)
    return Said(sayer.clause(tree, {}, True).words, sayer.whole)


def value_of_condition(condition: str, pack: Pack) -> Said:
    """Say an expression that gives a value, not yes or no (a derived amount or number of days)."""
    sayer = _Sayer(Nouns(pack))
    try:
        return Said(sayer.noun(parse(condition), {}).words, True)
    except NotUnderstood:
        return Said(f"条件式：{condition}", False)


class _Sayer(Things):
    # -- yes or no -------------------------------------------------------------------------------------

    def clause(self, node: Node, scope: Scope, yes: bool) -> Clause:
        """What the node says, or (yes = False) its opposite; a part beyond words is shown as CEL."""
        if node.kind == "not":
            return self.clause(node.parts[0], scope, not yes)
        if node.kind == "binary" and node.value in ("&&", "||"):
            return self._joined(node, scope, yes)
        try:
            return self._simple(node, scope, yes)
        except NotUnderstood:
            self.whole = False
            return Clause(f"条件式“{node.text}”{'成立' if yes else '不成立'}")

    def _joined(self, node: Node, scope: Scope, yes: bool) -> Clause:
        operator = node.value if yes else ("||" if node.value == "&&" else "&&")
        word = "，并且" if operator == "&&" else "，或者"
        parts = list(dict.fromkeys(self.clause(part, scope, yes) for part in _flat(node)))
        if len(parts) == 1:
            return parts[0]
        return Clause(word.join(part.within(operator) for part in parts), operator)

    def _simple(self, node: Node, scope: Scope, yes: bool) -> Clause:
        if node.kind == "literal" and isinstance(node.value, bool):
            return Clause("一律适用" if node.value == yes else "不自动适用")
        if node.kind == "binary":
            return self._comparison(node, scope, yes)
        if node.kind == "choice":
            asked, then, other = (
                self.clause(part, scope, one) for part, one in zip(node.parts, (True, yes, yes), strict=True)
            )
            return Clause(f"{asked.within('?')}的，{then.within('?')}；否则，{other.within('?')}", "?")
        if node.kind == "call" and node.value == "has":
            return Clause(self._has(node.parts[0], scope, yes))
        if node.kind == "method":
            return self._method(node, scope, yes)
        noun = self.noun(node, scope)
        if noun.type != "bool" or not noun.yes:
            raise NotUnderstood(node.text)
        return Clause(noun.yes if yes else noun.no)

    def _has(self, node: Node, scope: Scope, yes: bool) -> str:
        noun = self.noun(node, scope)
        if node.kind == "member" and node.parts[0] == Node("name", "act", (), "act"):
            return f"本事项{'有' if yes else '没有'}{noun.words.removeprefix('所填的')}一栏"
        if not noun.filled:
            raise NotUnderstood(node.text)
        return noun.filled if yes else noun.blank

    def _method(self, node: Node, scope: Scope, yes: bool) -> Clause:
        name, owner = node.value, node.parts[0]
        if name in ("exists", "all"):
            return self._quantified(node, scope, yes)
        whole = self.noun(owner, scope)
        if name in ("contains", "startsWith"):
            part = self.noun(node.parts[1], scope)
            verb = ("包含" if yes else "不包含") if name == "contains" else ("开头是" if yes else "开头不是")
            return Clause(f"{whole.words}{verb}{part.words}")
        if name == "matches" and node.parts[1].kind == "literal":
            return Clause(f"{whole.words}{'写有' if yes else '没有写'}“{_pattern(node.parts[1].value)}”")
        raise NotUnderstood(node.text)

    # -- quantifiers -----------------------------------------------------------------------------------

    def _quantified(self, node: Node, scope: Scope, yes: bool) -> Clause:
        owner, variable, body = node.parts
        codes = owner if owner.kind == "list" else None
        whole = Noun("", "list") if codes else self.noun(owner, scope)
        counted = COUNTED.get(self.nouns.element(whole, "").type, "项")
        one = self.nouns.element(whole, one_of(counted, scope))
        inner = {**scope, variable.value: one}
        # "not one is ..." rather than "one is not ...": the body is said as it stands, but for !all.
        exists = node.value == "exists"
        chosen = self._chosen(whole, one, body, exists, yes)
        if chosen:
            return Clause(chosen)
        said = self.clause(body, inner, True)
        if codes:
            whole = Noun("、".join(f"“{self.nouns.title(str(part.value), one)}”" for part in codes.parts))
        if exists:
            head = f"{whole.words}中有一{counted}符合" if yes else f"{whole.words}中没有任何一{counted}符合"
        else:
            head = f"{whole.words}的每一{counted}都符合" if yes else f"{whole.words}并非每一{counted}都符合"
        return Clause(f"{head}“{said.words}”" if "“" not in said.words else f"{head}〔{said.words}〕", "")

    def _chosen(self, whole: Noun, one: Noun, body: Node, exists: bool, yes: bool) -> str:
        """ "拟处罚种类"中有A或者B: a list of choices against a list of codes; "" where it is something else."""
        negative = body.kind == "not"
        inner = body.parts[0] if negative else body
        if not (
            whole.kind and inner.kind == "binary" and inner.value == "in" and inner.parts[1].kind == "list"
        ):
            return ""
        if inner.parts[0].kind != "name":
            return ""
        titles = [f"“{self.nouns.title(str(part.value), one)}”" for part in inner.parts[1].parts]
        if exists and not negative:
            return f"{whole.words}中{'有' if yes else '没有'}{'或者'.join(titles)}"
        if exists:
            return f"{whole.words}中{'有' if yes else '没有'}{'、'.join(titles)}以外的"
        return f"{whole.words}{'都' if yes else '并不都'}{'不' if negative else ''}在{'、'.join(titles)}之内"

    # -- comparisons -----------------------------------------------------------------------------------

    def _comparison(self, node: Node, scope: Scope, yes: bool) -> Clause:
        left, right = node.parts
        operator = node.value
        if operator == "in":
            return Clause(self._within(left, right, scope, yes))
        if operator not in _OPPOSITE:
            raise NotUnderstood(node.text)
        operator = operator if yes else _OPPOSITE[operator]
        if left.kind == "literal" and right.kind != "literal":
            left, right, operator = right, left, _TURNED[operator]
        for special in (self._blank, self._size, self._age, self._apart, self._equally):
            told = special(left, right, operator, scope)
            if told:
                return Clause(told)
        return Clause(self._compared(self.noun(left, scope), right, operator, scope))

    def _compared(self, one: Noun, right: Node, operator: str, scope: Scope) -> str:
        if right.kind == "literal":
            return self._against_literal(one, right, operator)
        other = self.noun(right, scope)
        if one.kind is None and other.kind is not None:
            one.kind = other.kind
        if other.kind is None and one.kind is not None:
            other.kind = one.kind
        for table, told in ((one, other), (other, one)):
            if table.type == "table_of":
                pairs = [
                    f"{self.nouns.title(key)}的，为“{self.nouns.title(code, told)}”" for key, code in table.of
                ]
                table.words += f"（{'；'.join(pairs)}）"
        if "seq" in (one.type, other.type):
            return f"{one.words}在{other.words}{'之后' if operator in ('>', '>=') else '之前'}"
        if operator in _AS_SAME and one.type == other.type == "who":
            return f"{one.words}与{other.words}{'是' if operator == '==' else '不是'}同一人"
        if operator in _AS_SAME and not ({one.type, other.type} & (_TIMES | {"money", "int"})):
            return one.words + _AS_SAME[operator].format(other.words)
        return one.words + _verb(one.type or other.type, operator) + other.words

    def _against_literal(self, one: Noun, right: Node, operator: str) -> str:
        value = right.value
        if isinstance(value, bool):
            return one.yes if value == (operator == "==") else one.no
        if isinstance(value, int | float):
            unit = "yuan" if one.type == "money" else ""
            return (
                one.words + _verb(one.type if one.type == "money" else "int", operator) + amount(value, unit)
            )
        verb = {"==": "是", "!=": "不是"}.get(operator)
        if verb is None:
            raise NotUnderstood(right.text)
        return f"{one.words}{verb}“{self.nouns.title(str(value), one)}”"

    def _blank(self, left: Node, right: Node, operator: str, scope: Scope) -> str:
        if not (right.kind == "literal" and right.value == "" and operator in _AS_SAME):
            return ""
        noun = self.noun(left, scope)
        told = noun.blank if operator == "==" else noun.filled
        return told or f"{noun.words}{'为空' if operator == '==' else '不为空'}"

    def _size(self, left: Node, right: Node, operator: str, scope: Scope) -> str:
        """size(x) or x.size() against a number or a limit."""
        counted = _measured(left)
        if counted is None:
            return ""
        whole = self.noun(counted, scope)
        if right.kind == "literal" and right.value == 0:
            some = operator in (">", "!=")
            told = whole.filled if some else whole.blank
            return told or f"{whole.words}{'不为空' if some else '为空'}"
        unit = "人" if whole.type in PEOPLE else "项" if whole.type in WHOLE else "字"
        other_list = _measured(right)
        if other_list is not None:
            other = self.noun(other_list, scope)
            return f"{whole.words}的{unit}数{_IN_NUMBER[operator]}{other.words}的{unit}数"
        other = self.noun(right, scope)
        return f"{whole.words}{_IN_NUMBER[operator]}{other.words}{unit if right.kind == 'literal' else ''}"

    def _age(self, left: Node, right: Node, operator: str, scope: Scope) -> str:
        """Dates as numbers (year, month, day), subtracted: whole years between them."""
        if not (left.kind == "binary" and left.value == "-" and right.kind == "literal"):
            return ""
        days = [_as_number(part) for part in left.parts]
        if None in days or not isinstance(right.value, int) or right.value % YEARS:
            return ""
        later, earlier = (self.noun(day, scope) for day in days if day is not None)
        reach = {">": "超过", "<=": "不超过", ">=": "不少于", "<": "不满"}.get(operator)
        if reach is None:
            raise NotUnderstood(left.text)
        return f"自{earlier.words}起至{later.words}{reach}{right.value // YEARS}周年"

    def _apart(self, left: Node, right: Node, operator: str, scope: Scope) -> str:
        """timestamp(b) - timestamp(a) against duration('24h')."""
        if not (
            right.kind == "call" and right.value == "duration" and left.kind == "binary" and left.value == "-"
        ):
            return ""
        later, earlier = (self.noun(part, scope) for part in left.parts)
        reach = {">": "超过", "<=": "不超过", ">=": "不少于", "<": "不到"}.get(operator)
        if reach is None:
            raise NotUnderstood(left.text)
        return f"自{earlier.words}起至{later.words}{reach}{self._span(right.parts[0], scope)}"

    def _span(self, node: Node, scope: Scope) -> str:
        if node.kind == "literal":
            found = _SPAN.fullmatch(node.value)
            if found:
                return f"{found[1]}{_SPAN_ZH[found[2]]}"
        if node.kind == "binary" and node.value == "+" and node.parts[1].value in _SPAN_ZH:
            return self.noun(node.parts[0], scope).words
        raise NotUnderstood(node.text)

    def _equally(self, left: Node, right: Node, operator: str, scope: Scope) -> str:
        """(a < b) == (c < d), or a yes-or-no == (c < d): both or neither."""
        if not any(part.kind == "binary" and part.value in _OPPOSITE for part in (left, right)):
            return ""
        one, other = self.clause(left, scope, True), self.clause(right, scope, True)
        return f"〔{one.words}〕与〔{other.words}〕{'同时成立或者同时不成立' if operator == '==' else '不同时成立'}"

    def _within(self, left: Node, right: Node, scope: Scope, yes: bool) -> str:
        if left.kind == "literal":
            whole = self.noun(right, scope)
            return f"{whole.words}中{'有' if yes else '没有'}“{self.nouns.title(str(left.value), whole)}”"
        one = self.noun(left, scope)
        if right.kind == "choice":
            asked = self.clause(right.parts[0], scope, True).words
            then, other = (self._among(part, one) for part in right.parts[1:])
            return f"{one.words}{'' if yes else '不'}在规定之列（{asked}的，为{then}；否则，为{other}）"
        if right.kind == "list" and any(part.kind != "literal" for part in right.parts):
            others = "、".join(self.noun(part, scope).words for part in right.parts)
            return f"{one.words}{'与' if yes else '不与'}{others}之一一致"
        if right.kind == "list":
            return f"{one.words}{'是' if yes else '不是'}{self._among(right, one)}"
        whole = self.noun(right, scope)
        if whole.kind is not None and one.kind is None:
            one.kind = whole.kind
        return f"{whole.words}中{'列有' if yes else '没有'}{one.words}"

    def _among(self, node: Node, one: Noun) -> str:
        if node.kind != "list":
            raise NotUnderstood(node.text)
        return "或者".join(f"“{self.nouns.title(str(part.value), one)}”" for part in node.parts)


def _flat(node: Node) -> list[Node]:
    """The parts of a && b && c."""
    if node.kind == "binary":
        left, right = node.parts
        before = _flat(left) if left.kind == "binary" and left.value == node.value else [left]
        after = _flat(right) if right.kind == "binary" and right.value == node.value else [right]
        return [*before, *after]
    return [node]


def _measured(node: Node) -> Node | None:
    if node.kind == "call" and node.value == "size":
        return node.parts[0]
    if node.kind == "method" and node.value == "size":
        return node.parts[0]
    return None


def _as_number(node: Node) -> Node | None:
    """The date in int(date.replace('-', ''))."""
    if node.kind == "call" and node.value == "int" and node.parts[0].kind == "method":
        inner = node.parts[0]
        if inner.value == "replace" and [part.value for part in inner.parts[1:]] == ["-", ""]:
            return inner.parts[0]
    return None


def _pattern(text: str) -> str:
    """ ".*第.+条" -> "…第…条"; a pattern that isn't words with gaps can't be said."""
    told = text.replace(".*", "…").replace(".+", "…")
    if not _WHEN.fullmatch(told) or "." in told:
        raise NotUnderstood(text)
    return told.strip()


def _verb(kind: str, operator: str) -> str:
    if kind in _TIMES:
        return _IN_TIME[operator]
    return (_IN_MONEY if kind in ("money", "limit") else _IN_NUMBER)[operator]
