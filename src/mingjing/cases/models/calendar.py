"""Changes of the calendar of working days, and the clocks that each of them moved."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class CalendarChange(models.Model):
    """An imported holiday notice and how far its effect on the cached clocks has been worked out.

    `days` are those that became or ceased to be working days; `cursor` = the last case done; `done_at` None = not
    finished. The notice itself is in the packs; the clocks can be rebuilt from the records.
    """

    year = models.PositiveSmallIntegerField("年份")
    notice = models.CharField("文号", max_length=80)
    title = models.CharField("标题", max_length=200, blank=True)
    published_on = models.DateField("发布日期", null=True)
    amends = models.CharField("修改的通知", max_length=80, blank=True)
    days = ArrayField(models.DateField(), verbose_name="变动的日期")
    imported_at = models.DateTimeField("载入时间")
    cursor = models.UUIDField("已算到", null=True)
    cases = models.PositiveIntegerField("已算案件", default=0)
    done_at = models.DateTimeField("算完时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "放假安排的变动"
        constraints = (models.UniqueConstraint(fields=["year", "notice"], name="one_change_per_notice"),)

    def __str__(self) -> str:
        return f"{self.year}年 {self.notice}"


class MovedClock(models.Model):
    """An open clock whose last day a change of the calendar moved."""

    change = models.ForeignKey(
        CalendarChange, models.CASCADE, related_name="moved", verbose_name="放假安排的变动"
    )
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+", verbose_name="案件")
    deadline = models.CharField("期限", max_length=80)
    title = models.CharField("名称", max_length=160)
    item = models.CharField("所指", max_length=200, blank=True)
    old_due = models.DateField("原届满日")
    new_due = models.DateField("现届满日")

    class Meta:
        verbose_name = verbose_name_plural = "变动的期限"
        indexes = (models.Index(fields=["change", "new_due", "id"], name="moved_by_due"),)

    def __str__(self) -> str:
        return f"{self.title} {self.old_due} {self.new_due}"
