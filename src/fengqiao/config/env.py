"""Everything that the program reads from its environment, in one place and checked."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from fengqiao.config import database


def home() -> Path:
    """The data folder: ``FENGQIAO_HOME``, by default ``./var``."""
    return Path(os.environ.get("FENGQIAO_HOME", "var")).expanduser().resolve()


def flag(name: str) -> bool:
    """True when the variable says 1, true, yes or on."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated variable as a list without blanks."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database_url() -> str:
    """``DATABASE_URL``, else the address of the embedded PostgreSQL in the data folder (started or not)."""
    return os.environ.get("DATABASE_URL") or database.embedded_url(home())


def databases() -> dict[str, dict[str, Any]]:
    """Django's DATABASES from ``database_url``."""
    url = urlsplit(database_url())
    if url.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL starts with '{url.scheme}:', but Fengqiao needs PostgreSQL: postgresql://user:password@host/name"
        )
    query = dict(parse_qsl(url.query))
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")) or "fengqiao",
            "USER": unquote(url.username or query.get("user", "")),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname or query.get("host", ""),
            "PORT": str(url.port or ""),
            # Under ASGI each request has a thread of its own, so connections are kept by a pool, not by threads.
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 16, "timeout": 10}},
        }
    }


def secret(name: str) -> str:
    """A secret of this installation: the variable ``FENGQIAO_<NAME>``, else a file in the data folder, made once."""
    variable = "FENGQIAO_" + name.upper()
    if value := os.environ.get(variable):
        return value
    path = home() / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(".new")
        fresh.write_text(secrets.token_hex(32))
        fresh.chmod(0o600)
        try:
            os.link(fresh, path)  # the first of several starting processes wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink(missing_ok=True)
    return path.read_text().strip()
