from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_append_only"),
        ("cases", "0003_engagements"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["agency", "next_due", "id"], name="case_by_due_any"),
        ),
    ]
