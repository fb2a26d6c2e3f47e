"""A piece of work that waits, or was done, or was given up; and what was done in which night."""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """`kind` names the handler, `payload` is JSON for it. Times are UTC.

    `attempts` counts beginnings since it last got on, so that a job which kills its worker isn't begun for ever.
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


class Night(models.Model):
    """One duty in one night; `night` is the day (Asia/Shanghai) on which it was due. At most one row, whoever plans.

    `wrong` counts what was found amiss, `told` says it in Chinese without naming persons. `done_at` stays empty where
    the night was too short. Times are UTC.
    """

    kind = models.CharField("事项", max_length=40)
    night = models.DateField("日期")
    begun_at = models.DateTimeField("开始")
    done_at = models.DateTimeField("完成", null=True)
    wrong = models.PositiveIntegerField("异常数", default=0)
    told = models.CharField("结果", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "夜间核查"
        ordering = ("-night", "kind")
        constraints = (models.UniqueConstraint(fields=["kind", "night"], name="duty_once_a_night"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.night}"
