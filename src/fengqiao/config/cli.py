"""``fengqiao``: one command for everything.

``fengqiao demo`` and ``fengqiao up`` start the whole program; every other word is a management command
(``fengqiao journal verify``, ``fengqiao areas import``, …) and gets the database started for it if need be.
"""

from __future__ import annotations

import argparse
import os
import sys

from fengqiao.config import database, env

USAGE = """Fengqiao 枫桥

  fengqiao demo [--port N]     an invented town with live analysed cameras, at http://localhost:8000
  fengqiao demo fill [--events N]   up to N (a million) invented events more, to see it at a county's real size
  fengqiao demo centre-year [--visits N]   a whole year at the invented neighbourhood centre
  fengqiao up [--port N]       the program with your own data (settings: docs/operations)
  fengqiao COMMAND …           a management command; `fengqiao help` lists them
"""


def main(arguments: list[str] | None = None) -> int:
    """Entry point. Returns the exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] in {"-h", "--help"}:
        sys.stdout.write(USAGE)
        return 0
    if words[0] == "demo" and words[1:2] in (["fill"], ["centre-year"]):
        _demo()
        return _manage(words)
    if words[0] in {"demo", "up"}:
        return _up(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.config.settings.production")
    return _manage(words)


def _up(words: list[str]) -> int:
    demo = words[0] == "demo"
    parser = argparse.ArgumentParser(prog=f"fengqiao {words[0]}")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port of the pages (default 8000)")
    options = parser.parse_args(words[1:])
    if demo:
        _demo()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.config.settings.production")
    from fengqiao.config.supervisor import AlreadyRunning, Supervisor

    try:
        return Supervisor(home=env.home(), host=options.host, port=options.port, demo=demo).run()
    except AlreadyRunning as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 3
    except database.DatabaseUnavailable as problem:
        sys.stderr.write(f"{problem}\n")
        return 4


def _demo() -> None:
    os.environ["FENGQIAO_DEMO"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "fengqiao.config.settings.demo"


def _manage(words: list[str]) -> int:
    started = None
    if not os.environ.get("DATABASE_URL") and not database.is_running(env.home()):
        started = database.start(env.home())
    try:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["fengqiao", *words])
    finally:
        if started is not None:
            database.stop(started)
    return 0


if __name__ == "__main__":
    sys.exit(main())
