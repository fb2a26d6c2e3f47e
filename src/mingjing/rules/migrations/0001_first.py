"""The records of changes of an agency's own law."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0003_amendments"),
        ("records", "0003_statements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveIntegerField(verbose_name="序号")),
                ("change", models.UUIDField(verbose_name="调整")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("propose", "提出"),
                            ("withdraw", "撤回"),
                            ("return", "退回"),
                            ("approve", "批准"),
                        ],
                        max_length=20,
                        verbose_name="步骤",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("content", models.BinaryField(verbose_name="内容")),
                ("previous", models.CharField(blank=True, max_length=64, verbose_name="前一记录摘要")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="执法机关",
                    ),
                ),
                (
                    "statement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.statement",
                        verbose_name="存证声明",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "规则调整记录",
                "verbose_name_plural": "规则调整记录",
                "ordering": ("agency_id", "seq"),
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "seq"), name="rule_seq_once_in_agency"),
                    models.UniqueConstraint(
                        condition=models.Q(("step", "propose")),
                        fields=("change",),
                        name="rule_proposed_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("step", "propose"), _negated=True),
                        fields=("change",),
                        name="rule_settled_once",
                    ),
                ],
            },
        ),
    ]
