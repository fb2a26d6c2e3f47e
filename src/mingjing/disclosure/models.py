"""The public projection. Portal and public API read nothing else; whatever is not a column here never leaves."""

from __future__ import annotations

import uuid
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class PublicationQuerySet(models.QuerySet):
    """Publications as the public may see them."""

    def shown(self) -> Self:
        """Published and not withdrawn."""
        return self.filter(withdrawn_on__isnull=True)


class Publication(models.Model):
    """A published decision: allow-listed facts, the masked text, the rebuilt PDF, and its own statement in the log.

    `segments` = [{"t": text, "h": hidden?, "k": kind}], the public text in reading order. `statement` is its entry
    in the log, public with its key. Dates in Asia/Shanghai, `fine` in yuan.
    `headings` = what party, matter, basis and result are called in this procedure. `rules` = why it is public, when it comes
    off, and once it is off, by which rule: {"citation", "withdrawal": {"say", "citation"}, "withdrawn"}.
    A withdrawn publication is a tombstone: number, dates and reason stay, everything else is emptied.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("公开编号", max_length=16, unique=True)
    agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="publications", verbose_name="执法机关"
    )
    case_id = models.UUIDField("案件", db_index=True)
    document = models.CharField("决定书文号", max_length=120)
    kind = models.CharField("执法类别", max_length=40)
    procedure = models.CharField("程序", max_length=80)
    form = models.CharField("文书", max_length=80)
    title = models.CharField("标题", max_length=300, blank=True)
    summary = models.TextField("一句话说明", blank=True)
    party_name = models.CharField("行政相对人", max_length=200, blank=True)
    party_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    matter = models.TextField("事由", blank=True)
    basis = models.TextField("依据", blank=True)
    result = models.TextField("结果", blank=True)
    headings = models.JSONField("栏目名", default=dict)
    rules = models.JSONField("公开和撤下的依据", default=dict)
    fine = models.DecimalField("罚款", max_digits=16, decimal_places=2, null=True)
    decided_on = models.DateField("决定日期")
    published_on = models.DateField("公开日期")
    until = models.DateField("公示截止", null=True)
    channels = models.JSONField("公示渠道", default=list)
    segments = models.JSONField("公开文本", default=list)
    hidden = models.JSONField("隐去内容", default=list)
    periods = models.JSONField("期限", default=list)
    remedy = models.JSONField("救济途径", default=dict)
    pdf = models.CharField("公开文书摘要", max_length=64, blank=True)
    pdf_size = models.PositiveIntegerField("大小", default=0)
    pages = models.PositiveSmallIntegerField("页数", default=0)
    statement = models.OneToOneField(
        "records.Statement", models.PROTECT, related_name="+", verbose_name="公开声明"
    )
    withdrawn_on = models.DateField("撤下日期", null=True)
    withdrawn_reason = models.TextField("撤下说明", blank=True)
    withdrawal = models.OneToOneField(
        "records.Statement", models.PROTECT, null=True, related_name="+", verbose_name="撤下声明"
    )
    search = SearchVectorField(null=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        indexes = (
            models.Index(fields=["-published_on", "id"], name="publication_by_day"),
            models.Index(fields=["pdf"], name="publication_by_pdf"),
            GinIndex(fields=["search"], name="publication_search"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "document"],
                condition=models.Q(withdrawn_on__isnull=True),
                name="one_standing_publication_per_decision",
            ),
        )

    def __str__(self) -> str:
        return self.document

    @property
    def places(self) -> int:
        """How many places are hidden."""
        return sum(row["count"] for row in self.hidden)
