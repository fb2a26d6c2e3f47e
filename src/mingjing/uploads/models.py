"""An upload under way or finished. Its bytes lie in a file of its own until they are complete, then in the vault."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models


class UploadQuerySet(models.QuerySet):
    def of(self, user: object, now: datetime) -> UploadQuerySet:
        """The person's own that haven't expired at `now` (aware); nobody sees another's."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(user=user, expires_at__gt=now)

    def waiting(self) -> UploadQuerySet:
        """Complete, and in no act yet."""
        return self.filter(finished_at__isnull=False, spent_at=None)


class Upload(models.Model):
    """`size` = bytes announced; `offset` = bytes that are on the disk for certain, never more than were acknowledged.

    Digests (hex) and `mime` are empty until `finished_at`. `spent_at` = when an act took the file. Times are UTC.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="账号")
    name = models.CharField("文件名", max_length=200)
    size = models.BigIntegerField("字节数")
    offset = models.BigIntegerField("已收字节数", default=0)
    created_at = models.DateTimeField("开始时间")
    expires_at = models.DateTimeField("失效时间")
    finished_at = models.DateTimeField("完成时间", null=True)
    spent_at = models.DateTimeField("使用时间", null=True)
    sha256 = models.CharField("摘要", max_length=64, blank=True)
    sm3 = models.CharField("SM3摘要", max_length=64, blank=True)
    version = models.CharField("存储版本", max_length=200, blank=True)
    mime = models.CharField("文件类型", max_length=100, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "上传"
        indexes = (
            models.Index(fields=["user", "expires_at"], name="upload_by_user"),
            models.Index(fields=["expires_at"], name="upload_by_expiry"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(offset__gte=0, offset__lte=models.F("size"), size__gt=0),
                name="upload_offset_within_size",
            ),
        )

    def __str__(self) -> str:
        return self.name
