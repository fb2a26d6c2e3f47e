"""How the system stands: what was done in the night and what it found, originals, work behind the scenes."""

from typing import Any

from django.http import HttpResponse

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


def troubles(held: frozenset[str], now: Any) -> list[str]:
    """What is amiss, in Chinese, for those who see to it (1 query); nothing for others."""
    if not held & ROLES:
        return []
    return [f"{one.title}：{one.trouble}" for one in nightly.latest(now) if one.trouble]
