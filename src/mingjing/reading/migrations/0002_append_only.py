"""Decisions on masks and copies that were made are only ever added to."""

from django.db import migrations

from mingjing.agencies.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("reading", "0001_first"), ("agencies", "0002_append_only")]

    operations = [protect("reading_confirmedmasks"), protect("reading_copy")]
