"""An act that wasn't done: the findings say which rule, what is missing and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mingjing.cases.plain_text import unreadable


@dataclass(frozen=True)
class Fault:
    """A finding of the door itself (a stale page, a file that isn't what it says): shaped as the law room's."""

    check: str
    say: str
    mend: str = ""
    citation: str = ""
    title: str = ""
    fields: tuple[str, ...] = ()
    on_fail: str = "bar"
    passed: bool = False
    provisional: bool = False
    mend_act: str = ""
    review_point: str = ""
    error: str = ""


@dataclass
class Refused(Exception):
    """Nothing was changed. `findings` are those that bar or that want a reason, never those that passed.

    `kind`: "barred" by a check, "stale" (the case moved on meanwhile), "bad" (input that can't be read).
    """

    findings: Sequence[Any]
    kind: str = "barred"
    act: str = ""
    title: str = field(default="本事项不能办理。")

    def __post_init__(self) -> None:
        super().__init__(self.title, *self.sentences)

    def __str__(self) -> str:
        return "".join(self.sentences) or self.title

    @property
    def sentences(self) -> list[str]:
        return [found.say for found in self.findings]

    def as_problem(self) -> dict[str, Any]:
        """`{title, findings: [{check, sentence, citation, mend, fields, provisional}]}`, as the API answers it."""
        return {"title": self.title, "findings": [as_finding(found) for found in self.findings]}


class NoSuchCase(LookupError):
    """There is no such case, or the person may not know of it: the answer is the same."""

    def __str__(self) -> str:
        return "没有找到这件案件，或者您无权查看；请核对案号，或者与承办机构联系。"


def as_finding(found: Any) -> dict[str, Any]:
    """A finding as plain data for faces and for the refusal log."""
    return {
        "check": found.check,
        "sentence": found.say,
        "citation": found.citation,
        "mend": found.mend,
        "fields": list(found.fields),
        "provisional": bool(found.provisional),
    }


def bad(sentence: str, *, check: str = "input", mend: str = "", fields: tuple[str, ...] = ()) -> Refused:
    """A refusal of input that can't be read."""
    return Refused(
        [Fault(check, sentence, mend, fields=fields)], kind="bad", title="提交的内容有误，未办理。"
    )


def require_readable(text: str, what: str, name: str) -> None:
    """What was entered as `what` in the field `name` can be stored and seen. Raises `Refused`."""
    if wrong := unreadable(text):
        raise bad(f"“{what}”含有{wrong}，未办理。", mend="删去看不见的字符，或者重新录入。", fields=(name,))
