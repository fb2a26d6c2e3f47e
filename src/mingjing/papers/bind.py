"""Fills a form's templates from the facts: text runs, with every gap collected before anything is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .errors import FieldsMissing, ValueUnfit
from .facts import holds, lookup, unset
from .filters import FILTERS, WANTED, Words, plain
from .form import PaperForm
from .plain import breakable, printable
from .template import Place, pieces

BLANK = "　　　　"
_STOPS = "。；，、：！？"
_GAP = re.compile(r"(　+)(?![^{}]*\})")  # wide spaces between the parts of a line, not those inside a place
Run = tuple[str, bool]  # text, filled in
Runs = list[Run]


class Binder:
    """Writes the templates of one form with one set of facts. Call `finish` at the end: it raises FieldsMissing."""

    def __init__(self, form: PaperForm, facts: Mapping[str, Any], drawable: frozenset[int]) -> None:
        self.form = form
        self.facts = facts
        self._drawable = drawable
        self._missing: list[str] = []
        labels = {**facts.get("labels", {}), **form.labels}
        self._words = Words(labels, facts.get("statutes", {}))

    def holds(self, when: str | None, item: Any = None) -> bool:
        return holds(self.facts if item is None else {**self.facts, "item": item}, when)

    def runs(self, template: str, label: str | None = None, item: Any = None) -> Runs:
        """Runs of a template; `label` is the printed name beside it, `item` the row of a list."""
        runs: Runs = []
        for piece in pieces(template):
            if isinstance(piece, str):
                if runs and runs[-1][1] and piece[0] in _STOPS:  # the typed text already ends in a full stop
                    runs[-1] = (runs[-1][0].rstrip(_STOPS), True)
                runs.append((piece, False))
            else:
                filled = not piece.path.startswith("words.")
                runs.append((self._value(piece, label, item), filled))
        return [run for run in runs if run[0]]

    def text(self, template: str, label: str | None = None, item: Any = None) -> str:
        return "".join(text for text, _filled in self.runs(template, label, item))

    def paragraphs(self, template: str, label: str | None = None, item: Any = None) -> list[Runs]:
        """As `runs`, split where a value has line ends."""
        found: list[Runs] = [[]]
        for text, filled in self.runs(template, label, item):
            first, *rest = text.split("\n")
            found[-1].append((first, filled))
            found.extend([(line, filled)] for line in rest if line.strip())
        return [[run for run in runs if run[0]] for runs in found if any(run[0] for run in runs)]

    def filled(self, line: str) -> str:
        """The line without the parts whose places may be blank and are: no label is printed with nothing behind it."""
        first, *rest = _GAP.split(line)
        parts = [("", first), *zip(rest[::2], rest[1::2], strict=True)]
        kept = [(gap, part) for gap, part in parts if not self._blank(part)]
        return "".join(part if not place else gap + part for place, (gap, part) in enumerate(kept))

    def _blank(self, part: str) -> bool:
        places = [piece for piece in pieces(part) if isinstance(piece, Place)]
        return bool(places) and all(
            one.default == "" and unset(lookup(self.facts, one.path)) for one in places
        )

    def rows(self, path: str, label: str | None, *, required: bool) -> list[Any]:
        """The list at `path`; [] when it is unset (and noted as missing when required)."""
        value = lookup(self.facts, path)
        if unset(value):
            if required:
                self.miss(self.name(path, label))
            return []
        if not isinstance(value, list | tuple):
            raise ValueUnfit(self.form.title, self.name(path, label), "清单")
        return list(value)

    def clean(self, text: str) -> str:
        return printable(text, self._drawable)

    def miss(self, name: str) -> None:
        if name not in self._missing:
            self._missing.append(name)

    def finish(self) -> None:
        if self._missing:
            raise FieldsMissing(self.form.title, self._missing)

    def name(self, path: str, label: str | None = None) -> str:
        """Chinese name of a path: the label printed beside it, the form's or pack's name, the act's field title."""
        titles = {**self.facts.get("titles", {}), **self.form.names}
        steps = path.split(".")
        wholes = [
            ".".join(steps[:length]) for length in range(len(steps), 1, -1)
        ]  # act.person.name, act.person
        named = next((titles[key] for key in (*wholes, steps[-1]) if key in titles), None)
        return str(named or label or "未命名的项目")

    def _value(self, place: Place, label: str | None, item: Any) -> str:
        facts = self.facts if item is None else {**self.facts, "item": item}
        value = lookup(facts, place.path)
        if unset(value):
            if place.default is None:
                self.miss(self.name(place.path, label))
                return BLANK
            return place.default or BLANK
        write = FILTERS.get(place.filter or "", plain)
        try:
            written = write(value, place.arg, self._words)
        except ValueError as fault:
            wants = WANTED.get(place.filter or "", "文字")
            raise ValueUnfit(self.form.title, self.name(place.path, label), wants) from fault
        return breakable(self.clean(written))
