"""The devices' book and the log of who looked at recordings are only ever added to."""

from django.db import migrations

from mingjing.agencies.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("media", "0001_first"), ("agencies", "0002_append_only")]

    operations = [protect("media_deviceevent"), protect("media_mediaread")]
