"""Who entered since when somebody has reviewed decisions, and on what ground: kept for good."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from mingjing.agencies.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_officer_reviewing_since")]

    operations = [
        migrations.CreateModel(
            name="ReviewingEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "since",
                    models.DateField(blank=True, null=True, verbose_name="首次从事行政处罚决定法制审核日期"),
                ),
                ("ground", models.CharField(max_length=300, verbose_name="依据")),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviewing_entries",
                        to="agencies.officer",
                        verbose_name="审核人员",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "审核经历登记",
                "verbose_name_plural": "审核经历登记",
                "ordering": ("id",),
            },
        ),
        protect("agencies_reviewingentry"),
    ]
