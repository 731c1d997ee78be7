"""Fixtures of the engine's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rig import Rig
from twins import Platform


@pytest.fixture
def platform() -> Iterator[Platform]:
    twin = Platform()
    twin.open()
    yield twin
    twin.close()


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    built = Rig(tmp_path)
    yield built
    built.end()
