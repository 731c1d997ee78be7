from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("centre", "0001_initial"), ("areas", "0002_guards")]

    operations = [
        # Nobody has the same seat of a centre twice at a time; areas_key is from the areas' guards.
        migrations.RunSQL(
            sql="ALTER TABLE centre_term ADD CONSTRAINT centre_seat_during EXCLUDE USING gist ("
            "areas_key(centre_id) inet_ops WITH =, areas_key(person_id) inet_ops WITH =, "
            "int4range(hashtext(seat), hashtext(seat), '[]') WITH &&, during WITH &&);"
            "ALTER TABLE centre_term ADD CONSTRAINT centre_term_not_empty CHECK (NOT isempty(during));",
            reverse_sql="ALTER TABLE centre_term DROP CONSTRAINT centre_term_not_empty;"
            "ALTER TABLE centre_term DROP CONSTRAINT centre_seat_during;",
        ),
    ]
