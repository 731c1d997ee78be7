"""A plain connection that listens to the journal's notifications, outside Django's own connections."""

from __future__ import annotations

from django.db import connection
from psycopg.conninfo import make_conninfo


def conninfo() -> str:
    """The address of the database that Django uses now (in tests: the test database)."""
    settings = connection.settings_dict
    parts = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
    }
    return make_conninfo(application_name="fengqiao-live", connect_timeout=5, **{k: v for k, v in parts.items() if v})
