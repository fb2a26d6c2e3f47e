"""The page of all readings goes by the day: without this index it would read the whole log."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reading", "0003_portal_requests"), ("records", "0002_append_only")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX access_by_day ON records_accesslog (at DESC)", "DROP INDEX access_by_day"
        ),
    ]
