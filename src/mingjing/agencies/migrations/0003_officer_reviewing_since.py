"""The register, and not the reviewer, says who has reviewed decisions before (行政处罚法 第58条第2款)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="officer",
            name="reviewing_since",
            field=models.DateField(blank=True, null=True, verbose_name="首次从事行政处罚决定法制审核日期"),
        ),
    ]
