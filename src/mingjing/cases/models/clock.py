"""Deadlines and tasks of a case, cached from `law.clocks` and from the pending acts at each record."""

from __future__ import annotations

from django.db import models

from mingjing.cases.models.case import Case


class CaseClock(models.Model):
    """One statutory clock of a case as it stood after the last record.

    `due` is a date in Asia/Shanghai; `due_at` the instant when the clock runs by the hour. What changes by the mere
    passing of days (days left, overdue) isn't stored: it is computed when read.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="clocks", verbose_name="案件")
    deadline = models.CharField("期限", max_length=80)
    ordinal = models.PositiveSmallIntegerField("序次", default=0)
    title = models.CharField("名称", max_length=160)
    item = models.CharField("所指", max_length=200, blank=True)
    kind = models.CharField("类别", max_length=20)
    state = models.CharField("状态", max_length=20)
    started_on = models.DateField("起算", null=True)
    due = models.DateField("届满", null=True)
    due_at = models.DateTimeField("届满时刻", null=True)
    citation = models.CharField("依据", max_length=300, blank=True)
    provisional = models.BooleanField("暂定", default=False)
    internal = models.BooleanField("本机关自定", default=False)
    who = models.CharField("责任角色", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "案件期限"
        constraints = (
            models.UniqueConstraint(fields=["case", "deadline", "ordinal"], name="one_clock_per_trigger"),
        )
        indexes = (
            models.Index(
                fields=["due", "case"],
                name="running_clocks",
                condition=models.Q(state__in=["running", "open"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.due or ''}"


class Task(models.Model):
    """Something that somebody must do: approve a pending act, or do one of the acts that end a clock."""

    class Kind(models.TextChoices):
        APPROVE = "approve", "审批"
        MEND = "mend", "退回修改"
        ACT = "act", "办理"

    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks", verbose_name="案件")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    act = models.CharField("事项", max_length=80)
    title = models.CharField("名称", max_length=200)
    deadline = models.CharField("期限", max_length=80, blank=True)
    item = models.CharField("所指", max_length=200, blank=True)
    role = models.CharField("角色", max_length=40)
    unit = models.ForeignKey(
        "agencies.Unit", models.PROTECT, null=True, related_name="+", verbose_name="机构"
    )
    officer = models.ForeignKey(
        "agencies.Officer", models.PROTECT, null=True, related_name="tasks", verbose_name="人员"
    )
    due = models.DateField("期限日", null=True)
    created = models.DateTimeField("产生时间")
    done = models.DateTimeField("办结时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "待办"
        constraints = (
            models.UniqueConstraint(
                fields=["case", "kind", "act", "deadline", "item"],
                condition=models.Q(done=None),
                name="one_open_task",
            ),
        )
        indexes = (
            models.Index(fields=["role", "due"], name="open_tasks", condition=models.Q(done=None)),
            models.Index(
                fields=["officer", "due"], name="open_tasks_of_officer", condition=models.Q(done=None)
            ),
        )

    def __str__(self) -> str:
        return self.title


class Engagement(models.Model):
    """An officer took part in an act that went on from `started_at` to `ended_at`; the case may be any of any agency."""

    officer = models.ForeignKey("agencies.Officer", models.PROTECT, related_name="+", verbose_name="人员")
    case_id = models.UUIDField("案件")
    record_seq = models.PositiveIntegerField("记录序号")
    act = models.CharField("事项", max_length=80)
    started_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束")

    class Meta:
        verbose_name = verbose_name_plural = "执法活动"
        indexes = (
            models.Index(fields=["officer", "started_at", "ended_at"], name="officer_engaged"),
            models.Index(fields=["case_id"], name="engaged_in_case"),
        )

    def __str__(self) -> str:
        return f"{self.officer} {self.started_at:%Y-%m-%d}"
