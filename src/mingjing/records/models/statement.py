"""What anybody may know and check: issued documents and publications, each with an entry of its own in the log."""

from __future__ import annotations

from django.db import models


class Statement(models.Model):
    """Canonical bytes (RFC 8785) to which the log's entry commits with `key`; both are given to whoever asks rightly.

    `kind` is the entry's type: "doc" for a document in the party's hand, "publication" for what was made public,
    "rule" for a step of a change of an agency's own rules.
    Holds nothing personal: digests, numbers, dates, the agency.
    """

    rid = models.CharField("编号", max_length=32, primary_key=True)
    kind = models.CharField("类别", max_length=20)
    content = models.BinaryField("声明")
    key = models.BinaryField("密钥", max_length=32)
    outbox = models.OneToOneField("records.Outbox", models.PROTECT, related_name="+", verbose_name="日志条目")

    class Meta:
        verbose_name = verbose_name_plural = "公开声明"

    def __str__(self) -> str:
        return self.rid
