from django.db import migrations, models

STEPS = ("record", "take", "join", "split", "answer", "solve", "hand", "table", "decline", "promise", "tell", "confirm")


class Migration(migrations.Migration):
    dependencies = [("centre", "0007_loans_reminded_and_forgotten")]

    operations = [
        migrations.AlterField(
            "matterstep",
            "step",
            models.CharField(max_length=12, choices=[(one, one.upper()) for one in (*STEPS, "deny")]),
        ),
    ]
