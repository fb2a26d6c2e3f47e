"""Accounts and the officers behind them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from pypinyin import Style, lazy_pinyin

from mingjing.agencies.models.agency import Unit
from mingjing.agencies.standing import credential_valid


class User(AbstractUser):
    """An account. What it may do comes from its role grants, not from Django's groups or permissions."""

    display_name = models.CharField("姓名", max_length=60, blank=True)

    class Meta(AbstractUser.Meta):
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.display_name or self.username


class Officer(models.Model):
    """执法人员, or an auxiliary (执法辅助人员), who may help but is never one of the two officers."""

    user = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="officer", verbose_name="账号"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officers", verbose_name="所在机构")
    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField("拼音", max_length=120, blank=True, editable=False, db_index=True)
    post = models.CharField("职务", max_length=60, blank=True)
    auxiliary = models.BooleanField("执法辅助人员", default=False)
    legal_qualified = models.BooleanField("取得法律职业资格", default=False)
    legal_qualified_on = models.DateField("取得法律职业资格日期", null=True, blank=True)
    reviewing_since = models.DateField("首次从事行政处罚决定法制审核日期", null=True, blank=True)
    active = models.BooleanField("在岗", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "执法人员"
        ordering = ("pinyin", "id")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sorting key: PostgreSQL's collations don't sort Chinese names by sound."""
        self.pinyin = " ".join(lazy_pinyin(self.name, style=Style.TONE3))
        super().save(*args, **kwargs)

    def credential_on(self, day: date, kind: str = "enforcement") -> Any | None:
        """The credential of this kind that is valid on the day, else the one that was valid last, else None.

        No query when credentials and their events are prefetched.
        """
        held = [card for card in self.credentials.all() if kind in card.kinds]
        held.sort(
            key=lambda card: (credential_valid(card, day), card.valid_from <= day, card.valid_to),
            reverse=True,
        )
        return held[0] if held else None

    def credential_valid_on(self, day: date, kind: str = "enforcement") -> bool:
        """Whether the officer holds a valid credential of this kind on the day of the act (Asia/Shanghai)."""
        card = self.credential_on(day, kind)
        return card is not None and credential_valid(card, day)

    def legal_qualified_by(self, day: date) -> bool:
        """Whether the officer had passed the bar by the day (初次从事行政处罚决定法制审核的人员)."""
        return self.legal_qualified and (self.legal_qualified_on is None or self.legal_qualified_on <= day)
