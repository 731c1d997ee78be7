"""Points are taken back for fraud only after a hearing that is written down."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("points", "0007_two_people_guards"), ("areas", "0002_guards")]

    operations = [
        # What was decided before says that no hearing was written down.
        migrations.RunSQL(
            "UPDATE points_closing SET hearing = '—' WHERE purpose = 'fraud'", migrations.RunSQL.noop
        ),
    ]
