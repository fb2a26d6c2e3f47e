"""What was refused and who read what. Neither holds what the case is about."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class RefusalLog(models.Model):
    """An act that was not performed, with the ids and citations of the findings that barred it."""

    case_id = models.UUIDField("案件", null=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name="账号",
    )
    act = models.CharField("执法行为", max_length=80)
    step = models.CharField("步骤", max_length=20)
    findings = models.JSONField("理由")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "拒绝记录"
        indexes = (GinIndex(fields=["findings"], name="refusal_by_check", opclasses=["jsonb_path_ops"]),)

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d}"


class AccessLog(models.Model):
    """A person read something of a case."""

    case_id = models.UUIDField("案件", null=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_constraint=False, related_name="+", verbose_name="账号"
    )
    what = models.CharField("内容", max_length=120)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "查阅记录"
        indexes = (models.Index(fields=["user", "-at"], name="access_by_user"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.what}"
