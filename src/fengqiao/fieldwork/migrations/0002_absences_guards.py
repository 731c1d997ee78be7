from django.db import migrations

FORWARD = """
ALTER TABLE fieldwork_absence ADD CONSTRAINT fieldwork_absence_once
    EXCLUDE USING gist (areas_key(person_id) inet_ops WITH =, during WITH &&) WHERE (cancelled_at IS NULL);
ALTER TABLE fieldwork_absence ADD CONSTRAINT fieldwork_absence_days
    CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during));
"""

BACK = """
ALTER TABLE fieldwork_absence DROP CONSTRAINT fieldwork_absence_days;
ALTER TABLE fieldwork_absence DROP CONSTRAINT fieldwork_absence_once;
"""


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0001_initial"), ("areas", "0002_guards")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
