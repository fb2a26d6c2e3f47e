"""Disposals of recordings whose retention is over: proposed, approved by two, undone within days, carried out."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from mingjing.cases.destruction import Step, awaits


class Disposal(models.Model):
    """A list of recordings to be destroyed. Where it stands is told by its steps; `due_at` is set with the last approval."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name="执法机关")
    reason = models.CharField("理由", max_length=400)
    created_at = models.DateTimeField("提出时间")
    due_at = models.DateTimeField("销毁时间", null=True)
    statement = models.OneToOneField(
        "records.Statement", models.PROTECT, null=True, related_name="+", verbose_name="销毁证明"
    )

    class Meta:
        verbose_name = verbose_name_plural = "音像记录销毁"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.agency_id} {self.created_at:%Y-%m-%d}"

    @property
    def stands(self) -> str:
        """Where it stands, in Chinese."""
        return STANDS[Step(self.last_step.step)]

    @property
    def last_step(self) -> DisposalStep:
        """Where it stands; no query when the steps are prefetched."""
        return list(self.steps.all())[-1]

    @property
    def awaits(self) -> str:
        """The role whose approval it waits for, or ""; no query when steps and agency are loaded."""
        return awaits(self.last_step.step, self.agency)


class DisposalStep(models.Model):
    """Who did what; append-only."""

    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="steps", verbose_name="销毁")
    step = models.CharField("步骤", max_length=20, choices=Step.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="账号"
    )
    at = models.DateTimeField("时间")
    reason = models.CharField("说明", max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "销毁步骤"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["disposal", "step"], name="disposal_step_once"),)

    def __str__(self) -> str:
        return f"{self.disposal_id} {self.step}"


STANDS = {
    Step.PROPOSE: "待法制机构核对",
    Step.LEGAL: "待负责人批准",
    Step.HEAD: "已批准，尚可撤回",
    Step.RETURN: "已退回",
    Step.UNDO: "已撤回",
    Step.BEGUN: "正在销毁",
    Step.DONE: "已销毁",
}


class DisposalLine(models.Model):
    """One recording of the list: erased, or `kept` with the reason that came up before it could be.

    `begun_at` is committed before its original goes: from then on nothing brings the recording back.
    """

    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="lines", verbose_name="销毁")
    recording = models.ForeignKey(
        "media.Recording", models.PROTECT, related_name="+", verbose_name="音像记录"
    )
    sha256 = models.CharField("摘要", max_length=64)
    until = models.DateField("保管至")
    begun_at = models.DateTimeField("开始销毁时间", null=True)
    erased_at = models.DateTimeField("销毁时间", null=True)
    kept = models.CharField("未销毁的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "销毁清单"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["disposal", "recording"], name="disposal_line_once"),)
        indexes = (models.Index(fields=["sha256"], name="disposal_line_by_digest"),)

    def __str__(self) -> str:
        return f"{self.disposal_id} {self.sha256[:12]}"
