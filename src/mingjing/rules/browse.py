"""The items of an agency's law, as a legal officer looks for them: by statute, by stage and act, by kind, by words."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mingjing import law
from mingjing.law.citation import ARTICLE, parse_citations
from mingjing.law.limit_words import value_in_words
from mingjing.law.pack import concerns
from mingjing.law.periods import UNIT_ZH, parse_length
from mingjing.law.procedure import Act, Check, Deadline, Procedure

KINDS = {"checks": "检查", "deadlines": "期限", "limits": "限值", "catalogues": "目录"}
ON_FAIL = {"bar": "不得办理", "reason": "说明理由后可以办理", "score": "计分提示"}
MOST = 60  # rows of a page
_ID = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class Row:
    """An item in the list. `acts` = (procedure, act) before which a check stands, or that start or end a deadline."""

    kind: str
    item: Any
    value: str
    statutes: tuple[tuple[str, str], ...]
    acts: frozenset[tuple[str, str]]
    layer: str

    @property
    def noun(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; every part may be empty. `act` = "procedure", "procedure/stage:s" or "procedure/act"."""

    kind: str = ""
    words: str = ""
    statute: str = ""
    article: str = ""
    act: str = ""
    layer: str = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of rows with what else there is."""

    rows: list[Row]
    total: int
    page: int
    kinds: Mapping[str, int]

    @property
    def has_more(self) -> bool:
        return self.page * MOST < self.total


@lru_cache(maxsize=32)
def rows_of(pack: law.Pack) -> tuple[Row, ...]:
    """Every item of the four kinds in force in the pack."""
    acts = [(p.id, act) for p in pack.procedures.values() for act in p.acts]
    placed = [(procedure, act) for procedure in pack.procedures.values() for act in procedure.acts]
    found = []
    for check in pack.checks.values():
        stands = frozenset(
            (procedure.id, act.id) for procedure, act in placed if concerns(check, procedure, act)
        )
        found.append(_row("checks", check, ON_FAIL[check.on_fail], stands))
    for deadline in pack.deadlines.values():
        found.append(_row("deadlines", deadline, lasts(pack, deadline), _touching(deadline, acts)))
    for limit in pack.limits.values():
        found.append(_row("limits", limit, value_in_words(limit, titles_of(pack)), frozenset()))
    for catalogue in pack.catalogues.values():
        asking = frozenset(
            (procedure, act.id)
            for procedure, act in acts
            if any(f.of == catalogue.id for f in act.fields.values())
        )
        found.append(_row("catalogues", catalogue, f"{len(catalogue.rows)}项", asking))
    return tuple(found)


def _row(kind: str, item: Any, value: str, acts: frozenset[tuple[str, str]]) -> Row:
    return Row(kind, item, value, _cited(item), acts, item.origin.layer)


def _cited(item: Any) -> tuple[tuple[str, str], ...]:
    """(statute, article) of the citation; a catalogue's rows cite too."""
    texts = [getattr(item, "citation", ""), *(row.citation for row in getattr(item, "rows", ()))]
    found: dict[tuple[str, str], None] = {}
    for text in texts:
        for citation in parse_citations(text) if text else ():
            for place in citation.places:
                article = ARTICLE.match(place)
                found[(citation.statute, article[0] if article else place)] = None
    return tuple(found)


def _touching(deadline: Deadline, acts: Iterable[tuple[str, Act]]) -> frozenset[tuple[str, str]]:
    named = {ref.partition(".")[0] for ref in (*deadline.starts, *deadline.ends)}
    return frozenset((procedure, act.id) for procedure, act in acts if act.id in named)


def lasts(pack: law.Pack, deadline: Deadline) -> str:
    """How long a deadline lasts, in words."""
    return ("前" if deadline.before else "") + length_in_words(pack, deadline.lasts)


def length_in_words(pack: law.Pack, text: str) -> str:
    """ "limits.review_days workdays" -> 5个工作日（法制审核时限）; the name of a field -> 所填的期间."""
    length = parse_length(text)
    unit = UNIT_ZH[length.unit] if length.unit else ""
    if length.amount is not None:
        return f"{length.amount}{unit}"
    root, _, name = length.name.partition(".")
    limit = pack.limits.get(name) if root == "limits" else None
    return f"{limit.value}{unit}（{limit.title}）" if limit else f"所填的{unit or '期间'}"


@lru_cache(maxsize=32)
def titles_of(pack: law.Pack) -> Mapping[str, str]:
    """Titles by id of acts and rows of catalogues: the keys of limits that are mappings."""
    rows = {row.id: row.title for one in pack.catalogues.values() for row in one.rows}
    return rows | {act.id: act.title for p in pack.procedures.values() for act in p.acts}


