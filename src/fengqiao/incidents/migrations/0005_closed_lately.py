"""An index of what is closed and not yet put away: for the night's archiving and for the page of what comes after."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0004_search_guards")]

    operations = [
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("state__in", ["closed", "rated"])),
                fields=["closed_at"],
                name="incident_closed_lately",
            ),
        ),
    ]
