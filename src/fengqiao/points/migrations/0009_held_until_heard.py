"""Points that are said to be earned by deceit are held before the hearing; a hold ends by itself when nobody is heard."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

FRAUD = ~Q(purpose="fraud")


class Migration(migrations.Migration):
    dependencies = [("points", "0008_fraud_heard_guards"), ("areas", "0002_guards")]

    operations = [
        migrations.AddField("closing", "hear_by", models.DateTimeField(null=True)),
        migrations.AddField(
            "closing",
            "heard_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="areas.person"
            ),
        ),
        migrations.RemoveConstraint("closing", "points_fraud_two_people"),
        migrations.RemoveConstraint("closing", "points_fraud_heard"),
        migrations.AddConstraint(
            "closing",
            models.CheckConstraint(
                condition=FRAUD
                | Q(decided_by__isnull=True)
                | (~Q(decided_by=F("asked_by")) & (Q(heard_by__isnull=True) | ~Q(decided_by=F("heard_by"))))
                | Q(granted=False, hearing=""),
                name="points_fraud_two_people",
            ),
        ),
        migrations.AddConstraint(
            "closing",
            models.CheckConstraint(
                condition=FRAUD | ~Q(hearing="") | Q(granted__isnull=True) | Q(granted=False),
                name="points_fraud_heard",
            ),
        ),
        # For what waited until now no points were held: it has to be asked for again.
        migrations.RunSQL(
            "UPDATE points_closing SET granted = false, decided_at = now(), answer = '当时未冻结积分，需重新提出。'"
            " WHERE purpose = 'fraud' AND granted IS NULL",
            migrations.RunSQL.noop,
        ),
    ]
