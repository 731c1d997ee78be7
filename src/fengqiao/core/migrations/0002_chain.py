"""The journal's chain, kept by the database: numbers and hashes on insert, refusal of everything else."""

from django.db import migrations

FORWARD = r"""
INSERT INTO core_journalhead (id, seq, hash) VALUES (1, 0, repeat('0', 64));

CREATE FUNCTION core_journal_hash(e core_journalentry) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        e.prev_hash, e.seq, (extract(epoch FROM e.at) * 1000000)::bigint, e.kind, e.subject, e.actor, e.area,
        e.payload, e.private_hash)::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION core_journal_private_hash(p jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p IS NULL THEN '' ELSE encode(sha256(convert_to(p::text, 'UTF8')), 'hex') END
$$;

CREATE FUNCTION core_journal_append() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head core_journalhead;
BEGIN
    SELECT * INTO STRICT head FROM core_journalhead WHERE id = 1 FOR UPDATE;
    NEW.seq := head.seq + 1;
    NEW.prev_hash := head.hash;
    NEW.private_hash := core_journal_private_hash(NEW.private);
    NEW.hash := core_journal_hash(NEW);
    UPDATE core_journalhead SET seq = NEW.seq, hash = NEW.hash WHERE id = 1;
    PERFORM pg_notify('fengqiao_journal', NEW.seq::text);
    RETURN NEW;
END $$;

CREATE FUNCTION core_journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.private IS NULL
       AND (NEW.seq, NEW.at, NEW.kind, NEW.subject, NEW.actor, NEW.area, NEW.payload, NEW.private_hash, NEW.prev_hash, NEW.hash)
           IS NOT DISTINCT FROM
           (OLD.seq, OLD.at, OLD.kind, OLD.subject, OLD.actor, OLD.area, OLD.payload, OLD.private_hash, OLD.prev_hash, OLD.hash)
    THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER journal_append BEFORE INSERT ON core_journalentry FOR EACH ROW EXECUTE FUNCTION core_journal_append();
CREATE TRIGGER journal_refuse BEFORE UPDATE OR DELETE ON core_journalentry FOR EACH ROW EXECUTE FUNCTION core_journal_refuse();
CREATE TRIGGER journal_refuse_truncate BEFORE TRUNCATE ON core_journalentry FOR EACH STATEMENT EXECUTE FUNCTION core_journal_refuse();

CREATE FUNCTION core_journal_chain() RETURNS TABLE (seq bigint, prev_hash text, stored text, computed text, private_ok boolean)
LANGUAGE sql STABLE AS $$
    SELECT e.seq, e.prev_hash::text, e.hash::text, core_journal_hash(e),
           e.private IS NULL OR core_journal_private_hash(e.private) = e.private_hash
    FROM core_journalentry e ORDER BY e.seq
$$;
"""

BACK = """
DROP FUNCTION core_journal_chain();
DROP TRIGGER journal_append ON core_journalentry;
DROP TRIGGER journal_refuse ON core_journalentry;
DROP TRIGGER journal_refuse_truncate ON core_journalentry;
DROP FUNCTION core_journal_append();
DROP FUNCTION core_journal_refuse();
DROP FUNCTION core_journal_hash(core_journalentry);
DROP FUNCTION core_journal_private_hash(jsonb);
DELETE FROM core_journalhead;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
