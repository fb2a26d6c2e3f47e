"""How the desk answers what can't be shown: the same sentence whether a case is not there or not yours."""

from functools import wraps
from typing import Any

from django.http import HttpResponse

from mingjing.cases.refused import NoSuchCase
from mingjing.desk.shell import show


def answered(view: Any) -> Any:
    """Turn `NoSuchCase` into a page that says what to do."""

    @wraps(view)
    def inner(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NoSuchCase as fault:
            context = {"title": "看不到这件案件", "text": str(fault), "sign": "lock"}
            return show(request, "desk/trouble.html", context, status=404)

    return inner
