"""The small components of the desk: icon, deadline chip, finding, field of a form."""

from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingjing.desk.chips import chip

register = template.Library()

MARKS = {"bar": ("is-bar", "circle-x", "不得办理"), "reason": ("is-reason", "alert-triangle", "须说明理由")}
MARKS |= {"score": ("is-reason", "circle-minus", "扣分"), "ask": ("is-ask", "help-circle", "须人判断")}
PASSED = ("is-pass", "circle-check", "通过")


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, extra: str = "", label: str = "") -> SafeString:
    """A Tabler icon; with a label it is read out, without it is decoration."""
    if label:
        return format_html('<i class="ti ti-{} {}" role="img" aria-label="{}"></i>', name, extra, label)
    return format_html('<i class="ti ti-{} {}" aria-hidden="true"></i>', name, extra)


@register.inclusion_tag("shared/days.html")
def days(
    clock: Any,
    *,
    pop: bool = False,
    title: bool = False,
    tall: bool = False,
    right: bool = False,
    mark: bool = True,
    case: Any = None,
) -> dict[str, Any]:
    """A deadline chip; `pop` adds the derivation, with `case` (its id) the way to its proof; `title` names the deadline.

    A provisional clock says so, unless the page does beside the chip (`mark` false).
    """
    return {
        "clock": clock, "chip": chip(clock), "pop": pop, "title": title, "tall": tall, "right": right, "case": case, "mark": mark,
    }  # fmt: skip


@register.inclusion_tag("shared/finding.html")
def finding(found: Any, *, case: Any = None, acts: Any = None) -> dict[str, Any]:
    """One check's result: sentence, citation, how to mend it and a link to the act that mends it."""
    css, sign, word = PASSED if found.passed else MARKS.get(found.on_fail, MARKS["reason"])
    return {"found": found, "css": css, "sign": sign, "word": word, "case": case, "acts": acts}


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """mapping[key], or None."""
    try:
        return mapping[key]
    except (KeyError, TypeError, IndexError):
        return None
