"""Points are taken back for fraud only after a hearing that is written down."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0004_active_days'),
        ('points', '0010_two_people'),
    ]

    operations = [
        migrations.AddField(
            model_name='closing',
            name='answer',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='closing',
            name='hearing',
            field=models.TextField(blank=True),
        ),
        # What was decided before says that no hearing was written down.
        migrations.RunSQL(
            "UPDATE points_closing SET hearing = '—' WHERE purpose = 'fraud'", migrations.RunSQL.noop
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('purpose', 'fraud'), _negated=True), models.Q(('hearing', ''), _negated=True), _connector='OR'), name='points_fraud_heard'),
        ),
    ]
