"""Where one log ends and the next begins."""

from __future__ import annotations

from django.db import models


class Shard(models.Model):
    """A log that took over from the one before it. `first` is the outbox place of its entry number 0.

    The first log of all has no row: its name is in the settings and its entry 0 has place 0.
    """

    log = models.CharField("日志", primary_key=True, max_length=200)
    first = models.BigIntegerField("起始序号", unique=True)
    opened_at = models.DateTimeField("启用时间")

    class Meta:
        verbose_name = verbose_name_plural = "日志分段"

    def __str__(self) -> str:
        return f"{self.log} {self.first}"
