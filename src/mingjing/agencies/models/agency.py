"""Authorities and their parts."""

from __future__ import annotations

from django.db import models


class Agency(models.Model):
    """行政执法主体. Agencies form a tree: a bureau's parent supervises it."""

    name = models.CharField("名称", max_length=120, unique=True)
    short_name = models.CharField("简称", max_length=40)
    code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    region = models.CharField("行政区划代码", max_length=12)
    prefix = models.CharField("文号代字", max_length=20)
    layer = models.CharField("本机关法规包", max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级机关"
    )
    # What the forms print and the checks read: address, bank, reconsideration body, court, telephone ...
    facts = models.JSONField("机关信息", default=dict, blank=True)
    # How many changes of its own law have been approved: read with the agency, it tells which library is meant.
    amendments = models.PositiveIntegerField("已批准的规则调整", default=0, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "执法机关"

    def __str__(self) -> str:
        return self.name

    def below(self) -> list[int]:
        """Ids of this agency and of all agencies below it (one query)."""
        tree = """WITH RECURSIVE tree(id) AS (
            SELECT %s::bigint UNION SELECT a.id FROM agencies_agency a JOIN tree t ON a.parent_id = t.id
        ) SELECT id AS id FROM tree"""
        return [agency.pk for agency in Agency.objects.raw(tree, [self.pk])]


class Unit(models.Model):
    """承办机构: a part of an agency, such as a brigade or the legal unit."""

    class Kind(models.TextChoices):
        ENFORCEMENT = "enforcement", "执法机构"
        LEGAL = "legal", "法制机构"
        OFFICE = "office", "综合机构"
        LEADERSHIP = "leadership", "机关负责人"

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units", verbose_name="执法机关")
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类型", max_length=20, choices=Kind.choices, default=Kind.ENFORCEMENT)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级机构"
    )

    class Meta:
        verbose_name = verbose_name_plural = "内设机构"
        constraints = (models.UniqueConstraint(fields=["agency", "name"], name="unit_name_once_in_agency"),)

    def __str__(self) -> str:
        return self.name
