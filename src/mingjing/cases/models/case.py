"""A case: one row that lists and queries read; its truth is the stream of records with the same id."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from mingjing.cases.visibility import CaseQuerySet


class Case(models.Model):
    """The cached fold of a stream (`state`), with the columns that lists sort and filter by.

    Dates are dates in Asia/Shanghai, instants are UTC, `fine` is yuan. Only `cases.perform`, `cases.rebuild`
    and `cases.erasing` write here; `mingjing rebuild --check` proves the row equal to the replay of the records.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="cases", verbose_name="执法机关"
    )
    unit = models.ForeignKey(
        "agencies.Unit", models.PROTECT, null=True, related_name="cases", verbose_name="承办机构"
    )
    procedure = models.CharField("程序", max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="born", verbose_name="来源案件"
    )
    number = models.CharField("案号", max_length=120, blank=True)
    title = models.CharField("案由", max_length=300, blank=True)
    party_name = models.CharField("当事人", max_length=200, blank=True)
    party_code = models.CharField("证件号码", max_length=40, blank=True)
    party_kind = models.CharField("当事人类型", max_length=40, blank=True)
    stage = models.CharField("阶段", max_length=40)
    fine = models.DecimalField("罚款", max_digits=16, decimal_places=2, null=True)
    filed_on = models.DateField("立案日期", null=True)
    decided_on = models.DateField("决定日期", null=True)
    major = models.BooleanField("重大执法决定", default=False)
    review = models.CharField("法制审核", max_length=20, blank=True)
    published = models.BooleanField("公示中", default=False)
    closed = models.BooleanField("已办结", default=False)
    seq = models.PositiveIntegerField("记录数", default=0)
    state = models.JSONField("案情", default=dict)
    next_due = models.DateField("最近期限", null=True)
    next_due_deadline = models.CharField("最近期限事项", max_length=120, blank=True)
    opened_at = models.DateTimeField("登记时间")
    changed_at = models.DateTimeField("最近记录时间")
    pinyin = models.CharField("排序", max_length=200, blank=True)
    search = SearchVectorField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "案件"
        indexes = (
            models.Index(fields=["agency", "closed", "next_due", "id"], name="case_by_due"),
            # For words that most cases hold: walked in the list's order until a page is full, instead of sorting all.
            models.Index(fields=["agency", "next_due", "id"], name="case_by_due_any"),
            models.Index(fields=["agency", "-changed_at", "id"], name="case_by_change"),
            models.Index(fields=["agency", "closed", "stage", "next_due"], name="case_by_stage"),
            models.Index(fields=["unit", "closed", "next_due", "id"], name="case_by_unit"),
            models.Index(fields=["agency", "pinyin", "id"], name="case_by_pinyin"),
            models.Index(fields=["agency", "party_code", "party_name"], name="case_by_party"),
            GinIndex(fields=["search"], name="case_search"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "number"], condition=~models.Q(number=""), name="one_case_per_number"
            ),
        )

    def __str__(self) -> str:
        return self.number or self.title or str(self.id)


class CaseOfficer(models.Model):
    """Who works on the case: the officers that handle it, help, or review it (from the records)."""

    class Kind(models.TextChoices):
        HANDLER = "handler", "主办"
        ASSISTANT = "assistant", "协办"
        REVIEWER = "reviewer", "法制审核"

    case = models.ForeignKey(Case, models.CASCADE, related_name="people", verbose_name="案件")
    officer = models.ForeignKey(
        "agencies.Officer", models.PROTECT, related_name="case_posts", verbose_name="人员"
    )
    kind = models.CharField("身份", max_length=20, choices=Kind.choices)

    class Meta:
        verbose_name = verbose_name_plural = "办案人员"
        constraints = (
            models.UniqueConstraint(fields=["case", "officer", "kind"], name="one_post_per_officer_and_case"),
        )
        indexes = (models.Index(fields=["officer", "case"], name="officer_cases"),)

    def __str__(self) -> str:
        return f"{self.officer} {self.get_kind_display()}"
