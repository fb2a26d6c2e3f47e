"""Every condition of the packs is said in Chinese, and says what it means; what can't be said is shown as it is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.law import Act, Library
from mingjing.law.conditions import compile_condition
from mingjing.law.expression import Node, NotUnderstood, parse
from mingjing.law.in_words import in_words, value_of_condition
from mingjing.law.library import load_folders
from mingjing.law.pack import Pack, concerns
from mingjing.law.packs_on_disk import BUILTIN, leaves, pack_folders

LEFTOVER = re.compile(r"[A-Za-z_]{2,}|&&|\|\||==|!=|[<>]")


@cache
def libraries() -> tuple[Library, ...]:
    return tuple(load_folders(chain) for chain in leaves(pack_folders(BUILTIN)))


@cache
def pack() -> Pack:
    return max(libraries(), key=lambda one: len(one.layers)).on(dt.date(2026, 11, 28))


def conditions(found: Pack) -> Iterator[tuple[str, str, list[Act]]]:
    """Where each yes-or-no condition stands, its text, and the acts before which it is judged."""
    placed = [(procedure, act) for procedure in found.procedures.values() for act in procedure.acts]
    acts = [act for _, act in placed]
    for check in found.checks.values():
        judged = [act for procedure, act in placed if concerns(check, procedure, act)]
        if not judged:  # it waits for a procedure that isn't in force yet
            continue
        yield f"check {check.id}", check.require, judged
        if check.when:
            yield f"check {check.id} when", check.when, judged
    for deadline in found.deadlines.values():
        if deadline.when:
            yield f"deadline {deadline.id}", deadline.when, []
    for catalogue in found.catalogues.values():
        for row in catalogue.rows:
            if row.when:
                yield f"row {catalogue.id}.{row.id}", row.when, []
    for fact in found.facts.values():
        if fact.derived and fact.derived.or_:
            yield f"fact {fact.id} or", fact.derived.or_, []
        if fact.derived and fact.derived.expr and fact.type == "bool":
            yield f"fact {fact.id}", fact.derived.expr, []
    for act in acts:
        for name, field in act.fields.items():
            if field.when:
                yield f"field {act.id}.{name}", field.when, [act]
        for rule in act.documents:
            if rule.when:
                yield f"document {act.id}.{rule.form}", rule.when, [act]


def test_every_condition_of_the_packs_is_said_without_leftover_ids() -> None:
    """On every day since all procedures are in force; before, a condition may name what wasn't law yet."""
    faults, count = [], 0
    for library in libraries():
        for day in library._starts[1:]:
            found = library.on(day)
            if len(found.procedures) < len(library.items.procedures):
                continue
            for where, text, acts in conditions(found):
                said = in_words(text, found, acts)
                count += 1
                if not said.whole or LEFTOVER.search(said.words):
                    faults.append(f"{day} {where}: {text.strip()} => {said.words}")
    assert not faults, "\n".join(faults[:20])
    assert count > 400


