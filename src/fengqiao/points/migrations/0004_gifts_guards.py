"""Gifts with what lies in store, and points that end without one. Pieces move like points do: never out of nothing."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION points_stock_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.source = NEW.target AND NEW.source_counter IS NOT DISTINCT FROM NEW.target_counter THEN
        RAISE EXCEPTION 'the pieces stay where they are' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.source <> 'outside' THEN
        UPDATE points_shelf SET pieces = pieces - NEW.pieces
            WHERE lot_id = NEW.lot_id AND place = NEW.source AND counter IS NOT DISTINCT FROM NEW.source_counter;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'nothing lies there' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF NEW.target <> 'outside' THEN
        INSERT INTO points_shelf (id, created_at, lot_id, place, counter, pieces)
            VALUES (gen_random_uuid(), NEW.recorded_at, NEW.lot_id, NEW.target, NEW.target_counter, NEW.pieces)
            ON CONFLICT (lot_id, place, counter) DO UPDATE SET pieces = points_shelf.pieces + EXCLUDED.pieces;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION points_refuse_shelf() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Depth 1 is somebody's own statement; moves write shelves at depth 2.
    IF TG_OP <> 'DELETE' AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'shelves change by moves alone' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER points_stock_move BEFORE INSERT ON points_stockmove FOR EACH ROW EXECUTE FUNCTION points_stock_move();
CREATE TRIGGER points_stock_refuse BEFORE UPDATE OR DELETE ON points_stockmove FOR EACH ROW EXECUTE FUNCTION points_refuse();
CREATE TRIGGER points_stock_refuse_truncate BEFORE TRUNCATE ON points_stockmove FOR EACH STATEMENT EXECUTE FUNCTION points_refuse();
CREATE TRIGGER points_shelf_refuse BEFORE INSERT OR UPDATE OR DELETE ON points_shelf FOR EACH ROW EXECUTE FUNCTION points_refuse_shelf();
CREATE TRIGGER points_shelf_refuse_truncate BEFORE TRUNCATE ON points_shelf FOR EACH STATEMENT EXECUTE FUNCTION points_refuse();
"""

BACK = r"""
DROP TRIGGER points_stock_move ON points_stockmove;
DROP TRIGGER points_stock_refuse ON points_stockmove;
DROP TRIGGER points_stock_refuse_truncate ON points_stockmove;
DROP TRIGGER points_shelf_refuse ON points_shelf;
DROP TRIGGER points_shelf_refuse_truncate ON points_shelf;
DROP FUNCTION points_stock_move();
DROP FUNCTION points_refuse_shelf();
"""


class Migration(migrations.Migration):
    dependencies = [("points", "0003_spending_guards"), ("areas", "0002_guards")]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
    ]
