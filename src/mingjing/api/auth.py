"""Who is calling: an access token in the Authorization header, or the desk's own session with a CSRF token."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth

from mingjing.api.models import ApiToken


class Token(HttpBearer):
    """`Authorization: Bearer mj_...`. Sets `request.user`, so that what follows reads one place only."""

    openapi_description = "访问令牌，由系统管理员生成。"

    def authenticate(self, request: HttpRequest, token: str) -> Any | None:
        user = ApiToken.holder(token, timezone.now())
        if user is not None:
            request.user = user
        return user


class Session(SessionAuth):
    """The session of a person who is signed in at the desk; writing needs the CSRF token."""

    openapi_description = "工作台登录会话。"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any | None:
        user = request.user
        return user if user.is_authenticated and user.is_active else None


AUTH = [Token(), Session()]
