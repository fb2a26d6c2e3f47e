"""How the desk answers what can't be shown: the same sentence whether a case is not there or not yours."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from mingjing.cases.queries import NoSuchDocument
from mingjing.cases.refused import NoSuchCase, Refused
from mingjing.cases.replay import ErasedError
from mingjing.desk.shell import show
from mingjing.papers import PaperError
from mingjing.vault import NotInVaultError


def answered(view: Any) -> Any:
    """Turn `NoSuchCase` into a page that says what to do."""

    @wraps(view)
    def inner(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NoSuchCase as fault:
            context = {"title": "看不到这件案件", "text": str(fault), "sign": "lock"}
            return show(request, "desk/trouble.html", context, status=404)
        except NoSuchDocument:
            context = {
                "title": "没有这份文书",
                "text": "本案没有这份文书。请从案件页的文书栏打开。",
                "sign": "file-off",
            }
            return show(request, "desk/trouble.html", context, status=404)
        except ErasedError as fault:
            context = {"title": "本案内容已经依法销毁", "text": str(fault), "sign": "trash"}
            return show(request, "desk/trouble.html", context, status=410)
        except NotInVaultError:
            context = {
                "title": "原件不在原件库",
                "text": "案卷保管期满、依法销毁的，文书和原件不再保存，记录的摘要和存证仍然可以核对。没有销毁的，请报系统管理员核查原件库。",
                "sign": "file-off",
            }
            return show(request, "desk/trouble.html", context, status=410)

    return inner


def done(request: Any, act: Callable[[], object], said: str, *where: Any) -> HttpResponse:
    """Do what a form asked and go to the page `where`, which shows what was done or why it was refused."""
    try:
        act()
    except (Refused, PaperError) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(*where)


def decided(request: Any, room: Any, disposal_id: UUID, where: str) -> HttpResponse:
    """Approve a destruction of `room`, or with `stop` return or undo it; then the page `where`."""
    if "stop" in request.POST:
        reason = request.POST.get("reason", "")
        return done(
            request,
            lambda: room.stop(request.user, disposal_id, reason),
            "已退回或者撤回，不再销毁。",
            where,
        )
    return done(request, lambda: room.approve(request.user, disposal_id), "已核对批准。", where)


def ids(texts: list[str]) -> list[UUID]:
    """What was ticked in a list; what is no id is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
