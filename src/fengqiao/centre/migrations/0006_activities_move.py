import django.db.models.deletion
from django.db import migrations, models

import fengqiao.core.clock
import fengqiao.core.ids


class Migration(migrations.Migration):
    dependencies = [("centre", "0005_rooms_guards")]

    operations = [
        migrations.AddField("activity", "moved", models.PositiveIntegerField(default=0)),
        migrations.AddField("signup", "moved_on_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="ActivityMove",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ("at", models.DateTimeField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("place", models.CharField(max_length=80)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="centre.activity"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["activity", "at"], name="centre_move_when")]},
        ),
        migrations.RunSQL(
            sql="CREATE TRIGGER centre_moves_stay BEFORE UPDATE OR DELETE ON centre_activitymove"
            " FOR EACH ROW EXECUTE FUNCTION centre_append_only();",
            reverse_sql="DROP TRIGGER centre_moves_stay ON centre_activitymove;",
        ),
    ]
