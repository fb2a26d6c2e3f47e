"""Who gets in, the agency and the day that a page of the rule desk is about."""

from datetime import date
from functools import wraps
from typing import Any

from django.http import HttpResponse

from mingjing.desk.shell import page, show
from mingjing.rules.access import NoRules, reader

NOT_THERE = {
    "title": "没有这一项",
    "text": "所选的日期没有施行中的这一项。请换一个日期，或者回到规则台查找。",
    "sign": "book-off",
}


def rules_page(view: Any) -> Any:
    """A page of the rule desk: `request.reader` is who reads the rules of which agency; others are told who may."""

    @page("desk:rules")
    @wraps(view)
    def inner(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            request.reader = reader(request.user, request.GET.get("agency"))
        except NoRules as fault:
            context = {"title": "看不到规则台", "text": str(fault), "sign": "lock"}
            return show(request, "desk/trouble.html", context, status=403)
        return view(request, *args, **kwargs)

    return inner


def shown(request: Any, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render with the reader and what links need to stay with the agency and the day."""
    asked = request.GET.get("agency", "")
    kept = {"agency": asked} if asked else {}
    return show(request, template, {"reader": request.reader, "kept": kept, **context}, status=status)


def day_of(request: Any) -> date:
    """The day whose law is shown; today when none (or none that is a date) is asked for."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        today: date = request.desk.today
        return today
