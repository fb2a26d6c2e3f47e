"""Access tokens. A token stands for one officer's account; only its digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

PREFIX = "mj_"
LIFE = timedelta(days=90)


class ApiToken(models.Model):
    """`digest` is SHA-256 (hex) of the token; the token itself is shown once, when it is made."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name="账号"
    )
    title = models.CharField("用途", max_length=120)
    digest = models.CharField("摘要", max_length=64, unique=True)
    created_at = models.DateTimeField("生成时间", auto_now_add=True)
    expires_at = models.DateTimeField("失效时间")
    revoked_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"

    def __str__(self) -> str:
        return self.title

    @classmethod
    def issue(cls, user: object, title: str, *, life: timedelta = LIFE) -> tuple[Self, str]:
        """Make a token for the account; returns the row and the token, which can't be read again."""
        token = PREFIX + secrets.token_urlsafe(32)
        row = cls.objects.create(
            user=user, title=title, digest=digest_of(token), expires_at=timezone.now() + life
        )
        return row, token

    @classmethod
    def holder(cls, token: str, at: datetime) -> object | None:
        """The active account that the token stands for at that instant (UTC), or None."""
        row = (
            cls.objects.select_related("user")
            .filter(digest=digest_of(token), expires_at__gt=at, revoked_at=None, user__is_active=True)
            .first()
        )
        return row.user if row else None


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
