"""Quarters, their publications, objections and corrections; the database refuses a changed publication."""

from django.db import migrations

GUARDS = r"""
CREATE TRIGGER points_issue_refuse BEFORE UPDATE OR DELETE ON points_publication FOR EACH ROW EXECUTE FUNCTION points_refuse();
CREATE TRIGGER points_issue_refuse_truncate BEFORE TRUNCATE ON points_publication FOR EACH STATEMENT EXECUTE FUNCTION points_refuse();
CREATE TRIGGER points_sheet_refuse BEFORE UPDATE OR DELETE ON points_sheet FOR EACH ROW EXECUTE FUNCTION points_refuse();
CREATE TRIGGER points_sheet_refuse_truncate BEFORE TRUNCATE ON points_sheet FOR EACH STATEMENT EXECUTE FUNCTION points_refuse();
"""

UNGUARDED = """
DROP TRIGGER points_issue_refuse ON points_publication;
DROP TRIGGER points_issue_refuse_truncate ON points_publication;
DROP TRIGGER points_sheet_refuse ON points_sheet;
DROP TRIGGER points_sheet_refuse_truncate ON points_sheet;
"""


class Migration(migrations.Migration):
    dependencies = [("points", "0004_gifts_guards"), ("areas", "0002_guards")]

    operations = [
        migrations.RunSQL(GUARDS, UNGUARDED),
    ]
