"""A recording: an original in the vault with what is known of it, and the act that it shows."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from mingjing.media.places import Point
from mingjing.media.visibility import RecordingQuerySet


class Recording(models.Model):
    """One original. Digests in hex, `duration` in seconds, times are instants by the server's clock.

    `clock_offset` = device clock minus server clock in seconds, already taken off `start` and `end`. Without `case` it
    belongs to no act yet. `held` is a hold of its own, `held_with_file` that of the case file in the archive room. `latitude` and `longitude` in degrees by the device (WGS 84). `act`, `record_seq` and `scene` say which record of the case names it.
    """

    class Source(models.TextChoices):
        DOCK = "dock", "采集站"
        UPLOAD = "upload", "办理时上传"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name="执法机关")
    device = models.ForeignKey(
        "media.Device", models.PROTECT, null=True, related_name="+", verbose_name="设备"
    )
    officer = models.ForeignKey(
        "agencies.Officer", models.PROTECT, null=True, related_name="+", verbose_name="记录人"
    )
    name = models.CharField("文件名", max_length=200)
    source = models.CharField("来源", max_length=20, choices=Source.choices)
    medium = models.CharField("形式", max_length=20)
    mime = models.CharField("文件类型", max_length=100)
    sha256 = models.CharField("摘要", max_length=64)
    sm3 = models.CharField("SM3摘要", max_length=64, blank=True)
    version = models.CharField("存储版本", max_length=200, blank=True)
    size = models.BigIntegerField("字节数")
    start = models.DateTimeField("开始时间", null=True)
    end = models.DateTimeField("结束时间", null=True)
    duration = models.FloatField("时长", null=True)
    clock_offset = models.DecimalField("钟差", max_digits=8, decimal_places=1, null=True)
    place = models.CharField("地点", max_length=120, blank=True)
    latitude = models.FloatField("纬度", null=True)
    longitude = models.FloatField("经度", null=True)
    codec = models.CharField("编码", max_length=80, blank=True)
    unread = models.CharField("不能读取的原因", max_length=200, blank=True)
    received_at = models.DateTimeField("入库时间")
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, related_name="recordings", verbose_name="案件"
    )
    record_seq = models.PositiveIntegerField("记录序号", null=True)
    act = models.CharField("事项", max_length=80, blank=True)
    scene = models.CharField("场景", max_length=60, blank=True)
    held = models.BooleanField("冻结", default=False)
    held_with_file = models.BooleanField("随案卷冻结", default=False)
    disposed_at = models.DateTimeField("销毁时间", null=True)

    objects = RecordingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "音像记录"
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "sha256", "case"], name="one_recording_per_case", nulls_distinct=False
            ),
        )
        indexes = (
            models.Index(fields=["agency", "-received_at"], name="recording_by_arrival"),
            models.Index(fields=["case", "start"], name="recording_by_case"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> Point | None:
        """Where the device was, if it knew."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)


class Derivative(models.Model):
    """Made of an original for looking at: poster, thumbnail, light preview. Can be made again at any time.

    `second` = at which second of the recording a still was taken.
    """

    class Kind(models.TextChoices):
        POSTER = "poster", "封面"
        THUMB = "thumb", "缩略图"
        PREVIEW = "preview", "预览件"

    recording = models.ForeignKey(
        Recording, models.CASCADE, related_name="derivatives", verbose_name="音像记录"
    )
    kind = models.CharField("种类", max_length=20, choices=Kind.choices)
    second = models.PositiveIntegerField("秒", default=0)
    mime = models.CharField("文件类型", max_length=100)
    sha256 = models.CharField("摘要", max_length=64)
    size = models.BigIntegerField("字节数")

    class Meta:
        verbose_name = verbose_name_plural = "派生件"
        ordering = ("kind", "second")
        constraints = (
            models.UniqueConstraint(fields=["recording", "kind", "second"], name="one_derivative"),
        )

    def __str__(self) -> str:
        return f"{self.recording_id} {self.kind}"


class MediaRead(models.Model):
    """Somebody looked at a recording or took a copy, and why; append-only."""

    class Kind(models.TextChoices):
        VIEW = "view", "查看"
        DOWNLOAD = "download", "下载原件"

    recording_id = models.UUIDField("音像记录", db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="账号")
    kind = models.CharField("方式", max_length=20, choices=Kind.choices)
    reason = models.CharField("事由", max_length=200)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "调阅记录"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.recording_id} {self.kind}"
