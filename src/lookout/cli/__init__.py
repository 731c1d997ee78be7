"""The engine's command line: ``lookout watch``, ``lookout evaluate``, ``lookout run``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from lookout.ports import LookoutError

COMMANDS = {
    "watch": "analyse one camera or file and print its alarms",
    "evaluate": "score the engine on a folder of clips with known truth",
    "face": "make the template of a missing person's face for one case (optional part)",
    "bench": "measure how many cameras this machine can watch",
    "label": "mark zone entries in a clip of one's own, on a page of this machine",
    "doctor": "say what a camera's stream allows and what to change in the camera",
    "run": "watch all cameras of a settings file and report to the platform",
}
UNUSABLE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command. 0: done, 2: the input cannot be used (one line on stderr says why), 130: interrupted."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="lookout", description="The camera engine.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text, add_help=name in words[:1])
        if name in words[:1]:
            # only the chosen command is loaded: its libraries take a second to start
            module = import_module(f"lookout.cli.{name}")
            module.add_arguments(command)
            command.set_defaults(act=module.act)
    arguments = parser.parse_args(words)
    try:
        return int(arguments.act(arguments))
    except LookoutError as problem:
        print(f"lookout {arguments.command}: {problem}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        return 130


__all__ = ["COMMANDS", "UNUSABLE", "main"]
