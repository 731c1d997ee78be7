"""Tables laid at once are the same as those laid one operation after the other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from fengqiao.core.schema import TablesAtOnce

pytestmark = pytest.mark.django_db(transaction=True)
APP = "trial"
KEY = ("id", models.BigAutoField(primary_key=True))


def operations() -> list[Operation]:
    """Two tables that refer to each other, one of them with what was added to it later."""
    return [
        migrations.CreateModel("Village", [KEY, ("name", models.CharField(max_length=20, unique=True))]),
        migrations.CreateModel("Camera", [KEY, ("village", models.ForeignKey("trial.Village", models.PROTECT))]),
        migrations.AddField("Village", "first", models.ForeignKey("trial.Camera", models.SET_NULL, null=True)),
        migrations.AddField("Camera", "fps", models.IntegerField(default=12)),
        migrations.AddIndex("Camera", models.Index(fields=["fps"], name="trial_camera_fps")),
        migrations.AddConstraint(
            "Camera", models.CheckConstraint(condition=models.Q(fps__gt=0), name="trial_camera_moves")
        ),
    ]


def laid(steps: Sequence[Operation]) -> tuple[list[object], list[object], ProjectState]:
    """Columns and constraints of the tables after the steps, which are then taken back."""
    states = [ProjectState()]
    with connection.schema_editor() as editor:
        for step in steps:
            states.append(states[-1].clone())
            step.state_forwards(APP, states[-1])
            step.database_forwards(APP, editor, states[-2], states[-1])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, ordinal_position, data_type, is_nullable FROM information_schema.columns "
            "WHERE table_name LIKE 'trial_%' ORDER BY 1, 3"
        )
        columns = list(cursor.fetchall())
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid::regclass::text LIKE 'trial_%' UNION ALL "
            "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'trial_%' ORDER BY 1, 2, 3"
        )
        rules = list(cursor.fetchall())
    with connection.schema_editor() as editor:
        for number, step in reversed(list(enumerate(steps))):
            step.database_backwards(APP, editor, states[number + 1], states[number])
    assert not [name for name in connection.introspection.table_names() if name.startswith("trial_")]
    return columns, rules, states[-1]


def test_at_once_and_one_after_the_other_are_the_same() -> None:
    single, together = laid(operations()), laid([TablesAtOnce(operations())])
    assert len(single[0]) == 6
    assert single[:2] == together[:2]
    assert single[2] == together[2]


def test_what_does_more_than_make_tables_is_refused() -> None:
    with pytest.raises(TypeError, match="RunSQL"):
        TablesAtOnce([*operations(), migrations.RunSQL("SELECT 1")])
