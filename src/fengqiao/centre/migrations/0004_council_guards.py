from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("centre", "0003_reception_guards"), ("areas", "0002_guards")]

    operations = [
        # Votes, signatures and the money's lines are only ever added to; published minutes stay as they are.
        migrations.RunSQL(
            sql="""
CREATE FUNCTION centre_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION centre_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.phase = 'published' THEN
        RAISE EXCEPTION 'published minutes stay as they are' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER centre_votes_stay BEFORE UPDATE OR DELETE ON centre_vote
    FOR EACH ROW EXECUTE FUNCTION centre_append_only();
CREATE TRIGGER centre_signatures_stay BEFORE UPDATE OR DELETE ON centre_signature
    FOR EACH ROW EXECUTE FUNCTION centre_append_only();
CREATE TRIGGER centre_money_stays BEFORE UPDATE OR DELETE ON centre_moneyline
    FOR EACH ROW EXECUTE FUNCTION centre_append_only();
CREATE TRIGGER centre_minutes_stay BEFORE UPDATE OR DELETE ON centre_meeting
    FOR EACH ROW EXECUTE FUNCTION centre_published_stays();
""",
            reverse_sql="""
DROP TRIGGER centre_minutes_stay ON centre_meeting;
DROP TRIGGER centre_money_stays ON centre_moneyline;
DROP TRIGGER centre_signatures_stay ON centre_signature;
DROP TRIGGER centre_votes_stay ON centre_vote;
DROP FUNCTION centre_published_stays();
DROP FUNCTION centre_append_only();
""",
        ),
    ]
