"""Recorders of an agency: who has which, and how its battery, storage and clock were found."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Device(models.Model):
    """执法记录仪, camera or fixed monitor. `number` is the agency's own, `serial` the maker's."""

    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", verbose_name="执法机关")
    unit = models.ForeignKey(
        "agencies.Unit", models.PROTECT, null=True, related_name="+", verbose_name="所在机构"
    )
    number = models.CharField("设备编号", max_length=40)
    serial = models.CharField("出厂编号", max_length=60, blank=True)
    model = models.CharField("型号", max_length=80, blank=True)
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "记录设备"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["agency", "number"], name="device_number_once_in_agency"),
            models.UniqueConstraint(
                fields=["serial"], condition=~models.Q(serial=""), name="device_serial_once"
            ),
        )

    def __str__(self) -> str:
        return self.number


class DeviceEvent(models.Model):
    """Handed over, given back or checked; append-only.

    `battery` in percent, `free_mb` = free storage in MB, `clock_offset` = device clock minus server clock in seconds.
    """

    class Kind(models.TextChoices):
        HAND_OVER = "hand_over", "交付使用"
        GIVE_BACK = "give_back", "交回"
        CHECK = "check", "检查"

    device = models.ForeignKey(Device, models.PROTECT, related_name="events", verbose_name="设备")
    kind = models.CharField("事项", max_length=20, choices=Kind.choices)
    officer = models.ForeignKey(
        "agencies.Officer", models.PROTECT, null=True, related_name="+", verbose_name="使用人"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    at = models.DateTimeField("时间")
    battery = models.PositiveSmallIntegerField("电量", null=True)
    free_mb = models.PositiveIntegerField("剩余存储", null=True)
    clock_offset = models.DecimalField("钟差", max_digits=8, decimal_places=1, null=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "设备台账"
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["device", "-at"], name="device_event_by_time"),)

    def __str__(self) -> str:
        return f"{self.device_id} {self.kind}"
