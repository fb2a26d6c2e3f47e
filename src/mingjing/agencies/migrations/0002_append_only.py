from django.db import migrations

from mingjing.agencies.append_only import install_function, protect


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_first")]

    operations = [install_function(), protect("agencies_credentialevent")]
