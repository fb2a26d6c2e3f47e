"""Disposals of recordings whose retention is over: proposed, approved by two, undone within days, carried out."""

from __future__ import annotations

from django.db import models

from mingjing.cases.carrying_out import DestructionLine, DestructionList, DestructionStep
from mingjing.cases.destruction import Step


class Disposal(DestructionList):
    """A list of recordings to be destroyed. Where it stands is told by its steps; `due_at` is set with the last approval."""

    reason = models.CharField("理由", max_length=400)

    class Meta:
        verbose_name = verbose_name_plural = "音像记录销毁"
        ordering = ("-created_at",)

    @property
    def stands(self) -> str:
        """Where it stands, in Chinese."""
        return STANDS[Step(self.last_step.step)]


class DisposalStep(DestructionStep):
    """Who did what; append-only."""

    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="steps", verbose_name="销毁")

    class Meta:
        verbose_name = verbose_name_plural = "销毁步骤"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["disposal", "step"], name="disposal_step_once"),)


STANDS = {
    Step.PROPOSE: "待法制机构核对",
    Step.LEGAL: "待负责人批准",
    Step.HEAD: "已批准，尚可撤回",
    Step.RETURN: "已退回",
    Step.UNDO: "已撤回",
    Step.BEGUN: "正在销毁",
    Step.DONE: "已销毁",
}


class DisposalLine(DestructionLine):
    """One recording of the list: erased, or `kept` with the reason that came up before it could be.

    `begun_at` is committed before its original goes: from then on nothing brings the recording back.
    """

    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="lines", verbose_name="销毁")
    recording = models.ForeignKey(
        "media.Recording", models.PROTECT, related_name="+", verbose_name="音像记录"
    )
    sha256 = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "销毁清单"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["disposal", "recording"], name="disposal_line_once"),)
        indexes = (models.Index(fields=["sha256"], name="disposal_line_by_digest"),)

    def __str__(self) -> str:
        return f"{self.disposal_id} {self.sha256[:12]}"

    @property
    def named(self) -> str:
        return self.recording.name
