"""What every page of the desk shows around its content, and who is looking at it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache, wraps
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mingjing import law
from mingjing.agencies.models import Officer
from mingjing.agencies.roles import ROLES
from mingjing.cases.libraries import installed_on, pack_on
from mingjing.cases.standing import Standing, standing_of
from mingjing.desk.nav import Item, navigation
from mingjing.desk.present.procedures import may_begin_any

SHANGHAI = ZoneInfo("Asia/Shanghai")
KEPT = 60  # seconds


@dataclass
class Shell:
    """The frame of a page. Whoever looks is read once a request."""

    request: HttpRequest
    here: str = ""

    @cached_property
    def now(self) -> datetime:
        return timezone.now().astimezone(SHANGHAI)

    @property
    def today(self) -> date:
        return self.now.date()

    @cached_property
    def officer(self) -> Officer | None:
        """The person's entry in the register with unit and agency, at most a minute old: it only names them."""
        standing = self.standing
        return (
            named_officer(standing.officer_id, int(monotonic() // KEPT))
            if standing and standing.officer_id
            else None
        )

    @cached_property
    def standing(self) -> Standing | None:
        return standing_of(self.request.user)

    @property
    def held(self) -> frozenset[str]:
        return self.standing.roles if self.standing else frozenset()

    @property
    def agency(self) -> Any:
        return self.officer.unit.agency if self.officer else None

    @property
    def pack(self) -> law.Pack:
        """The law of the person's agency today."""
        return pack_on(self.agency, self.today) if self.agency else installed_on(self.today)

    @property
    def person(self) -> str:
        return self.officer.name if self.officer else str(self.request.user)

    @property
    def post(self) -> str:
        if self.officer is None:
            return self.roles
        return " ".join(part for part in (self.officer.unit.name, self.officer.post) if part)

    @property
    def roles(self) -> str:
        return (
            "、".join(ROLES.get(role, "") for role in sorted(self.held, key=list(ROLES).index))
            or "未授予岗位"
        )

    @property
    def workday(self) -> bool:
        if self.agency is None:
            return self.today.weekday() < 5
        return pack_on(self.agency, self.today).calendar.is_workday(self.today)

    @property
    def may_register(self) -> bool:
        """Does one of the person's roles open a case of any procedure?"""
        return self.agency is not None and may_begin_any(pack_on(self.agency, self.today), self.held)

    @property
    def query(self) -> str:
        return self.request.GET.get("q", "")

    @cached_property
    def nav(self) -> list[Item]:
        return navigation(self.held, self.here)


@lru_cache(maxsize=2048)
def named_officer(officer_id: int, _minute: int) -> Officer | None:
    return Officer.objects.select_related("unit__agency").filter(pk=officer_id).first()


def page(here: str) -> Any:
    """A page of the desk: for signed-in people only; the view gets the shell as `request.desk`."""

    def around(view: Any) -> Any:
        @wraps(view)
        def inner(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            request.desk = Shell(request, here)
            return view(request, *args, **kwargs)

        return inner

    return around


def show(
    request: Any, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Render a page inside the shell."""
    return render(request, template, {"desk": request.desk, **(context or {})}, status=status)
