from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("centre", "0004_council_guards"), ("areas", "0002_guards")]

    operations = [
        # A room belongs to one at a time; areas_key is from the areas' guards.
        migrations.RunSQL(
            sql="ALTER TABLE centre_booking ADD CONSTRAINT centre_booking_alone EXCLUDE USING gist ("
            "areas_key(room_id) inet_ops WITH =, during WITH &&) WHERE (state IN ('booked', 'over', 'missed'));"
            "ALTER TABLE centre_booking ADD CONSTRAINT centre_booking_not_empty CHECK (NOT isempty(during));",
            reverse_sql="ALTER TABLE centre_booking DROP CONSTRAINT centre_booking_not_empty;"
            "ALTER TABLE centre_booking DROP CONSTRAINT centre_booking_alone;",
        ),
    ]
