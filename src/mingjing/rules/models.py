"""Changes of an agency's own law: each step (proposed, withdrawn, returned, approved) is a record of a chain."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models


class RuleRecord(models.Model):
    """One step of a change. Append-only, one chain for each agency; the log commits to every record's digest.

    `content` = canonical JSON (RFC 8785): who, when, what, why, what stood before, under which packs. `digest` = its
    SHA-256 (hex), `previous` = that of the record before it in the agency's chain ("" for the first).
    """

    class Step(models.TextChoices):
        PROPOSE = "propose", "提出"
        WITHDRAW = "withdraw", "撤回"
        RETURN = "return", "退回"
        APPROVE = "approve", "批准"

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name="执法机关")
    seq = models.PositiveIntegerField("序号")
    change = models.UUIDField("调整")
    step = models.CharField("步骤", max_length=20, choices=Step.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="账号")
    at = models.DateTimeField("时间")
    content = models.BinaryField("内容")
    previous = models.CharField("前一记录摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)
    statement = models.OneToOneField(
        "records.Statement", models.PROTECT, related_name="+", verbose_name="存证声明"
    )

    class Meta:
        verbose_name = verbose_name_plural = "规则调整记录"
        ordering = ("agency_id", "seq")
        constraints = (
            models.UniqueConstraint(fields=["agency", "seq"], name="rule_seq_once_in_agency"),
            models.UniqueConstraint(
                fields=["change"], condition=models.Q(step="propose"), name="rule_proposed_once"
            ),
            models.UniqueConstraint(
                fields=["change"], condition=~models.Q(step="propose"), name="rule_settled_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency_id}/{self.seq} {self.step}"

    @property
    def told(self) -> dict[str, Any]:
        """The content as data."""
        found: dict[str, Any] = json.loads(bytes(self.content))
        return found
