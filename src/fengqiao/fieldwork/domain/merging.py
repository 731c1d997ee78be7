"""Two devices changed the same thing: what only one of them changed is taken, what both changed is a conflict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A field that both changed, each to something else."""

    name: str
    base: Any
    here: Any
    there: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """``values``: what stands now; where both changed a field, what is here already stays until somebody decides."""

    values: dict[str, Any]
    clashes: tuple[Clash, ...]


def merge(*, base: Mapping[str, Any], here: Mapping[str, Any], there: Mapping[str, Any]) -> Merged:
    """Bring a device's version (``there``, made from ``base``) together with what is kept (``here``)."""
    values = dict(here)
    clashes: list[Clash] = []
    for name in sorted({*base, *here, *there}):
        was, kept, came = base.get(name), here.get(name), there.get(name)
        if came in (was, kept):
            continue
        if kept == was:
            values[name] = came
        else:
            clashes.append(Clash(name=name, base=was, here=kept, there=came))
    return Merged(values=values, clashes=tuple(clashes))
