from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0001_first"),
    ]

    operations = [
        migrations.RenameField(model_name="publication", old_name="violation", new_name="matter"),
        migrations.AlterField(
            model_name="publication", name="matter", field=models.TextField(blank=True, verbose_name="事由")
        ),
        migrations.AlterField(
            model_name="publication", name="basis", field=models.TextField(blank=True, verbose_name="依据")
        ),
        migrations.AlterField(
            model_name="publication", name="result", field=models.TextField(blank=True, verbose_name="结果")
        ),
        migrations.AddField(
            model_name="publication",
            name="headings",
            field=models.JSONField(default=dict, verbose_name="栏目名"),
        ),
    ]
