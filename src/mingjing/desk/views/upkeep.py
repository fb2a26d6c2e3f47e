"""How the system stands: what was done in the night and what it found, originals, work behind the scenes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mingjing.cases import fixity
from mingjing.desk.shell import page, show
from mingjing.work import nightly, queue

ROLES = frozenset({"administrator", "archivist", "agency_head"})
MOST = 100
NOT_YOURS = {
    "title": "不能查看系统运行情况",
    "text": "系统运行情况由系统管理员、档案管理员和机关负责人查看。",
    "sign": "lock",
}


@page("desk:upkeep")
def upkeep(request: Any) -> HttpResponse:
    if not request.desk.held & ROLES:
        return show(request, "desk/trouble.html", NOT_YOURS, status=403)
    done = fixity.last_done()
    context = {
        "duties": nightly.latest(request.desk.now),
        "check": done,
        "findings": list(done.findings.all()[:MOST]) if done else [],
        "under_way": fixity.under_way(),
        "given_up": queue.given_up(),
        "waiting": queue.waiting(),
    }
    return show(request, "desk/upkeep.html", context)


@require_POST
@page("desk:upkeep")
def retry(request: Any, number: int) -> HttpResponse:
    """Let a job that was given up be tried anew."""
    if not request.desk.held & ROLES:
        return show(request, "desk/trouble.html", NOT_YOURS, status=403)
    if queue.retry(number):
        messages.success(request, "已重新排入后台任务。")
    else:
        messages.error(request, "没有这项放弃的任务，可能已经重新排入；请刷新页面核对。")
    return redirect("desk:upkeep")


def troubles(held: frozenset[str], now: Any) -> list[str]:
    """What is amiss, in Chinese, for those who see to it (1 query); nothing for others."""
    if not held & ROLES:
        return []
    return [f"{one.title}：{one.trouble}" for one in nightly.latest(now) if one.trouble]
