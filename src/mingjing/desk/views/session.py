"""Signing in and out. Failed attempts are counted by django-axes; the page says when to try again."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class SignIn(LoginView):
    template_name = "desk/login.html"
    redirect_authenticated_user = True


class SignOut(LogoutView):
    http_method_names = ("post", "options")


def locked_out(request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """What axes shows after too many failures (AXES_LOCKOUT_CALLABLE)."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "desk/login.html", {"locked": f"{minutes} 分钟"}, status=429)
