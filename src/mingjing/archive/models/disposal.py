"""Disposals of case files whose term is over: appraised and proposed, approved by two, undone within days, carried out."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mingjing.archive.models.file import ArchivedFile
from mingjing.archive.visibility import FileDisposalQuerySet
from mingjing.cases.carrying_out import DestructionLine, DestructionList, DestructionStep


class FileDisposal(DestructionList):
    """A list of case files to be destroyed; `opinion` = the appraisal. `due_at` is set with the last approval."""

    opinion = models.CharField("鉴定意见", max_length=400)

    objects = FileDisposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "案卷销毁"
        ordering = ("-created_at",)


class FileDisposalStep(DestructionStep):
    """Who did what; append-only."""

    disposal = models.ForeignKey(FileDisposal, models.PROTECT, related_name="steps", verbose_name="销毁")

    class Meta:
        verbose_name = verbose_name_plural = "案卷销毁步骤"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["disposal", "step"], name="file_disposal_step_once"),)


class FileDisposalLine(DestructionLine):
    """One file of the list: destroyed, or `kept` with the reason that came up before it could be.

    `begun_at` is committed before the first original goes: from then on nothing brings the file back.
    """

    disposal = models.ForeignKey(FileDisposal, models.PROTECT, related_name="lines", verbose_name="销毁")
    file = models.ForeignKey(ArchivedFile, models.PROTECT, related_name="disposals", verbose_name="案卷")

    class Meta:
        verbose_name = verbose_name_plural = "案卷销毁清单"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["disposal", "file"], name="file_disposal_line_once"),)

    def __str__(self) -> str:
        return f"{self.disposal_id} {self.file_id}"

    @property
    def named(self) -> str:
        return self.file.number


class Erased(models.Model):
    """A document or original that a disposal erased, by its digests; append-only. It stays provable that it was there."""

    line = models.ForeignKey(FileDisposalLine, models.PROTECT, related_name="erased", verbose_name="案卷")
    sha256 = models.CharField("摘要", max_length=64, db_index=True)
    sm3 = models.CharField("SM3摘要", max_length=64, blank=True)
    size = models.BigIntegerField("字节数")

    class Meta:
        verbose_name = verbose_name_plural = "已销毁原件"
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["line", "sha256"], name="erased_once_in_line"),)

    def __str__(self) -> str:
        return self.sha256


class Hold(models.Model):
    """A file is held (litigation, complaint) or let go, with the reason; append-only, the last one counts."""

    file = models.ForeignKey(ArchivedFile, models.PROTECT, related_name="holds", verbose_name="案卷")
    on = models.BooleanField("冻结")
    reason = models.CharField("理由", max_length=400)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="账号")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "案卷冻结"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.file_id} {self.on}"
