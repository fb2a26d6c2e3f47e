"""Packages (SIP) built of archived files, and the seals under them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from mingjing.archive.models.file import ArchivedFile


class Package(models.Model):
    """One request for a package. `step` of `steps` = how far the worker is; `sha256` = the ZIP in the vault."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待制作"
        BUILDING = "building", "制作中"
        DONE = "done", "已制作"
        FAILED = "failed", "未能制作"

    UNDER_WAY = (State.WAITING, State.BUILDING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(ArchivedFile, models.PROTECT, related_name="packages", verbose_name="案卷")
    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.WAITING)
    step = models.PositiveIntegerField("已完成", default=0)
    steps = models.PositiveIntegerField("共", default=0)
    error = models.TextField("原因", blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )
    asked_at = models.DateTimeField("提出时间")
    built_at = models.DateTimeField("制作时间", null=True)
    sha256 = models.CharField("摘要", max_length=64, blank=True)
    sm3 = models.CharField("SM3摘要", max_length=64, blank=True)
    size = models.BigIntegerField("字节数", default=0)
    files = models.PositiveIntegerField("文件数", default=0)
    checks = models.JSONField("四性检测", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "归档信息包"
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["file"],
                condition=models.Q(state__in=("waiting", "building")),
                name="one_package_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.file} {self.get_state_display()}"


class Seal(models.Model):
    """The signatures over a package's manifest and the checkpoints its proofs lead to; append-only.

    SM2 signatures differ each time, and the log grows: what was once sealed is used again, so that the same case gives
    the same bytes. `case_seq` = the case's records when it was sealed.
    """

    file = models.ForeignKey(ArchivedFile, models.PROTECT, related_name="seals", verbose_name="案卷")
    case_seq = models.PositiveIntegerField("记录数")
    checkpoints = models.JSONField("检查点")
    manifest = models.CharField("清单摘要", max_length=64)
    signatures = models.JSONField("签名")
    sealed_at = models.DateTimeField("签名时间")

    class Meta:
        verbose_name = verbose_name_plural = "归档签名"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.file} {self.manifest[:12]}"
