"""A filled form as plain data for the layout: no markup in it, only text that is printed as it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import dates
from .bind import Binder, Runs
from .facts import lookup, unset
from .form import Block, Items, Opinion, PaperForm, Signature, Table

Piece = dict[str, Any]


def blocks(form: PaperForm, binder: Binder) -> list[Piece]:
    """The printed blocks, in order; neighbouring grid and approval rows become one table, joined paragraphs one."""
    found: list[Piece] = []
    for block in form.blocks:
        if not binder.holds(block.when):
            continue
        for piece in _KINDS[block.kinds[0]](block, binder):
            if piece["kind"] == "grid" and found and found[-1]["kind"] == "grid":
                found[-1]["rows"] += piece["rows"]
            elif block.join and found and found[-1].get("paras") and piece["paras"]:
                found[-1]["paras"][-1] = found[-1]["paras"][-1] + piece["paras"].pop(0)
                found[-1]["paras"] += piece["paras"]
            else:
                found.append(piece)
    return found


def reading_text(pieces: list[Piece]) -> str:
    """The text of the blocks in reading order, a line for each paragraph, row or item."""
    lines: list[str] = []
    for piece in pieces:
        if "paras" in piece:
            lines += [_joined(runs) for runs in piece["paras"]]
        for row in piece.get("rows", []):
            cells = row["cells"] if isinstance(row, dict) else row
            lines.append("\t".join("\n".join(_joined(runs) for runs in cell) for cell in cells))
        lines += [sign["place"] for sign in piece.get("signs", [])]
    return "\n".join(lines).replace("\u200b", "")


def _joined(runs: Runs) -> str:
    return "".join(text for text, _filled in runs)


def _paras(style: str) -> Callable[[Block, Binder], list[Piece]]:
    def make(block: Block, binder: Binder) -> list[Piece]:
        template = getattr(block, style) if style != "phrase" else binder.form.phrases[str(block.phrase)]
        kind = "text" if style == "phrase" else style
        if style == "line":
            template = binder.filled(template)
            if not template:
                return []
        label = (
            template.partition("：")[0]
            if style == "line" and "{" not in template.partition("：")[0]
            else None
        )
        return [{"kind": kind, "paras": binder.paragraphs(template, label)}]

    return make


def _list(block: Block, binder: Binder) -> list[Piece]:
    items: Items = block.list  # type: ignore[assignment]
    rows = binder.rows(items.of, items.name, required=items.empty is None)
    if not rows and items.empty:
        return [{"kind": "text", "paras": [[(items.empty, False)]]}]
    paras = []
    for index, row in enumerate(rows, 1):
        first, *rest = binder.paragraphs(items.each, items.name, row) or [[]]
        paras += [[(f"{index}.", False), *first], *rest]
    return [{"kind": "text", "paras": paras}]


def _table(block: Block, binder: Binder) -> list[Piece]:
    table: Table = block.table  # type: ignore[assignment]
    titles = [column.title for column in table.columns]
    rows = [[[binder.runs(cell)] for cell in row] for row in table.fixed]
    if table.of:
        for item in binder.rows(table.of, None, required=not table.empty):
            if not binder.holds(table.where, item):
                continue
            rows.append([binder.paragraphs(column.value, column.title, item) for column in table.columns])
    if not rows:
        rows = [[[[(table.empty, False)]], *([[]] * (len(titles) - 1))]]
    widths = [column.width for column in table.columns]
    if table.numbered:
        titles, widths = ["序号", *titles], [0.0, *widths]
        rows = [[[[(str(index), False)]], *row] for index, row in enumerate(rows, 1)]
    return [{"kind": "table", "head": titles, "widths": widths, "rows": rows}]


def _grid(block: Block, binder: Binder) -> list[Piece]:
    rows = []
    for row in block.grid or ():
        cells = []
        for label, value in zip(row[::2], row[1::2], strict=True):
            cells += [[[(label, False)]], binder.paragraphs(value, label)]
        rows.append({"kind": "fields", "cells": cells})
    return [{"kind": "grid", "rows": rows}]


def _approvals(block: Block, binder: Binder) -> list[Piece]:
    given = [*_submitted(binder.facts), *(lookup(binder.facts, "act.approvals") or [])]
    rows = [_opinion(line, given, binder) for line in block.approvals or ()]
    return [{"kind": "grid", "rows": rows}]


def _submitted(facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Who proposed the act, as the first opinion: an occurrence holds the later ones only."""
    role, name = lookup(facts, "act.role"), lookup(facts, "act.by_name")
    at = lookup(facts, "act.submitted_at") or lookup(facts, "act.at")
    return [{"role": role, "name": name, "at": at}] if role and name and at else []


def _opinion(line: Opinion, given: Sequence[Mapping[str, Any]], binder: Binder) -> Piece:
    """Who approved what and when; blank, to be filled by hand, while nobody with that role has."""
    done = [entry for entry in given if entry.get("role") == line.role]
    said: list[Runs] = []
    signed = "签名：　　　　　　　　年　　月　　日"
    if done:
        opinion = str(done[-1].get("opinion") or line.says)
        said = [[(binder.clean(part), True)] for part in opinion.split("\n") if part.strip()]
        names = dict.fromkeys(str(entry["name"]) for entry in done if not unset(entry.get("name")))
        signed = f"签名：{binder.clean('、'.join(names))}　　{dates.day(done[-1]['at'])}"
    return {"kind": "opinion", "cells": [[[(line.label, False)]], said, [[(signed, False)]]]}


def _qa(block: Block, binder: Binder) -> list[Piece]:
    paras: list[Runs] = []
    for item in binder.rows(str(block.qa), "问答内容", required=True):
        for mark, key in (("问：", "question"), ("答：", "answer")):
            first, *rest = binder.paragraphs(f"{{item.{key}}}", "问答内容", item) or [[]]
            paras += [[(mark, False), *((text, False) for text, _filled in first)], *rest]
    return [{"kind": "text", "paras": paras}]


def _sign(block: Block, binder: Binder) -> list[Piece]:
    return [{"kind": "sign", "signs": [_signature(line, binder) for line in block.sign or ()]}]


def _signature(line: Signature, binder: Binder) -> Piece:
    names = binder.text(line.names, line.who) if line.names else ""
    who = f"{line.who}：{names}" if names else line.who
    told = any(word in who for word in ("签名", "签收"))
    people = names.count("、") + 1
    return {"place": who if told else f"{who}（签名）", "date": line.date, "people": people}


_KINDS: dict[str, Callable[[Block, Binder], list[Piece]]] = {
    "to": _paras("to"),
    "text": _paras("text"),
    "line": _paras("line"),
    "heading": _paras("heading"),
    "phrase": _paras("phrase"),
    "list": _list,
    "table": _table,
    "grid": _grid,
    "approvals": _approvals,
    "qa": _qa,
    "sign": _sign,
}
