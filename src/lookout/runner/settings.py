"""The settings file: read, checked, and read again when it changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from lookout.contract import EngineConfig
from lookout.ports import LookoutError


class BadSettings(LookoutError):
    """The settings file cannot be used; the message says where and why, without passwords."""


class SettingsFile:
    """Knows the file by its identity, size and time, so that a rename onto it is noticed at once.

    ``wanted``: which cameras of the file are this engine's, by name; all without it.
    """

    def __init__(self, path: Path, *, wanted: Callable[[str], bool] | None = None) -> None:
        self._path = path
        self._wanted = wanted
        self._seen: tuple[int, int, int] | None = None

    def load(self) -> EngineConfig:
        """Raises ``BadSettings``."""
        self._seen = self._mark()
        try:
            config = EngineConfig.model_validate_json(self._path.read_bytes())
        except OSError as problem:
            raise BadSettings(f"{self._path} cannot be read: {problem.strerror}") from problem
        except ValidationError as problem:
            first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "the file"
            raise BadSettings(f"{self._path}: {where}: {first['msg']}") from None
        if self._wanted is None:
            return config
        mine = tuple(camera for camera in config.cameras if self._wanted(camera.camera))
        return config.model_copy(update={"cameras": mine})

    def changed(self) -> bool:
        return self._mark() not in (None, self._seen)

    def _mark(self) -> tuple[int, int, int] | None:
        try:
            facts = self._path.stat()
        except OSError:
            return None
        return facts.st_ino, facts.st_size, facts.st_mtime_ns
