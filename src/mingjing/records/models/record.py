"""One stream of records a case. What can identify a person lies in `RecordContent` and can be erased; the rest stays."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from mingjing.ledger.fields import committed


class ErasedError(Exception):
    """The content of this record was erased by an approved disposal."""


class Record(models.Model):
    """The immutable trace of one act. Times are UTC instants; digests are SHA-256 in lower-case hex.

    `digest` is that of the committed bytes, `previous` that of the record before it in the stream ("" for the
    first). `c` and `g` are the keyed commitments that the public log carries.
    """

    rid = models.CharField("记录编号", max_length=32, unique=True)
    case_id = models.UUIDField("案件")
    seq = models.PositiveIntegerField("序号")
    kind = models.CharField("类别", max_length=20)
    act = models.CharField("执法行为", max_length=80)
    step = models.CharField("步骤", max_length=20)
    role = models.CharField("岗位", max_length=40)
    at = models.DateTimeField("发生时间")
    recorded_at = models.DateTimeField("记录时间")
    previous = models.CharField("前一记录摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)
    c = models.BinaryField("承诺值(SHA-256)", max_length=32)
    g = models.BinaryField("承诺值(SM3)", max_length=32)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", verbose_name="更正"
    )
    outbox = models.OneToOneField(
        "records.Outbox", models.PROTECT, related_name="record", verbose_name="日志条目"
    )

    class Meta:
        verbose_name = verbose_name_plural = "记录"
        ordering = ("case_id", "seq")
        constraints = (models.UniqueConstraint(fields=["case_id", "seq"], name="record_seq_once_in_case"),)
        indexes = (models.Index(fields=["recorded_at"], name="record_by_time"),)

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq}"

    @property
    def manifest(self) -> dict[str, Any]:
        """The whole manifest as data, read once; not to be changed. No query with `select_related("content")`. Raises ErasedError."""
        raw = self.content.manifest
        kept = self.__dict__.get("_told")
        if kept is None or kept[0] is not raw:
            kept = self.__dict__["_told"] = (raw, json.loads(self.manifest_bytes))
        return kept[1]

    @property
    def manifest_bytes(self) -> bytes:
        """The manifest as it is kept (RFC 8785). Raises ErasedError."""
        if self.content.manifest is None:
            raise ErasedError("该记录内容已经依法销毁，仅保留存证信息。")
        return bytes(self.content.manifest)

    @property
    def committed_bytes(self) -> bytes:
        """The bytes over which digest and commitments were computed (`ledger.fields`). Raises ErasedError."""
        return committed(self.manifest)

    @property
    def entry(self) -> dict[str, Any]:
        """The act as the law room replays it (a RecordEntry as JSON)."""
        return self.manifest["record"]


class RecordContent(models.Model):
    """What was recorded, and the random key of its commitment. Can be erased, once, by a disposal that is on record.

    Without key and manifest the log's entry says nothing about anybody (《个人信息保护法》第47条).
    """

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="content")
    manifest = models.BinaryField("内容", null=True)
    key = models.BinaryField("密钥", null=True, max_length=32)
    disposal = models.ForeignKey(Record, models.PROTECT, null=True, related_name="+", verbose_name="销毁记录")

    class Meta:
        verbose_name = verbose_name_plural = "记录内容"

    def __str__(self) -> str:
        return str(self.record_id)


class CaseKey(models.Model):
    """The key that links a case's entries in the log; erased, they no longer belong together."""

    case_id = models.UUIDField("案件", primary_key=True)
    key = models.BinaryField("密钥", null=True, max_length=32)
    disposal = models.ForeignKey(Record, models.PROTECT, null=True, related_name="+", verbose_name="销毁记录")

    class Meta:
        verbose_name = verbose_name_plural = "案件密钥"

    def __str__(self) -> str:
        return str(self.case_id)


class Attachment(models.Model):
    """An original or issued document that a record holds, by digest. Its file name is in the manifest."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="attachments", verbose_name="记录")
    position = models.PositiveSmallIntegerField("顺序")
    kind = models.CharField("类别", max_length=20)
    sha256 = models.CharField("摘要", max_length=64, db_index=True)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("文件类型", max_length=100)
    sm3 = models.CharField("SM3摘要", max_length=64, blank=True)
    version = models.CharField("存储版本", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ("record_id", "position")
        constraints = (
            models.UniqueConstraint(fields=["record", "position"], name="attachment_position_once"),
        )

    def __str__(self) -> str:
        return self.sha256
