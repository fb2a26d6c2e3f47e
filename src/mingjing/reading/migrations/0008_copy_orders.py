"""Copies are made by the worker: who has asked for one, and how far it is."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reading", "0007_on_site_and_items"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CopyOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("case_id", models.UUIDField(verbose_name="案件")),
                ("request_no", models.CharField(max_length=80, verbose_name="申请编号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待制作"),
                            ("making", "制作中"),
                            ("done", "已制作"),
                            ("failed", "未能制作"),
                        ],
                        default="waiting",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("step", models.PositiveIntegerField(default=0, verbose_name="已完成")),
                ("steps", models.PositiveIntegerField(default=0, verbose_name="共")),
                ("error", models.TextField(blank=True, verbose_name="原因")),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                (
                    "copy",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order",
                        to="reading.copy",
                        verbose_name="案卷复制件",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
            ],
            options={
                "verbose_name": "复制件的制作",
                "verbose_name_plural": "复制件的制作",
                "indexes": [
                    models.Index(fields=["case_id", "request_no", "asked_at"], name="orders_of_request")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("waiting", "making"))),
                        fields=("case_id", "request_no"),
                        name="one_copy_at_a_time",
                    )
                ],
            },
        ),
    ]
