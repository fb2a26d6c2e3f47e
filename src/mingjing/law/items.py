"""What every item of a pack has in common, and the small items: statutes, limits, catalogues, forms, facts, roles."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from .yaml_source import Origin


class Strict(BaseModel):
    """Frozen; a key that the model doesn't know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Period(Strict):
    """Days on which an item is in force; both ends count; None = open."""

    since: dt.date | None = Field(default=None, alias="from")
    until: dt.date | None = Field(default=None, alias="to")

    def holds(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def overlaps(self, other: Period) -> bool:
        return (self.since or dt.date.min) <= (other.until or dt.date.max) and (
            other.since or dt.date.min
        ) <= (self.until or dt.date.max)


ALWAYS = Period()


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


Text = Annotated[str, BeforeValidator(_as_text)]
TextList = Annotated[tuple[Text, ...], BeforeValidator(_as_list)]


class Item(Strict):
    """An item of a pack: id, title, the days on which it is in force, and where it stands."""

    id: Text
    title: Text = ""
    in_force: Period = ALWAYS
    provisional: bool = False
    note: Text = ""
    row: TextList = ()
    source: TextList = ()
    owner: Text = ""
    origin: Origin = Field(default=Origin("", ""), exclude=True, repr=False)


class Statute(Item):
    """A law or rule; `articles` are those that the pack cites ("第58条")."""

    number: Text = ""
    level: Text = ""
    issuer: Text = ""
    articles: tuple[Text, ...] = ()
    url: Text = ""
    status: Text = ""
    verified: Text = ""


Rank = Literal["law", "regulation", "state_council", "rule", "document", "agency"]
# Sources from the highest down. A document of the State Council yields to laws and regulations only (118号 says so itself).
RANKS: dict[Rank, str] = {
    "law": "法律", "regulation": "行政法规", "state_council": "国务院文件", "rule": "规章", "document": "规范性文件",
    "agency": "机关自定",
}  # fmt: skip


UNITS = {
    "workdays": "个工作日", "days": "日", "months": "个月", "hours": "小时", "yuan": "元", "person": "人", "bool": "", "ratio": "（比例）",
    "ratio/day": "（每日比例）", "copies": "份", "items": "件", "characters": "字", "penalties": "次", "seconds": "秒",
}  # fmt: skip


class Limit(Item):
    """A dated threshold or setting; conditions see the value as `limits.<id>`.

    `adds_to` = another limit whose value is a map, to which this one's entries are added.
    `words` = what each value is called, where it is a choice.
    `stricter` says which way is strict: the "smaller" or the "larger" value, or `true`. Where it is set, a later layer
    may replace the value by a stricter one, and by another only from a source of a higher `rank`; the lint refuses the
    rest. Without it the layers decide alone: the later one is the special rule.
    """

    value: Any
    unit: Text = ""
    citation: Text = ""
    adds_to: str = ""
    rank: Rank = "agency"
    words: dict[Text, Text] = Field(default_factory=dict)
    stricter: Literal["", "smaller", "larger", "true"] = ""

    @property
    def told(self) -> str:
        """The value with its unit, in Chinese; a table says how many rows it has."""
        value = self.value
        if isinstance(value, dict):
            return f"{len(value)}项，见法规包"
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return f"{self.words.get(str(value), value)}{UNITS.get(self.unit, '')}"


class Role(Item):
    """Who may act: handler, unit_head, legal_reviewer …"""


class Row(BaseModel):
    """A row of a catalogue; `when` decides in catalogues of kind `rules`. Further keys stay as the pack has them."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: Text
    title: Text = ""
    citation: Text = ""
    when: str = ""
    provisional: bool = False
    in_force: Period = ALWAYS

    @cached_property
    def plain(self) -> dict[str, Any]:
        """The row as conditions see it: what it says beside its own condition and period."""
        return self.model_dump(exclude={"when", "in_force"})


class Catalogue(Item):
    """A list of choices (kind `list`) or of grounds, each with a condition (kind `rules`).

    `adds_to` = another catalogue to which these rows are added: a procedure's or a layer's own share of it.
    """

    kind: Literal["list", "rules"] = "list"
    citation: Text = ""
    adds_to: str = ""
    rows: tuple[Row, ...]

    def row_of(self, row_id: str) -> Row | None:
        return next((row for row in self.rows if row.id == row_id), None)


class Form(BaseModel):
    """A document's form; what belongs to its layout stays as the pack has it (the papers read it)."""

    model_config = ConfigDict(frozen=True, extra="allow", arbitrary_types_allowed=True)

    id: Text
    title: Text
    in_force: Period = ALWAYS
    provisional: bool = False
    origin: Origin = Field(default=Origin("", ""), exclude=True, repr=False)


class Derived(Strict):
    """How a fact is worked out: a CEL expression, or the rows of a catalogue of rules that apply (or `or`)."""

    expr: str = ""
    any_of: str = ""
    or_: str = Field(default="", alias="or")


class PackInfo(Strict):
    """pack.yaml: the layer's own card."""

    id: Text
    title: Text
    extends: Text | None = None
    maintainers: TextList = ()
    sources: tuple[Any, ...] = ()
    note: Text = ""
    version: Text = ""
