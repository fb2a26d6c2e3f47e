"""Checks of the originals: begun, gone on with after an interruption, and what they found."""

from __future__ import annotations

from django.db import models


class FixityCheck(models.Model):
    """One pass over all originals, in the order of their digests; `cursor` = the last one done.

    `files` and `bytes` count what was read; `done_at` is empty while it isn't finished. Times are aware.
    """

    begun_at = models.DateTimeField("开始")
    done_at = models.DateTimeField("完成", null=True)
    cursor = models.CharField("进度", max_length=200, blank=True)
    files = models.PositiveIntegerField("原件数", default=0)
    bytes = models.PositiveBigIntegerField("字节数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "原件检查"

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d}"


class FixityFinding(models.Model):
    """An original that is damaged, missing, hidden or a stranger's."""

    check_run = models.ForeignKey(FixityCheck, models.CASCADE, related_name="findings", verbose_name="检查")
    sha256 = models.CharField("摘要", max_length=200)
    sentence = models.TextField("情况")

    class Meta:
        verbose_name = verbose_name_plural = "原件异常"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.sentence
