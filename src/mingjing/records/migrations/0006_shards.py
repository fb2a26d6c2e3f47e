"""Yearly logs: where each one begins."""

from django.db import migrations, models

from mingjing.agencies.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("records", "0005_both_digests")]

    operations = [
        migrations.CreateModel(
            name="Shard",
            fields=[
                (
                    "log",
                    models.CharField(max_length=200, primary_key=True, serialize=False, verbose_name="日志"),
                ),
                ("first", models.BigIntegerField(unique=True, verbose_name="起始序号")),
                ("opened_at", models.DateTimeField(verbose_name="启用时间")),
            ],
            options={"verbose_name": "日志分段", "verbose_name_plural": "日志分段"},
        ),
        protect("records_shard"),
    ]
