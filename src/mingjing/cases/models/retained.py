"""What the vault has been told of how long originals are kept, so that it isn't asked for each of them every night."""

from __future__ import annotations

from django.db import models


class RetainedOriginal(models.Model):
    """The vault keeps the original with this SHA-256 (hex) through `until` at least."""

    sha256 = models.CharField("摘要", max_length=64, primary_key=True)
    until = models.DateField("保管至")

    class Meta:
        verbose_name = verbose_name_plural = "已通知的保管期限"

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.until}"
