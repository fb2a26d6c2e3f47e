"""What is decided and made outside of the records when a case file is copied; masks and copies are only ever added to."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class ConfirmedMasks(models.Model):
    """The places of one document that a person decided to hide for one request; the last row of a document counts.

    `masks` = [{kind, start, end, reason}], places in code points of the document's text. `kept_reason` = why proposed
    places stay readable, "" when none does. `on_site` = the paper isn't given as a copy but read at the agency, and
    `kept_reason` says why.
    """

    case_id = models.UUIDField("案件")
    request_no = models.CharField("申请编号", max_length=80)
    document = models.CharField("文书摘要", max_length=64)
    masks = models.JSONField("隐去的位置", default=list)
    kept_reason = models.CharField("保留的理由", max_length=200, blank=True)
    on_site = models.BooleanField("只在现场查阅", default=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="账号")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "确认的遮盖"
        indexes = (models.Index(fields=["case_id", "request_no"], name="masks_of_request"),)

    def __str__(self) -> str:
        return f"{self.request_no} {self.document[:12]}"


class Copy(models.Model):
    """A copy of a case file made for one request: a ZIP in the vault, named by its digest. `pages` of papers in it.

    `items` = what was granted as the receipt lists it: [{item, kind, way}], way "copy" (in the ZIP) or "read" (on site).
    `at` = when the decisions that it shows were read: what is decided later isn't in it.
    """

    class Kind(models.TextChoices):
        PARTY = "party", "查阅复制"
        AUTHORITY = "authority", "调取"

    case_id = models.UUIDField("案件")
    request_no = models.CharField("申请编号", max_length=80)
    kind = models.CharField("种类", max_length=20, choices=Kind.choices)
    sha256 = models.CharField("SHA-256", max_length=64)
    sm3 = models.CharField("SM3", max_length=64)
    version = models.CharField("版本", max_length=200, blank=True)
    size = models.PositiveBigIntegerField("大小")
    files = models.PositiveIntegerField("文件数")
    pages = models.PositiveIntegerField("页数")
    items = models.JSONField("材料", default=list)
    name = models.CharField("文件名", max_length=300)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="账号")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "案卷复制件"
        indexes = (models.Index(fields=["case_id", "request_no"], name="copies_of_request"),)

    def __str__(self) -> str:
        return self.name


class CopyOrder(models.Model):
    """A person has the worker make a copy. `step` of `steps` = how far it is; `copy` = what came of it. Times are UTC.

    `sha256` = the ZIP that was last put into the vault for it: where the worker is killed then, no copy names it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等待制作"
        MAKING = "making", "制作中"
        DONE = "done", "已制作"
        FAILED = "failed", "未能制作"

    UNDER_WAY = (State.WAITING, State.MAKING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField("案件")
    request_no = models.CharField("申请编号", max_length=80)
    state = models.CharField("状态", max_length=20, choices=State.choices, default=State.WAITING)
    step = models.PositiveIntegerField("已完成", default=0)
    steps = models.PositiveIntegerField("共", default=0)
    error = models.TextField("原因", blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人"
    )
    asked_at = models.DateTimeField("提出时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    copy = models.OneToOneField(
        Copy, models.PROTECT, null=True, related_name="order", verbose_name="案卷复制件"
    )

    class Meta:
        verbose_name = verbose_name_plural = "复制件的制作"
        indexes = (models.Index(fields=["case_id", "request_no", "asked_at"], name="orders_of_request"),)
        constraints = (
            models.UniqueConstraint(
                fields=["case_id", "request_no"],
                condition=models.Q(state__in=("waiting", "making")),
                name="one_copy_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_no} {self.get_state_display()}"

    @property
    def under_way(self) -> bool:
        return self.state in self.UNDER_WAY


class PortalRequest(models.Model):
    """A request to read that came through the portal, as it was sent; it becomes a request once the desk registers it.

    `receipt` = what the applicant looks it up by, and its number once registered. `asked` = what the form said.
    `sender` = a keyed digest of the address and the day, only to count how many came from one place.
    """

    receipt = models.CharField("回执编号", max_length=20, unique=True)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name="执法机关")
    case_id = models.UUIDField("案件", db_index=True)
    asked = models.JSONField("申请", default=dict)
    sender = models.CharField("来源", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "门户查阅申请"
        indexes = (
            models.Index(fields=["sender", "at"], name="asked_by_sender"),
            models.Index(fields=["agency", "at"], name="asked_of_agency"),
        )

    def __str__(self) -> str:
        return self.receipt


class PortalSettled(models.Model):
    """What became of a portal request: registered by the act of record `seq`, or (None) dismissed for a reason by a person."""

    request = models.OneToOneField(
        PortalRequest, models.PROTECT, related_name="settled", verbose_name="门户查阅申请"
    )
    case_id = models.UUIDField("案件", db_index=True)
    seq = models.PositiveIntegerField("登记的记录", null=True)
    reason = models.CharField("不登记的理由", max_length=200, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="账号"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "门户查阅申请的去向"

    def __str__(self) -> str:
        return f"{self.request_id} {self.seq or self.reason}"


class SameParty(models.Model):
    """A person's decision whether the party of `other` is that of `case`; the last row of a pair counts.

    Names no party and no number: only the two cases.
    """

    case_id = models.UUIDField("案件")
    other_id = models.UUIDField("另一案件")
    same = models.BooleanField("是同一当事人")
    reason = models.CharField("理由", max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="账号")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "当事人认定"
        indexes = (
            models.Index(fields=["case_id"], name="same_party_of"),
            models.Index(fields=["other_id"], name="same_party_to"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.other_id}"
