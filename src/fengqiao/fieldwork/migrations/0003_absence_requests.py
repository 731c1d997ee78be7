import django.db.models.deletion
from django.db import migrations, models

import fengqiao.core.clock
import fengqiao.core.ids


class Migration(migrations.Migration):
    dependencies = [("areas", "0002_guards"), ("fieldwork", "0002_absences_guards")]

    operations = [
        migrations.CreateModel(
            name="AbsenceRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fengqiao.core.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(default=fengqiao.core.clock.now, editable=False)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("leave", "LEAVE"),
                            ("duty", "DUTY"),
                            ("training", "TRAINING"),
                            ("other", "OTHER"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "ASKED"),
                            ("granted", "GRANTED"),
                            ("refused", "REFUSED"),
                            ("taken_back", "TAKEN_BACK"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("state_since", models.DateTimeField()),
                ("words", models.CharField(blank=True, max_length=300)),
                (
                    "absence",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_by",
                        to="fieldwork.absence",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.area"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.person"
                    ),
                ),
                (
                    "wish",
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
                    models.Index(fields=["area", "state"], name="fieldwork_absence_asked"),
                    models.Index(fields=["person", "-first"], name="fieldwork_absence_asked_by"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__lte", models.F("last"))), name="fieldwork_absence_request_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wish__isnull", True),
                            models.Q(("wish", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="fieldwork_absence_request_wish",
                    ),
                ],
            },
        ),
    ]
