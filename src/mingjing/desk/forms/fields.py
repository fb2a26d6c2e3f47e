"""How a field of an act looks in the form: its input, its choices, what is in it, and what was found about it."""

from dataclasses import dataclass, field
from typing import Any

from mingjing.papers.amounts import capitals

TEMPLATES = {"[enum]": "enums", "uscc": "text", "ric": "text", "docref": "enum"}
LONG = 12  # more choices than this get a box to narrow them
MONO = {"uscc", "ric"}


@dataclass(slots=True)
class Choices:
    """What the inputs choose from: pack (catalogues), officers of the agency, documents and elements of the case."""

    pack: Any
    officers: list[Any] = field(default_factory=list)
    documents: list[tuple[str, str]] = field(default_factory=list)
    elements: list[tuple[str, str]] = field(default_factory=list)

    def of(self, kind: Any) -> list[tuple[str, str]]:
        """Pairs of id and title for an enum, an element or a document."""
        if kind.options:
            pairs = (
                kind.options.items()
                if isinstance(kind.options, dict)
                else ((one, one) for one in kind.options)
            )
            return [(str(key), str(title)) for key, title in pairs]
        if kind.type == "elements":
            return self.elements
        if kind.type == "docref":
            return self.documents
        catalogue = self.pack.catalogue(kind.of) if kind.of else None
        return [(row.id, row.title) for row in catalogue.rows] if catalogue else []


@dataclass(slots=True)
class Line:
    """One row of a table or one person of a list."""

    name: str
    dom: str
    value: Any
    cells: list["FieldView"] = field(default_factory=list)


@dataclass(slots=True)
class FieldView:
    """One field as the templates see it. `name` is the input's name, `dom` its id in the page."""

    id: str
    name: str
    kind: str
    title: str
    required: bool
    help: str
    value: Any
    options: list[tuple[str, str]]
    officers: list[Any]
    min: Any = None
    asked: bool = True
    findings: list[Any] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    blank: Line | None = None

    @property
    def dom(self) -> str:
        return self.name.replace(".", "-")

    @property
    def template(self) -> str:
        name = TEMPLATES.get(self.kind, self.kind)
        return f"desk/fields/{name}.html"

    @property
    def mono(self) -> bool:
        return self.kind in MONO or self.id in MONO

    @property
    def bad(self) -> bool:
        return any(not found.passed for found in self.findings)

    @property
    def values(self) -> list[Any]:
        if not isinstance(self.value, list):
            return [self.value] if self.value not in (None, "") else []
        return [one.get("id") if isinstance(one, dict) else one for one in self.value]

    @property
    def long(self) -> bool:
        return len(self.options) > LONG

    @property
    def own(self) -> str:
        """Elements that the officer added, one a line."""
        known = {key for key, _ in self.options}
        given = self.value if isinstance(self.value, list) else []
        return "\n".join(
            str(one["title"]) for one in given if isinstance(one, dict) and one.get("id") not in known
        )

    @property
    def stamp(self) -> str:
        """Changes when the choices change."""
        return ",".join(key for key, _ in self.options)

    @property
    def joined(self) -> str:
        return "\n".join(map(str, self.values))

    @property
    def local(self) -> str:
        """An instant as an input of the browser wants it: 2026-09-22T14:10."""
        return str(self.value)[:16] if self.value else ""

    @property
    def capitals(self) -> str:
        if self.value in (None, ""):
            return ""
        try:
            return "人民币" + capitals(str(self.value))
        except ValueError:
            return ""


def view_of(key: str, kind: Any, value: Any, choices: Choices, base: str = "f") -> FieldView:
    """The view of one field or column; `base` is what the input's name begins with."""
    name = f"{base}.{key}"
    view = FieldView(
        id=key, name=name, kind=kind.type, title=kind.title, required=getattr(kind, "required", True),
        help=kind.help, value=value, options=choices.of(kind), officers=[], min=kind.min,
    )  # fmt: skip
    if kind.type == "officers":
        view.officers = choices.officers
    if kind.type in ("table", "persons"):
        given = value if isinstance(value, list) else []
        view.lines = [_line(name, str(n), kind, one, choices) for n, one in enumerate(given)]
        view.blank = _line(name, "__n__", kind, {}, choices)
        if view.required and not view.lines:
            view.lines = [_line(name, "0", kind, {}, choices)]
    return view


def _line(base: str, number: str, kind: Any, value: Any, choices: Choices) -> Line:
    name = f"{base}.{number}"
    row = value if isinstance(value, dict) else {}
    cells = [view_of(key, column, row.get(key), choices, name) for key, column in kind.columns.items()]
    return Line(name, name.replace(".", "-"), row, cells)
