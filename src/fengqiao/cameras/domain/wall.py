"""The wall of live pictures: how many at once."""

from __future__ import annotations

LAYOUTS = (1, 4, 9, 16)
MOST = 16
