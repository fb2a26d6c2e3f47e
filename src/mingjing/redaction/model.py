"""Kinds of personal data and the proposals to hide them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is hidden; the value is stable, `label` is what people read (政府信息公开条例 第15条)."""

    PERSON = "PERSON"
    ID_CARD = "ID_CARD"
    PHONE = "PHONE"
    ADDRESS = "ADDRESS"
    BANK_ACCOUNT = "BANK_ACCOUNT"
    PLATE = "PLATE"
    EMAIL = "EMAIL"
    OTHER = "OTHER"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Kind.PERSON: "姓名",
    Kind.ID_CARD: "证件号",
    Kind.PHONE: "电话",
    Kind.ADDRESS: "住址",
    Kind.BANK_ACCOUNT: "账号",
    Kind.PLATE: "车牌号",
    Kind.EMAIL: "邮箱",
    Kind.OTHER: "其他",
}


class Source(StrEnum):
    """Where a proposal comes from; people see known, pattern and cue in different colours."""

    KNOWN = "known"
    PATTERN = "pattern"
    CUE = "cue"
    PERSON = "person"


@dataclass(frozen=True, slots=True, order=True)
class Proposal:
    """Hide `text[start:end]` (code points, end exclusive)."""

    start: int
    end: int
    kind: Kind
    source: Source
    reason: str

    def of(self, text: str) -> str:
        return text[self.start : self.end]
