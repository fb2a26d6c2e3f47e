"""How often a check refused is asked on the rule desk: an index over the findings of refusals."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0003_statements")]

    operations = [
        migrations.AddIndex(
            model_name="refusallog",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["findings"], name="refusal_by_check", opclasses=["jsonb_path_ops"]
            ),
        ),
    ]
