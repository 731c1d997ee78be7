"""Who is asked to look at a place before a report is accepted; nothing of it is deleted."""

import django.db.models.deletion
from django.db import migrations, models

import fengqiao.core.clock
import fengqiao.core.ids

KEEP = (
    "CREATE TRIGGER incidents_keep_verification BEFORE DELETE ON incidents_verification "
    "FOR EACH ROW EXECUTE FUNCTION incidents_refuse();"
)


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial"), ("incidents", "0005_closed_lately")]

    operations = [
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("confirmed", models.BooleanField(null=True)),
                ("note", models.CharField(blank=True, max_length=1000)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.person",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.person",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verifications",
                        to="incidents.incident",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=["person"],
                        name="incident_to_verify",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("confirmed__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("confirmed__isnull", False)),
                            _connector="OR",
                        ),
                        name="incident_verified_whole",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEEP, "DROP TRIGGER incidents_keep_verification ON incidents_verification;"),
    ]
