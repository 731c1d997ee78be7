"""What the database itself refuses: edited, deleted, unlinked or unchained rows of the ledger, and changed rules."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION points_text_hash(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT encode(sha256(convert_to(t, 'UTF8')), 'hex')
$$;

CREATE FUNCTION points_row_hash(t points_transfer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT points_text_hash(jsonb_build_array(
        t.prev_hash, t.number, t.id, t.kind, t.debit_id, t.credit_id, t.book_id, t.amount, t.award_id, t.rule_id,
        t.evidence, t.link, t.reason_hash, (extract(epoch FROM t.effective_at) * 1000000)::bigint,
        (extract(epoch FROM t.recorded_at) * 1000000)::bigint, t.actor)::text)
$$;

CREATE FUNCTION points_append() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    book points_account;
    other points_account;
    award points_transfer;
BEGIN
    SELECT * INTO STRICT book FROM points_account WHERE id = NEW.book_id FOR UPDATE;
    SELECT * INTO STRICT other FROM points_account
        WHERE id = CASE WHEN NEW.debit_id = NEW.book_id THEN NEW.credit_id ELSE NEW.debit_id END;
    IF book.kind <> 'person' OR other.kind = 'person' THEN
        RAISE EXCEPTION 'points are not transferable between people' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.kind <> 'pending' THEN
        SELECT * INTO award FROM points_transfer WHERE id = NEW.award_id;
        IF award.kind IS DISTINCT FROM 'pending' OR (award.book_id, award.rule_id, award.evidence)
                                      IS DISTINCT FROM (NEW.book_id, NEW.rule_id, NEW.evidence) THEN
            RAISE EXCEPTION 'this row does not belong to its award' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.kind IN ('post', 'void') AND (award.debit_id, award.credit_id, award.amount)
                                            IS DISTINCT FROM (NEW.debit_id, NEW.credit_id, NEW.amount) THEN
            RAISE EXCEPTION 'a settlement moves what its award promised' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.kind = 'correction' AND NOT EXISTS
            (SELECT FROM points_transfer p WHERE p.award_id = NEW.award_id AND p.kind = 'post') THEN
            RAISE EXCEPTION 'only posted points are corrected' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    NEW.number := book.rows + 1;
    NEW.prev_hash := book.head;
    NEW.reason_hash := points_text_hash(NEW.reason);
    NEW.hash := points_row_hash(NEW);
    UPDATE points_account SET rows = NEW.number, head = NEW.hash WHERE id = book.id;
    RETURN NEW;
END $$;

CREATE FUNCTION points_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION points_refuse_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE emptied points_transfer := OLD;
BEGIN
    emptied.reason := NULL;
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM emptied THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION points_refuse_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Depth 1 is somebody's own statement; the chain's end is moved by points_append at depth 2.
    IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'accounts of the ledger are append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER points_append BEFORE INSERT ON points_transfer FOR EACH ROW EXECUTE FUNCTION points_append();
CREATE TRIGGER points_refuse BEFORE UPDATE OR DELETE ON points_transfer FOR EACH ROW EXECUTE FUNCTION points_refuse_transfer();
CREATE TRIGGER points_refuse_truncate BEFORE TRUNCATE ON points_transfer FOR EACH STATEMENT EXECUTE FUNCTION points_refuse();
CREATE TRIGGER points_account_refuse BEFORE UPDATE OR DELETE ON points_account FOR EACH ROW EXECUTE FUNCTION points_refuse_account();
CREATE TRIGGER points_account_refuse_truncate BEFORE TRUNCATE ON points_account FOR EACH STATEMENT EXECUTE FUNCTION points_refuse();
CREATE TRIGGER points_rule_refuse BEFORE UPDATE OR DELETE ON points_ruleversion FOR EACH ROW EXECUTE FUNCTION points_refuse();
CREATE TRIGGER points_rule_refuse_truncate BEFORE TRUNCATE ON points_ruleversion FOR EACH STATEMENT EXECUTE FUNCTION points_refuse();

CREATE FUNCTION points_chain() RETURNS TABLE
    (book_id uuid, number bigint, id uuid, prev_hash text, stored text, computed text, reason_ok boolean)
LANGUAGE sql STABLE AS $$
    SELECT t.book_id, t.number, t.id, t.prev_hash::text, t.hash::text, points_row_hash(t),
           t.reason IS NULL OR points_text_hash(t.reason) = t.reason_hash
    FROM points_transfer t ORDER BY t.book_id, t.number
$$;
"""

BACK = """
DROP FUNCTION points_chain();
DROP TRIGGER points_append ON points_transfer;
DROP TRIGGER points_refuse ON points_transfer;
DROP TRIGGER points_refuse_truncate ON points_transfer;
DROP TRIGGER points_account_refuse ON points_account;
DROP TRIGGER points_account_refuse_truncate ON points_account;
DROP TRIGGER points_rule_refuse ON points_ruleversion;
DROP TRIGGER points_rule_refuse_truncate ON points_ruleversion;
DROP FUNCTION points_append();
DROP FUNCTION points_refuse();
DROP FUNCTION points_refuse_transfer();
DROP FUNCTION points_refuse_account();
DROP FUNCTION points_row_hash(points_transfer);
DROP FUNCTION points_text_hash(text);
"""


class Migration(migrations.Migration):
    dependencies = [("points", "0001_initial")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
