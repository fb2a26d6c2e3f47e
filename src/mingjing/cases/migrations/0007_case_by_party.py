from django.db import migrations, models


class Migration(migrations.Migration):
    """Visits to one party are counted over all cases of the agency."""

    dependencies = (("cases", "0006_drafts"),)
    operations = (
        migrations.AddIndex(
            "case", models.Index(fields=["agency", "party_code", "party_name"], name="case_by_party")
        ),
    )
