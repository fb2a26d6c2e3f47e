"""The database side of the transparency log. The order of entries is decided here, files are derived from it."""

from __future__ import annotations

from django.db import models


class Outbox(models.Model):
    """One entry for the log. `idx`, its place in the log, is given once by the sequencer, never the row's id."""

    entry = models.BinaryField("条目")
    leaf = models.BinaryField("叶摘要", max_length=32)
    idx = models.BigIntegerField("日志序号", null=True, unique=True)
    created_at = models.DateTimeField("写入时间")

    class Meta:
        verbose_name = verbose_name_plural = "日志条目"
        indexes = (models.Index(fields=["id"], name="outbox_waiting", condition=models.Q(idx__isnull=True)),)

    def __str__(self) -> str:
        return f"{self.pk} -> {self.idx}"


class Head(models.Model):
    """The log's promise: the latest signed size and root. Only grows, one signature a size."""

    log = models.CharField("日志", primary_key=True, max_length=200)
    size = models.BigIntegerField("条目数")
    root = models.BinaryField("根摘要", max_length=32)
    note = models.TextField("检查点")

    class Meta:
        verbose_name = verbose_name_plural = "日志现状"
        constraints = (
            models.CheckConstraint(condition=models.Q(size__gte=0), name="head_size_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.log} {self.size}"


class Checkpoint(models.Model):
    """A signed size and root, kept for ever."""

    log = models.CharField("日志", max_length=200)
    size = models.BigIntegerField("条目数")
    root = models.BinaryField("根摘要", max_length=32)
    note = models.TextField("检查点")
    signed_at = models.DateTimeField("签署时间")

    class Meta:
        verbose_name = verbose_name_plural = "检查点"
        constraints = (models.UniqueConstraint(fields=["log", "size"], name="checkpoint_size_signed_once"),)

    def __str__(self) -> str:
        return f"{self.log} {self.size}"


class Cosignature(models.Model):
    """What a log witness answered to a checkpoint."""

    checkpoint = models.ForeignKey(
        Checkpoint, models.PROTECT, related_name="cosignatures", verbose_name="检查点"
    )
    cosigner = models.CharField("见证方", max_length=200)
    line = models.TextField("签名行")
    received_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = verbose_name_plural = "见证签名"
        constraints = (
            models.UniqueConstraint(fields=["checkpoint", "cosigner"], name="one_line_per_cosigner"),
        )

    def __str__(self) -> str:
        return f"{self.cosigner} {self.checkpoint}"
