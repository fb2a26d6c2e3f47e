"""How many changes of its own law each agency has approved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="amendments",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="已批准的规则调整"),
        ),
    ]
