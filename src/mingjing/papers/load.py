"""Reads the form files of law packs.

A file holds one form (a mapping) or a list of forms. The item with the id `phrases` holds what several forms share:
wordings (`phrases`), blocks (`blocks`, put in with `use: id`), Chinese names of paths (`names`) and of codes (`labels`).
Later files replace forms of earlier ones by id, as layers of a pack do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from .errors import FormFault
from .form import PaperForm
from .template import conditions, pieces

SHARED = "phrases"


def load_forms(paths: Iterable[Path]) -> dict[str, PaperForm]:
    """Forms by id from files and folders (a folder: its *.yaml in order of name). Raises FormFault."""
    return build_forms(item for path in paths for item in _items(path))


def build_forms(items: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, PaperForm]:
    """Forms by id from (where, item) pairs, for callers that read the packs themselves. Raises FormFault."""
    raw: dict[str, tuple[str, dict[str, Any]]] = {}
    shared: dict[str, dict[str, Any]] = {"phrases": {}, "blocks": {}, "names": {}, "labels": {}}
    for where, item in items:
        if item.get("id") == SHARED:
            for part, known in shared.items():
                known |= item.get(part, {})
        elif isinstance(item.get("id"), str):
            raw[item["id"]] = where, dict(item)
        else:
            raise FormFault(where, "缺少 id")
    return {key: _form(where, item, shared) for key, (where, item) in raw.items()}


def _items(path: Path) -> Iterable[tuple[str, Mapping[str, Any]]]:
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    for file in files:
        try:
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
        except yaml.YAMLError as fault:
            raise FormFault(file.name, str(fault).replace("\n", " ")) from fault
        for item in content if isinstance(content, list) else [content]:
            if not isinstance(item, Mapping):
                raise FormFault(file.name, "不是格式定义")
            yield file.name, item


def _form(where: str, item: dict[str, Any], shared: Mapping[str, dict[str, Any]]) -> PaperForm:
    own = {
        "names": shared["names"] | item.get("names", {}),
        "labels": shared["labels"] | item.get("labels", {}),
        "phrases": shared["phrases"],
        "blocks": list(_expanded(where, item.get("blocks", []), shared["blocks"], None, ())),
    }
    try:
        form = PaperForm.model_validate(item | own)
    except ValidationError as fault:
        first = fault.errors()[0]
        at = ".".join(str(step) for step in first["loc"])
        raise FormFault(where, f"{at}：{first['msg']}") from fault
    for block in form.blocks:
        if block.phrase is not None and block.phrase not in form.phrases:
            raise FormFault(where, f"没有常用语 {block.phrase}")
    try:
        for text in templates(form):
            list(pieces(text))
        for block in form.blocks:
            conditions(block.when) if block.when else ()
    except ValueError as fault:
        raise FormFault(where, str(fault)) from fault
    return form


def _expanded(
    where: str, blocks: Iterable[Any], known: Mapping[str, Any], when: str | None, inside: tuple[str, ...]
) -> Iterable[Any]:
    """Blocks with every `use` replaced by the shared blocks; the conditions on the way all have to hold."""
    for block in blocks:
        if not isinstance(block, Mapping):
            raise FormFault(where, "内容块不是键值结构")
        both = " and ".join(part for part in (when, block.get("when")) if part) or None
        name = block.get("use")
        if name is None:
            yield {**block, "when": both}
        elif name in known and name not in inside:
            yield from _expanded(where, known[name], known, both, (*inside, name))
        else:
            raise FormFault(where, f"没有共用内容 {name}")


def templates(form: PaperForm) -> Iterable[str]:
    """Every template of a form, shared wordings included."""
    for block in form.blocks:
        yield from (t for t in (block.to, block.text, block.line, block.heading) if t)
        if block.phrase:
            yield form.phrases[block.phrase]
        if block.list:
            yield block.list.each
        if block.table:
            yield from (column.value for column in block.table.columns)
            yield from (cell for row in block.table.fixed for cell in row)
        for row in block.grid or ():
            yield from row[1::2]
        for signature in block.sign or ():
            yield signature.names or ""


def wording(form: PaperForm) -> str:
    """The fixed words of a form, without what is filled in: templates, titles of columns and rows, who signs."""
    fixed = [piece for text in templates(form) for piece in pieces(text) if isinstance(piece, str)]
    for block in form.blocks:
        if block.table:
            fixed += [column.title for column in block.table.columns]
        fixed += [cell for row in block.grid or () for cell in row[::2]]
        fixed += [signature.who for signature in block.sign or ()]
    return "\n".join(fixed)
