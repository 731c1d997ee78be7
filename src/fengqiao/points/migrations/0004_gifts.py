"""Gifts with what lies in store, and points that end without one. Pieces move like points do: never out of nothing."""

import django.db.models.deletion
import fengqiao.core.clock
import fengqiao.core.ids
from django.db import migrations, models


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

    dependencies = [
        ('areas', '0003_dissolved'),
        ('points', '0003_spending'),
    ]

    operations = [
        migrations.CreateModel(
            name='Gift',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('name', models.CharField(max_length=60)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('points', models.PositiveIntegerField()),
                ('most_each', models.PositiveIntegerField(null=True)),
                ('picture', models.CharField(blank=True, max_length=200)),
                ('retired_at', models.DateTimeField(null=True)),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
        ),
        migrations.CreateModel(
            name='GiftBudget',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('cents', models.BigIntegerField()),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('supplier', models.CharField(max_length=100)),
                ('received_on', models.DateField()),
                ('cents', models.PositiveIntegerField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('gift', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='points.gift')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Shelf',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('place', models.CharField(choices=[('outside', 'OUTSIDE'), ('store', 'STORE'), ('held', 'HELD'), ('counter', 'COUNTER'), ('out', 'OUT'), ('missing', 'MISSING')], max_length=10)),
                ('counter', models.UUIDField(null=True)),
                ('pieces', models.IntegerField(default=0)),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shelves', to='points.lot')),
            ],
        ),
        migrations.CreateModel(
            name='StockMove',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(choices=[('outside', 'OUTSIDE'), ('store', 'STORE'), ('held', 'HELD'), ('counter', 'COUNTER'), ('out', 'OUT'), ('missing', 'MISSING')], max_length=10)),
                ('source_counter', models.UUIDField(null=True)),
                ('target', models.CharField(choices=[('outside', 'OUTSIDE'), ('store', 'STORE'), ('held', 'HELD'), ('counter', 'COUNTER'), ('out', 'OUT'), ('missing', 'MISSING')], max_length=10)),
                ('target_counter', models.UUIDField(null=True)),
                ('pieces', models.PositiveIntegerField()),
                ('why', models.CharField(max_length=200)),
                ('about', models.UUIDField(null=True)),
                ('actor', models.UUIDField(null=True)),
                ('recorded_at', models.DateTimeField(default=fengqiao.core.clock.now)),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='points.lot')),
            ],
        ),
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.UUIDField(default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ('purpose', models.CharField(choices=[('redeem', 'REDEEM'), ('purse', 'PURSE'), ('expiry', 'EXPIRY'), ('leaving', 'LEAVING'), ('move_out', 'MOVE_OUT'), ('move_in', 'MOVE_IN'), ('death', 'DEATH'), ('fraud', 'FRAUD')], max_length=10)),
                ('points', models.IntegerField(null=True)),
                ('reason', models.CharField(max_length=300)),
                ('decided_at', models.DateTimeField(null=True)),
                ('granted', models.BooleanField(null=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.person')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.person')),
                ('to_town', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
                ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.area')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('purpose', 'fraud'), _negated=True), ('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='points_fraud_two_people'), models.CheckConstraint(condition=models.Q(('asked_by__isnull', True), models.Q(('asked_by', models.F('person')), _negated=True), _connector='OR'), name='points_closing_not_own'), models.UniqueConstraint(condition=models.Q(('granted__isnull', True), ('purpose', 'fraud')), fields=('person',), name='points_fraud_open_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='gift',
            constraint=models.UniqueConstraint(fields=('town', 'name'), name='points_gift_name'),
        ),
        migrations.AddConstraint(
            model_name='gift',
            constraint=models.CheckConstraint(condition=models.Q(('points__gt', 0)), name='points_gift_price'),
        ),
        migrations.AddConstraint(
            model_name='gift',
            constraint=models.CheckConstraint(condition=models.Q(('most_each__isnull', True), ('most_each__gt', 0), _connector='OR'), name='points_gift_most'),
        ),
        migrations.AddConstraint(
            model_name='giftbudget',
            constraint=models.UniqueConstraint(fields=('town', 'year'), name='points_budget_year'),
        ),
        migrations.AddConstraint(
            model_name='giftbudget',
            constraint=models.CheckConstraint(condition=models.Q(('cents__gte', 0)), name='points_budget_sum'),
        ),
        migrations.AddConstraint(
            model_name='shelf',
            constraint=models.UniqueConstraint(fields=('lot', 'place', 'counter'), name='points_shelf_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='shelf',
            constraint=models.CheckConstraint(condition=models.Q(('pieces__gte', 0)), name='points_shelf_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='shelf',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('counter__isnull', False), ('place', 'counter')), models.Q(models.Q(('place', 'counter'), _negated=True), ('counter__isnull', True)), _connector='OR'), name='points_shelf_counter'),
        ),
        migrations.AddIndex(
            model_name='stockmove',
            index=models.Index(fields=['about'], name='points_move_about'),
        ),
        migrations.AddConstraint(
            model_name='stockmove',
            constraint=models.CheckConstraint(condition=models.Q(('pieces__gt', 0)), name='points_move_pieces'),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
