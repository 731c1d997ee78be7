from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("incidents", "0003_spine_guards")]

    operations = [
        # The vectors lie apart, so that thousands of hits are read from few pages; nobody plans by their statistics.
        migrations.RunSQL(
            "ALTER TABLE incidents_searchrow SET (toast_tuple_target = 128);"
            "ALTER TABLE incidents_searchrow ALTER COLUMN tokens SET STATISTICS 0;",
            migrations.RunSQL.noop,
        ),
    ]
