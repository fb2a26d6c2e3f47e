from django.db import migrations, models


class Migration(migrations.Migration):
    """Visits to one party are counted over all cases of the agency."""

    dependencies = (("cases", "0004_case_by_due_open_or_closed"),)
    operations = (
        migrations.AddIndex(
            "case", models.Index(fields=["agency", "party_code", "party_name"], name="case_by_party")
        ),
    )
