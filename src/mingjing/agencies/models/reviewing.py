"""Since when an officer has reviewed decisions: who entered it, on what ground. The officer carries the last entry."""

from __future__ import annotations

from django.db import models


class ReviewingEntry(models.Model):
    """One entry of the first legal review of a decision; no day = it was taken back. Append-only, as credential events are."""

    officer = models.ForeignKey(
        "agencies.Officer", models.PROTECT, related_name="reviewing_entries", verbose_name="审核人员"
    )
    since = models.DateField("首次从事行政处罚决定法制审核日期", null=True, blank=True)
    ground = models.CharField("依据", max_length=300)
    recorded_by = models.ForeignKey("agencies.User", models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "审核经历登记"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.officer} {self.since or '撤销登记'}"
