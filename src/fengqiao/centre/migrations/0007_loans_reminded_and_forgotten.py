import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("centre", "0006_activities_move")]

    operations = [
        migrations.AddField("readingcard", "used_at", models.DateTimeField(null=True)),
        migrations.RunSQL(
            sql="UPDATE centre_readingcard c SET used_at ="
            " (SELECT max(l.lent_at) FROM centre_loan l WHERE l.card_id = c.id);",
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.AddField("loan", "reminded_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "loan",
            "card",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="loans",
                to="centre.readingcard",
            ),
        ),
        migrations.AddConstraint(
            "loan",
            models.CheckConstraint(
                condition=models.Q(("card__isnull", False), ("returned_at__isnull", False), _connector="OR"),
                name="centre_loan_of_somebody",
            ),
        ),
    ]
