"""执法证件 and what happened to them. The state of a credential is read from its events, never overwritten."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from mingjing.agencies.standing import credential_valid


class Credential(models.Model):
    """A card with a number; `kinds`: "enforcement" 行政执法证, "supervision" 行政执法监督证."""

    officer = models.ForeignKey(
        "agencies.Officer", models.PROTECT, related_name="credentials", verbose_name="持证人员"
    )
    number = models.CharField("证件号码", max_length=40, unique=True)
    kinds = ArrayField(models.CharField(max_length=40), verbose_name="证件种类")
    area = models.CharField("执法区域", max_length=120, blank=True)
    valid_from = models.DateField("有效期自")
    valid_to = models.DateField("有效期至")

    class Meta:
        verbose_name = verbose_name_plural = "执法证件"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="credential_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return self.number

    def valid_on(self, day: date) -> bool:
        """In its term and not suspended, revoked, returned or lost on the day (Asia/Shanghai)."""
        return credential_valid(self, day)


class CredentialEvent(models.Model):
    """One thing that happened to a credential. Append-only: the database refuses change and deletion."""

    class Kind(models.TextChoices):
        ISSUED = "issued", "颁发"
        SUSPENDED = "suspended", "暂扣"
        RESTORED = "restored", "发还"
        REVOKED = "revoked", "吊销"
        RETURNED = "returned", "收回"
        LOST = "lost", "遗失声明作废"
        CANCELLED = "cancelled", "注销"

    credential = models.ForeignKey(Credential, models.PROTECT, related_name="events", verbose_name="执法证件")
    kind = models.CharField("事项", max_length=20, choices=Kind.choices)
    on = models.DateField("发生日期")
    reason = models.CharField("原因", max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        "agencies.User", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "证件变动"
        ordering = ("on", "id")

    def __str__(self) -> str:
        return f"{self.credential} {self.get_kind_display()}"
