from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0002_headings"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="rules",
            field=models.JSONField(default=dict, verbose_name="公开和撤下的依据"),
        ),
    ]
