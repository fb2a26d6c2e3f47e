"""What came in with an act, made plain: JSON values that a record can hold, or a sentence that says why not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from mingjing.cases.plain_text import unreadable

SHANGHAI = ZoneInfo("Asia/Shanghai")
MAX_DEPTH = 8
MAX_ITEMS = 20_000
MAX_TEXT = 200_000
# Of one item of evidence or media.
MAX_KEYS, MAX_LINE = 30, 2000
LISTED = frozenset({"proves"})
TEXTS = frozenset({"id", "title", "kind", "origin", "file", "scene", "device", "start", "end"})
_WHOLE = 2**53  # RFC 8785: whole numbers beyond this lose digits in other readers


class BadPayload(ValueError):
    """The request can't become a record; the text is a Chinese sentence, `field` the id of the field or empty."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Payload:
    """The parts of an act. `at` is when it happened (aware) or None for "now"; `reasons` go by check id."""

    fields: dict[str, Any] = field(default_factory=dict)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    media: list[dict[str, Any]] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    at: datetime | None = None

    @classmethod
    def parse(cls, given: Mapping[str, Any] | Payload | None) -> Payload:
        """Read a request body; raise `BadPayload`. Unknown parts are refused, not dropped."""
        if isinstance(given, Payload):
            return given
        given = {} if given is None else given
        if not isinstance(given, Mapping):
            raise BadPayload("提交的内容应当是一组栏目；请重新填写后提交。")
        unknown = set(given) - {"fields", "evidence", "media", "reasons", "at"}
        if unknown:
            raise BadPayload(
                f"提交的内容含有不认识的部分“{sorted(map(str, unknown))[0]}”；请去掉后重新提交。"
            )
        clean = _Cleaner()
        reasons = clean.mapping(_part(given, "reasons", {}), "说明的理由")
        if not all(isinstance(text, str) for text in reasons.values()):
            raise BadPayload("说明的理由应当是文字；请重新填写。")
        return cls(
            fields=clean.mapping(_part(given, "fields", {}), "填写的栏目"),
            evidence=clean.items(_part(given, "evidence", []), "证据"),
            media=clean.items(_part(given, "media", []), "音像记录"),
            reasons={key: text.strip() for key, text in reasons.items()},
            at=parse_instant(given.get("at")),
        )

    def digest(self, *more: str) -> str:
        """SHA-256 (hex) of the content, to tell a repeated request from another one with the same key."""
        at = self.at.isoformat() if self.at else ""
        parts = [self.fields, self.evidence, self.media, self.reasons, at, list(more)]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def parse_instant(value: object) -> datetime | None:
    """An aware instant from RFC 3339 text; text without an offset, and a plain date, are Asia/Shanghai."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise BadPayload("办理时间写法不对；应当如“2026-09-22T14:10”。", "at") from None
    if not isinstance(value, datetime):
        raise BadPayload("办理时间写法不对；应当如“2026-09-22T14:10”。", "at")
    if not 1990 <= value.year <= 2200:
        raise BadPayload("办理时间不在合理的年份；请改正后重新提交。", "at")
    return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)


def _part(given: Mapping[str, Any], name: str, empty: Any) -> Any:
    value = given.get(name)
    return empty if value is None else value


class _Cleaner:
    def __init__(self) -> None:
        self.count = 0

    def mapping(self, value: object, title: str) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise BadPayload(f"“{title}”的写法不对；请重新填写后提交。")
        return self.value(value, "", 0)

    def items(self, value: object, title: str) -> list[dict[str, Any]]:
        if not isinstance(value, list | tuple) or not all(isinstance(item, Mapping) for item in value):
            raise BadPayload(f"“{title}”应当逐项填写；请重新填写后提交。")
        return [self.item(item, title) for item in value]

    def item(self, given: Mapping[str, Any], title: str) -> dict[str, Any]:
        """One item of evidence or one recording: short texts, numbers and lists of texts, nothing nested."""
        found: dict[str, Any] = self.value(given, "", 0)
        if not found or len(found) > MAX_KEYS:
            raise BadPayload(f"“{title}”有空白的一项，或者一项的栏目过多；请逐项填写后提交。")
        for key, value in found.items():
            texts = value if key in LISTED and isinstance(value, list) else [value]
            if key in LISTED and not isinstance(value, list):
                raise BadPayload(f"“{title}”所证明的事实应当逐项选择；请重新填写后提交。")
            if not all(isinstance(one, str) for one in texts) and (key in LISTED | TEXTS or len(texts) != 1):
                raise BadPayload(f"“{title}”的名称、种类、场景等应当填写文字；请重新填写后提交。")
            if any(isinstance(one, Mapping | list) or len(str(one)) > MAX_LINE for one in texts):
                raise BadPayload(f"“{title}”的一项写法不对，或者文字过长；请重新填写后提交。")
        return found

    def value(self, value: Any, at: str, depth: int) -> Any:
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_ITEMS:
            raise BadPayload("提交的内容层次或者项数过多；请分次办理。", at)
        match value:
            case None | bool():
                return value
            case int():
                if abs(value) >= _WHOLE:
                    raise BadPayload("填写的数字过大；请核对后重新填写。", at)
                return value
            case float():
                if value != value or value in (float("inf"), float("-inf")):
                    raise BadPayload("填写的数字无效；请核对后重新填写。", at)
                return value
            case str():
                return self.text(value, at)
            case Decimal() if value.is_finite():
                return str(value)
            case datetime():
                return value.isoformat(timespec="seconds")
            case date():
                return value.isoformat()
            case Mapping():
                return {
                    self.key(key): self.value(item, at or str(key), depth + 1) for key, item in value.items()
                }
            case list() | tuple():
                return [self.value(item, at, depth + 1) for item in value]
        raise BadPayload("提交的内容含有不能记录的数据；请重新填写后提交。", at)

    def key(self, key: object) -> str:
        if not isinstance(key, str) or len(key) > 120:
            raise BadPayload("提交的内容含有无效的栏目名；请重新填写后提交。")
        return self.text(key, "")

    def text(self, text: str, at: str) -> str:
        if len(text) > MAX_TEXT:
            raise BadPayload(f"填写的文字超过{MAX_TEXT}字；请改为附件提交。", at)
        wrong = unreadable(text)
        if wrong:
            raise BadPayload(f"填写的文字含有{wrong}；请去掉后重新填写。", at)
        return text
