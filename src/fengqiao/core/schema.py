"""Laying many tables at once, for the first migration of an app."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ALLOWED = (CreateModel, AddField, AddIndex, AddConstraint)


class TablesAtOnce(Operation):
    """Tables of an app as they are after all ``operations``, which only make models and add to these.

    Django builds every related model anew after each single operation. With some hundred tables that refer to each
    other that is nine tenths of what an empty database waits for. Here the models are built once, after the last
    operation, and each table is created as it then is; what was added to it later is in it already.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        """Raises TypeError for an operation that does more than make a model or add to it."""
        if others := sorted({type(one).__name__ for one in operations if not isinstance(one, ALLOWED)}):
            raise TypeError(f"TablesAtOnce makes new tables only; not for {', '.join(others)}.")
        self.operations = operations

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """As Django writes an operation down."""
        return self.__class__.__qualname__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models as they are afterwards; those that were built before are thrown away, not kept up to date."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Create the tables; their foreign keys follow when all are there, whatever refers to whatever."""
        for operation in self._tables():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the tables, the last one first."""
        for operation in reversed(self._tables()):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """In the words of ``migrate --plan``."""
        return f"Create {len(self._tables())} tables at once"

    def _tables(self) -> list[CreateModel]:
        return [operation for operation in self.operations if isinstance(operation, CreateModel)]
