"""Forms that somebody has begun and not submitted: no record, seen by nobody else, gone once the act is done."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mingjing.cases.models.case import Case


class DraftQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> DraftQuerySet:
        """Only one's own; whether the case may still be seen is asked when the form is opened."""
        return self.filter(user=user) if getattr(user, "is_authenticated", False) else self.none()


class Draft(models.Model):
    """The form of one act as one person left it. `case` is None for the act that opens a case.

    `content` = the form's entries by name, each a list of texts; files are not kept. `seq` = records of the case then.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="账号")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+", verbose_name="案件")
    procedure = models.CharField("程序", max_length=80)
    act = models.CharField("事项", max_length=80)
    content = models.JSONField("填写内容")
    seq = models.PositiveIntegerField("当时的记录数", default=0)
    saved_at = models.DateTimeField("保存时间")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "草稿"
        constraints = (
            models.UniqueConstraint(
                fields=["user", "case", "procedure", "act"], name="one_draft_per_act", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.saved_at:%Y-%m-%d %H:%M}"
