import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_case_by_due_open_or_closed"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="parent",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="born",
                to="cases.case",
                verbose_name="来源案件",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["form", "issued_on"], name="document_by_form_and_day"),
        ),
    ]
