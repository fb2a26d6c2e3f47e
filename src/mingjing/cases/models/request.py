"""Requests that were carried out, so that the same request sent again gets the first answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mingjing.cases.models.case import Case


class RequestKey(models.Model):
    """An idempotency key of one account, the digest of what was asked, and the record that answered it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="账号")
    key = models.CharField("请求编号", max_length=120)
    asked = models.CharField("请求摘要", max_length=64)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+", verbose_name="案件")
    seq = models.PositiveIntegerField("记录序号")
    created_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "请求编号"
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key"),)

    def __str__(self) -> str:
        return self.key
