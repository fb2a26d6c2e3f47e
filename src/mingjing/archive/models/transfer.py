"""Files handed over: to the agency's archive room, or to the public archives."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from mingjing.archive.models.file import ArchivedFile
from mingjing.archive.visibility import TransferQuerySet


class Transfer(models.Model):
    """A list of files handed over (移交清单). `blob` = its PDF in the vault; confirmed by somebody else than who made it."""

    class Kind(models.TextChoices):
        ROOM = "room", "移交机关档案室"
        ARCHIVES = "archives", "移交档案馆"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name="执法机关")
    kind = models.CharField("种类", max_length=20, choices=Kind.choices)
    number = models.CharField("清单编号", max_length=80)
    receiver = models.CharField("接收单位", max_length=120)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="移交人"
    )
    giver = models.CharField("移交人姓名", max_length=60)
    created_at = models.DateTimeField("移交时间")
    blob = models.CharField("摘要", max_length=64)
    pages = models.PositiveIntegerField("页数")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    taker = models.CharField("接收人姓名", max_length=60, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    note = models.CharField("移交说明", max_length=400, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "移交清单"
        ordering = ("-created_at",)
        constraints = (models.UniqueConstraint(fields=["agency", "number"], name="transfer_number_once"),)

    def __str__(self) -> str:
        return self.number


class TransferLine(models.Model):
    """One file of the list with the package that was handed over: its digest is what the receiver compares."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="lines", verbose_name="移交清单")
    file = models.ForeignKey(ArchivedFile, models.PROTECT, related_name="transfers", verbose_name="案卷")
    sha256 = models.CharField("信息包摘要", max_length=64)
    sm3 = models.CharField("信息包SM3摘要", max_length=64)
    size = models.BigIntegerField("字节数")
    files = models.PositiveIntegerField("文件数")

    class Meta:
        verbose_name = verbose_name_plural = "移交明细"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["transfer", "file"], name="transfer_line_once"),)

    def __str__(self) -> str:
        return f"{self.transfer_id} {self.file_id}"
