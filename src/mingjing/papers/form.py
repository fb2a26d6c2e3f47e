"""A form (文书格式) as data: what a document says and in what layout. See docs in `load.py` for the files."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from . import numbering

Layout = Literal["letter", "approval", "record", "receipt", "list", "cover"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Numbering(_Part):
    """`word` is the 字 of the number (罚, 责改); the sequence runs per agency, word and year."""

    word: str = Field(min_length=1)
    pattern: str = numbering.PATTERN

    def number(self, prefix: str, year: int, seq: int) -> str:
        return numbering.number(prefix, self.word, year, seq, self.pattern)


class Column(_Part):
    title: str
    value: str  # template; the row is `item`
    width: float = 1  # share of the page's width


class Table(_Part):
    """Rows bound to a list of the facts, those that `where` holds for; `fixed` rows are printed as they stand (templates)."""

    of: str | None = None
    where: str | None = None  # a condition on `item`
    fixed: tuple[tuple[str, ...], ...] = ()
    columns: tuple[Column, ...]
    numbered: bool = True
    empty: str = "无"


class Items(_Part):
    """A numbered list bound to a list of the facts."""

    of: str
    each: str = "{item}"
    empty: str | None = None  # None: the list must not be empty
    name: str | None = None


class Opinion(_Part):
    """One row of an approval form, filled from who proposed or approved the act in this role.

    `says` stands when no opinion was written beside the approval.
    """

    role: str
    label: str
    says: str = "同意。"


class Signature(_Part):
    """A place to sign: who, and the names known beforehand (template), if any."""

    who: str
    names: str | None = None
    date: bool = False


class Block(_Part):
    """One piece of a document: exactly one of the kinds below, printed if `when` holds."""

    when: str | None = None
    join: bool = False  # goes on in the paragraph before
    to: str | None = None  # addressee, not indented
    text: str | None = None  # paragraph, indented by two characters
    line: str | None = None  # "label：value", not indented
    heading: str | None = None
    phrase: str | None = None  # id of a shared wording
    list: Items | None = None
    table: Table | None = None
    grid: tuple[tuple[str, ...], ...] | None = None  # rows of label, value[, label, value]
    approvals: tuple[Opinion, ...] | None = None
    qa: str | None = None  # path of questions and answers
    sign: tuple[Signature, ...] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Block:
        if len(self.kinds) != 1:
            raise ValueError(f"a block is exactly one kind, this one is {self.kinds or 'none'}")
        if self.grid and any(len(row) not in (2, 4) for row in self.grid):
            raise ValueError("a grid row has two or four cells")
        return self

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(
            k for k in type(self).model_fields if k not in ("when", "join") and getattr(self, k) is not None
        )


class PaperForm(_Part):
    """Form of one kind of document. `volume` and `order` place it in the case file (正卷 main, 副卷 internal)."""

    id: str
    title: str
    layout: Layout
    audience: Literal["party", "other", "internal"]  # other: a court, the police, an appraiser
    volume: Literal["main", "internal"]
    blocks: tuple[Block, ...]
    numbering: Numbering | None = None
    order: int | None = None
    heading: str | None = None  # printed title, where it differs from `title`
    citation: str | None = None
    page_numbers: bool = True  # cover, list of contents and closing note have none
    underline: bool = False  # underline what was filled in, as printed notices do
    issued: bool = True  # ends with agency, date and seal
    copies: tuple[str, ...] = Field(default=(), max_length=6)  # where each copy goes: 一式N份
    page_sign: tuple[str, ...] = ()  # signed at the foot of every page (笔录)
    service_receipt: bool = False  # to be served with a receipt
    retention: str | None = None
    names: dict[str, str] = Field(default_factory=dict)  # Chinese names of paths
    labels: dict[str, dict[str, str]] = Field(default_factory=dict)  # Chinese names of coded values
    provisional: bool = False
    note: str | None = None
    row: str | list[str] | None = None
    in_force: dict[str, date | None] | None = None
    phrases: dict[str, str] = Field(default_factory=dict)  # filled by the loader

    @field_validator("copies")
    @classmethod
    def _several(cls, copies: tuple[str, ...]) -> tuple[str, ...]:
        if len(copies) == 1:
            raise ValueError("one copy needs no line about copies")
        return copies