def readable(pack: law.Pack, text: str) -> str:
    """A sentence of the scenarios with titles instead of ids."""
    names = titles_of(pack) | {
        one.id: one.title
        for items in (pack.checks, pack.deadlines, pack.facts, pack.limits, pack.catalogues)
        for one in items.values()
    }
    return _ID.sub(lambda found: f"“{names[found[0]]}”" if found[0] in names else found[0], text)


def find(pack: law.Pack, asked: Asked, page: int = 1) -> Shelf:
    """The rows that match, a page of them, and how many of each kind match but for the kind."""
    fitting = [row for row in rows_of(pack) if _fits(row, asked, pack)]
    kinds = Counter(row.kind for row in fitting)
    rows = [row for row in fitting if asked.kind in ("", row.kind)]
    start = (page - 1) * MOST
    return Shelf(rows[start : start + MOST], len(rows), page, {kind: kinds.get(kind, 0) for kind in KINDS})


def _fits(row: Row, asked: Asked, pack: law.Pack) -> bool:
    item = row.item
    if asked.provisional and not item.provisional:
        return False
    if asked.layer and row.layer != asked.layer:
        return False
    if asked.statute and not any(
        statute == asked.statute and asked.article in ("", article) for statute, article in row.statutes
    ):
        return False
    if asked.act and not any(_at(act, asked.act, pack) for act in row.acts):
        return False
    return not asked.words or any(asked.words in text for text in _texts(item))


def _at(place: tuple[str, str], asked: str, pack: law.Pack) -> bool:
    procedure, _, name = asked.partition("/")
    if place[0] != procedure:
        return False
    act = pack.procedures[procedure].act(place[1])
    return not name or name == place[1] or (act is not None and name == f"stage:{act.stage}")


def _texts(item: Any) -> Iterable[str]:
    yield from (item.id, item.title, getattr(item, "citation", ""), item.note, *item.row)
    for name in ("say", "mend", "owner"):
        yield getattr(item, name, "")
    yield from (row.title for row in getattr(item, "rows", ()))


@dataclass(frozen=True, slots=True)
class StatuteLine:
    title: str
    count: int
    articles: list[tuple[str, int]]


def statutes(pack: law.Pack) -> list[StatuteLine]:
    """Statutes with the number of items that cite them, by article."""
    found: dict[str, Counter[str]] = {}
    for row in rows_of(pack):
        for statute, article in row.statutes:
            found.setdefault(statute, Counter())[article] += 1
    lines = [
        StatuteLine(title, sum(by.values()), sorted(by.items(), key=_order)) for title, by in found.items()
    ]
    return sorted(lines, key=lambda line: -line.count)


def _order(entry: tuple[str, int]) -> tuple[int, str]:
    digits = "".join(character for character in entry[0] if character.isdigit())
    return (int(digits) if digits else 10_000, entry[0])


@dataclass(frozen=True, slots=True)
class StageLine:
    id: str
    title: str
    acts: list[tuple[Act, int]]


def stages(pack: law.Pack, procedure: Procedure) -> list[StageLine]:
    """The stages of a procedure with their acts and the number of checks that stand before each."""
    checks = [row for row in rows_of(pack) if row.kind == "checks"]
    return [
        StageLine(
            stage,
            title,
            [
                (act, sum((procedure.id, act.id) in row.acts for row in checks))
                for act in procedure.acts
                if act.stage == stage
            ],
        )
        for stage, title in procedure.stages.items()
    ]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an item: `now` = in force on the day; `hidden` = so too, but a higher layer says otherwise."""

    item: Any
    layer: str
    line: str
    now: bool
    hidden: bool


def versions(library: law.Library, kind: str, item_id: str, day: dt.date) -> list[Version]:
    """All versions of an item, the highest layer's first."""
    found, seen = [], False
    for item in library.items.of(kind).get(item_id, []):
        holds = item.in_force.holds(day)
        line = f"{item.origin.file} 第{item.origin.line()}行" if item.origin.node is not None else ""
        found.append(Version(item, item.origin.layer, line, holds and not seen, holds and seen))
        seen = seen or holds
    return found


def layer_titles(library: law.Library) -> dict[str, str]:
    return {layer.info.id: layer.info.title for layer in library.layers}


def act_titles(pack: law.Pack, check: Check) -> list[tuple[Procedure, list[Act]]]:
    """The acts before which a check stands, by procedure."""
    found = []
    for procedure in pack.procedures.values():
        acts = [act for act in procedure.acts if concerns(check, procedure, act)]
        if acts:
            found.append((procedure, acts))
    return found
