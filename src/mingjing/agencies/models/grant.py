"""Which role an account holds, where and when."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from mingjing.agencies.models.agency import Agency, Unit
from mingjing.agencies.models.people import User
from mingjing.agencies.roles import ROLES


class RoleGrantSet(models.QuerySet):
    def on(self, day: date) -> Self:
        """Those in force on the day (Asia/Shanghai)."""
        return self.filter(Q(to_day__isnull=True) | Q(to_day__gte=day), from_day__lte=day)


class RoleGrant(models.Model):
    """A role in an agency, or in one unit of it, from a day to a day (both included; no end = until further notice).

    The ids of the roles are those of the law packs, so the database doesn't restrict them.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name="账号")
    role = models.CharField("岗位", max_length=40)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="grants", verbose_name="执法机关")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="机构"
    )
    from_day = models.DateField("自")
    to_day = models.DateField("至", null=True, blank=True)

    objects = RoleGrantSet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位授权"
        indexes = (models.Index(fields=["user", "from_day"], name="grant_by_user"),)

    def __str__(self) -> str:
        return f"{self.user} {self.title}"

    @property
    def title(self) -> str:
        """The role's Chinese name."""
        return ROLES.get(self.role, self.role)