def test_worked_out_amounts_and_numbers_are_said() -> None:
    whole = 0
    for fact in pack().facts.values():
        if fact.derived and fact.derived.expr and fact.type != "bool":
            said = value_of_condition(fact.derived.expr, pack())
            whole += said.whole
            if said.whole:
                assert not LEFTOVER.search(said.words), said.words
            else:
                assert said.words == f"条件式：{fact.derived.expr}"
    assert whole >= 3


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("case.major && has(acts.legal_review)", "属于重大执法决定，并且已经“出具法制审核意见”"),
        ("!(case.major && has(acts.legal_review))", "不属于重大执法决定，或者尚未“出具法制审核意见”"),
        ("!(case.fine >= 100.0)", "本案的“拟罚款金额”低于100元"),
        ("case.fine > double(limits.review_fine_org)", "本案的“拟罚款金额”高于“对单位罚款的法制审核数额”（50,000元）"),
        ("acts.legal_review.last.outcome == 'pass'", "最近一次“出具法制审核意见”的“审核结论”是“审核通过”"),
        ("acts.legal_review.first.outcome != 'pass'", "首次“出具法制审核意见”的“审核结论”不是“审核通过”"),
        (
            "acts.legal_review.last.seq > acts.hold_hearing.last.seq",
            "最近一次“出具法制审核意见”在最近一次“举行听证”之后",
        ),
        ("today > clocks.hearing_request.due", "办理当日晚于“要求听证”的届满日"),
        ("clocks.hearing_request.due == ''", "“要求听证”没有届满日"),
        ("case.filed_on != ''", "本案已经记录“立案日期”"),
        ("'fine' in case.penalty_kinds", "本案的“拟处罚种类”中有“罚款”"),
        ("!('fine' in case.penalty_kinds)", "本案的“拟处罚种类”中没有“罚款”"),
        (
            "case.penalty_kinds.exists(k, k in ['fine', 'warning'])",
            "本案的“拟处罚种类”中有“罚款”或者“警告”",
        ),
        (
            "!case.penalty_kinds.exists(k, k in ['fine', 'warning'])",
            "本案的“拟处罚种类”中没有“罚款”或者“警告”",
        ),
        (
            "case.penalty_kinds.all(k, k in ['fine', 'warning'])",
            "本案的“拟处罚种类”都在“罚款”、“警告”之内",
        ),
        ("size(act.officers) >= 2", "参加办理的执法人员不少于2人"),
        ("size(act.media) == 0", "没有本次音像记录"),
        (
            "(case.major || case.complex) && case.accident",
            "（属于重大执法决定，或者本案“案情疑难复杂、涉及多个法律关系”），并且属于生产安全事故案件",
        ),
        (
            "timestamp(act.recorded_at) - timestamp(act.at) <= duration('24h')",
            "自办理时间起至录入时间不超过24小时",
        ),
        ("100.0 < case.fine", "本案的“拟罚款金额”高于100元"),
        (
            "case.major == (case.fine > 5.0)",
            "〔属于重大执法决定〕与〔本案的“拟罚款金额”高于5元〕同时成立或者同时不成立",
        ),
        ("true", "一律适用"),
    ],
)  # fmt: skip
def test_what_a_condition_says(condition: str, words: str) -> None:
    compile_condition(condition)  # it is one
    said = in_words(condition, pack())
    assert said.whole
    assert said.words == words


@pytest.mark.parametrize(
    "condition",
    [
        "case.nonsense",
        "case.name.matches('^[A-Z]+$')",
        "case.fine % 2.0 == 1.0",
        "acts.no_such.last.on == today",
    ],
)
def test_what_cannot_be_said_is_shown_as_it_is_and_marked(condition: str) -> None:
    said = in_words(f"case.major && {condition}", pack())
    assert not said.whole
    assert said.words.startswith("属于重大执法决定，并且条件式“")
    assert condition in said.words


@pytest.mark.parametrize(
    "text", ["", "case.", "case.a &&", "(case.a", "case.a b", "#", "{'a': }", "[1, ", "f("]
)
def test_text_that_is_no_condition_is_not_understood(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parse(text)
    assert not in_words(text, pack()).whole


ATOMS = ["case.major", "case.complex", "has(acts.legal_review)", "case.fine > 5.0", "party.kind == 'person'"]
TREES = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: (
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} && {pair[1]})")
        | st.tuples(inner, inner).map(lambda pair: f"({pair[0]} || {pair[1]})")
        | inner.map(
            lambda one: f"!{one}" if one.startswith(("(", "case.m", "case.c", "has")) else f"!({one})"
        )
    ),
    max_leaves=8,
)


@given(TREES)
def test_words_mean_what_the_condition_means(condition: str) -> None:
    """Read back by its own conjunctions, the sentence has the same truth table as the condition."""
    said = in_words(condition, pack())
    assert said.whole
    tree = parse(condition)
    for row in range(2 ** len(ATOMS)):
        truth = {atom: bool(row >> at & 1) for at, atom in enumerate(ATOMS)}
        assert _read(said.words, truth) == _holds(tree, truth), (condition, said.words)


def _holds(node: Node, truth: dict[str, bool]) -> bool:
    if node.kind == "not":
        return not _holds(node.parts[0], truth)
    if node.kind == "binary" and node.value in ("&&", "||"):
        left, right = (_holds(part, truth) for part in node.parts)
        return (left and right) if node.value == "&&" else (left or right)
    return truth[node.text]


def _read(words: str, truth: dict[str, bool]) -> bool:
    """A sentence made of the atoms' own sentences, 并且, 或者 and brackets."""
    said = {in_words(atom, pack()).words: holds for atom, holds in truth.items()}
    said |= {in_words(f"!({atom})", pack()).words: not holds for atom, holds in truth.items()}
    for sentence in sorted(said, key=len, reverse=True):  # one may hold another
        words = words.replace(sentence, str(said[sentence]))
    told = words.replace("，并且", " and ").replace("，或者", " or ").replace("（", "(").replace("）", ")")
    assert re.fullmatch(r"(?:True|False|and|or|[ ()])+", told), words
    return bool(eval(told))
