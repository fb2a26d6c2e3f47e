"""Issued documents, their number series, and the law packs under which records were made."""

from __future__ import annotations

from django.db import models

from mingjing.cases.models.case import Case


class Document(models.Model):
    """A document that an act issued. The PDF lies in the vault under `blob` (SHA-256, hex)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="documents", verbose_name="案件")
    record_seq = models.PositiveIntegerField("记录序号")
    act = models.CharField("事项", max_length=80)
    form = models.CharField("格式", max_length=80)
    title = models.CharField("名称", max_length=200)
    number = models.CharField("文号", max_length=120, blank=True)
    issued_on = models.DateField("制作日期")
    blob = models.CharField("摘要", max_length=64)
    size = models.PositiveIntegerField("字节数")
    pages = models.PositiveIntegerField("页数")
    internal = models.BooleanField("副卷", default=False)
    check_code = models.CharField("核验码", max_length=40, unique=True)
    # Its entry of its own in the log, for papers that go to the party; internal papers have none.
    statement = models.OneToOneField(
        "records.Statement", models.PROTECT, null=True, related_name="+", verbose_name="公开声明"
    )

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        indexes = (
            models.Index(fields=["blob"], name="document_by_digest"),
            models.Index(fields=["form", "issued_on"], name="document_by_form_and_day"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["case", "record_seq", "form"], name="one_document_per_form_and_record"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()


class NumberSeries(models.Model):
    """The last number given in one series (agency, word, year). Locked while an act takes one: no gap, no twin."""

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name="执法机关")
    word = models.CharField("字", max_length=40)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最近序号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文号序列"
        constraints = (models.UniqueConstraint(fields=["agency", "word", "year"], name="one_series"),)

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕{self.last}"


class PackContent(models.Model):
    """The content of a law pack by its digest; the vault keeps it, so that any record can be judged again."""

    digest = models.CharField("法规包摘要", max_length=64, primary_key=True)
    blob = models.CharField("摘要", max_length=64)
    title = models.CharField("名称", max_length=200, blank=True)
    kept_at = models.DateTimeField("存入时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "法规包"

    def __str__(self) -> str:
        return f"{self.title} {self.digest[:12]}"
