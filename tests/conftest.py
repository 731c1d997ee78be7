"""One embedded PostgreSQL for the whole run; with DATABASE_URL set, the tests use that server instead."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import schema_cache

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

os.environ.setdefault("FENGQIAO_HOME", tempfile.mkdtemp(prefix="fengqiao-test-"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Within the random order, what needs a whole running town comes last: it takes the machine from the others."""
    last = ("chaos", "browser")
    items.sort(key=lambda item: next((1 + last.index(part) for part in item.path.parts if part in last), 0))


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Start the embedded database before Django makes its test database, and stop it at the end."""
    with flushing_past_the_guards():
        if os.environ.get("DATABASE_URL"):
            yield
            return
        from django.conf import settings

        from fengqiao.config import database, env

        server = database.start(env.home())
        settings.DATABASES["default"].update(env.databases()["default"])
        hurry(env.database_url())
        if template := schema_cache.lay(env.home()):
            settings.DATABASES["default"]["TEST"]["TEMPLATE"] = template
        yield
        database.stop(server)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """The tests' database; its schema is kept for the next run before any test has written into it."""
    from django.db import connection

    from fengqiao.config import env

    if not os.environ.get("DATABASE_URL"):
        schema_cache.keep(env.home(), str(connection.settings_dict["NAME"]))


def hurry(url: str) -> None:
    """What the tests write need not survive a power cut, and emptying tables is several times faster so."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def flushing_past_the_guards() -> Iterator[None]:
    """Tests with real commits empty all tables afterwards, which the append-only guards refuse by design.

    Only here, as the database's superuser, the triggers rest during that flush, and the journal's head is laid anew.
    The jobs' tables, which Django does not count among its own, are emptied with them.
    """
    from django.db.backends.postgresql.operations import DatabaseOperations

    original = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        head = "INSERT INTO core_journalhead (id, seq, hash) VALUES (1, 0, repeat('0', 64))"
        quiet = "SET LOCAL session_replication_role = replica"
        jobs = "TRUNCATE procrastinate_jobs, procrastinate_periodic_defers, procrastinate_events"
        original(self, [quiet, *sql_list, jobs, head] if sql_list else sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush)
        yield


@pytest.fixture(autouse=True)
def own_language() -> None:
    """Each test begins in the installation's language, whatever a page of the test before it was asked in."""
    if "django" in sys.modules:
        from django.utils import translation

        translation.deactivate()


@pytest.fixture
def in_english(own_language: None) -> Iterator[None]:
    """For modules that compare words: ``pytestmark = pytest.mark.usefixtures("in_english")``."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """An empty data folder outside pytest's own, whose closed permissions keep an embedded database of root out."""
    folder = Path(tempfile.mkdtemp(prefix="fengqiao-home-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
