"""A piece of work that waits, or was done, or was given up."""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """`kind` names the handler, `payload` is JSON for it. Times are UTC.

    `attempts` counts beginnings, so that a job which kills its worker isn't begun for ever.
    """

    kind = models.CharField("种类", max_length=40)
    payload = models.JSONField("内容")
    created_at = models.DateTimeField("产生时间")
    run_after = models.DateTimeField("不早于")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    done_at = models.DateTimeField("完成时间", null=True)
    given_up_at = models.DateTimeField("放弃时间", null=True)
    error = models.TextField("最近的失败", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        indexes = (
            models.Index(
                fields=["run_after", "id"],
                name="jobs_waiting",
                condition=models.Q(done_at=None, given_up_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
