"""A case's file in the agency's archive room."""

from __future__ import annotations

import uuid

from django.db import models

from mingjing.archive.visibility import ArchivedFileQuerySet


class ArchivedFile(models.Model):
    """One case file with its 档号. Days are days in Asia/Shanghai; `until` = the last day of keeping, None for ever.

    `proposed` and `ground` are what the packs proposed on the day of registration and why; `reason` says why the
    archivist chose another `period`. Numbers have no gap within agency, category, year and period.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="archived", verbose_name="案件")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name="执法机关")
    number = models.CharField("档号", max_length=120)
    category = models.CharField("类别", max_length=20)
    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("保管期限", max_length=40)
    seq = models.PositiveIntegerField("案卷号")
    proposed = models.CharField("应有的保管期限", max_length=40, blank=True)
    ground = models.TextField("判定情形", blank=True)
    provisional = models.BooleanField("判定情形待核实", default=False)
    reason = models.TextField("另定期限的理由", blank=True)
    closed_on = models.DateField("结案日期")
    archived_on = models.DateField("归档日期")
    until = models.DateField("保管至", null=True)
    registered_at = models.DateTimeField("登记时间")
    held = models.BooleanField("冻结", default=False)
    disposed_at = models.DateTimeField("销毁时间", null=True)

    objects = ArchivedFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "归档案卷"
        ordering = ("-year", "category", "period", "-seq")
        constraints = (
            models.UniqueConstraint(fields=["agency", "number"], name="archive_number_once"),
            models.UniqueConstraint(
                fields=["agency", "category", "year", "period", "seq"], name="archive_seq_once"
            ),
        )
        indexes = (models.Index(fields=["agency", "until"], name="archived_by_term"),)

    def __str__(self) -> str:
        return self.number
