"""What is done about which sight: how grave it is, who is called, whether something is said, how long to wait.

One table for all functions; the words are in ``selectors.wording``. A sight that the table does not know is treated
like presence in a zone of its kind, and an unknown kind like an intrusion: rather one call too many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fengqiao.cameras.domain.alarm import TIMERS, Timers

# Rubbish endangers nobody this minute: one reminder, and those above only after a long silence.
CALM = Timers(repeats=1, escalate_s=(600.0, 3600.0))
# Somebody who hangs about has done nothing yet.
PATIENT = Timers(repeat_s=30.0, repeats=2, escalate_s=(180.0, 600.0))
# Only noted: what happens again within ten minutes is one entry.
NOTING = Timers(repeats=0, escalate_s=(), quiet_s=600.0)

SECRETARY = ("village_secretary",)
# The first of these duties that somebody has.
GRID = ("grid_worker", "grid_lead", "village_secretary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``severity``: 3 danger to life, 2 a warning, 1 a notice, 0 only noted. ``called``: duties in order of preference;
    the people of the first one that is held are called at once. ``spoken``: the loudspeaker says something.
    ``card``: people have to answer it; without, it is spoken and noted, and calls nobody."""

    severity: int
    called: tuple[str, ...] = SECRETARY
    timers: Timers = TIMERS
    spoken: bool = True
    card: bool = True


_NOTED = Policy(severity=0, called=(), timers=NOTING, card=False)
_PRESENCE = "presence"

POLICIES: Mapping[tuple[str, str], Policy] = MappingProxyType(
    {
        ("water", _PRESENCE): Policy(severity=3),
        ("intrusion", _PRESENCE): Policy(severity=2),
        ("intrusion", "loitering"): Policy(severity=2, timers=PATIENT),
        ("helmet", _PRESENCE): _NOTED,
        ("rubbish", _PRESENCE): Policy(severity=1, called=GRID, timers=CALM),
        ("rubbish", "reminder"): _NOTED,
        # Whoever left it is gone, and a bin cannot hear.
        ("rubbish", "left_behind"): Policy(severity=1, called=GRID, timers=CALM, spoken=False),
        ("rubbish", "overfull"): Policy(severity=1, called=GRID, timers=CALM, spoken=False),
        # A wanted vehicle or a missing person is not spoken to; people are called.
        ("vehicle", _PRESENCE): Policy(severity=2, timers=CALM, spoken=False),
        ("missing", _PRESENCE): Policy(severity=2, spoken=False),
    }
)

# What belongs together on one card: somebody alone who becomes a group is the same matter.
_PEOPLE = frozenset({_PRESENCE, "group", "line", "loitering"})


def policy_of(kind: str, what: str = _PRESENCE) -> Policy:
    """What is done about ``what`` in a zone of ``kind``."""
    for key in ((kind, what), (kind, _PRESENCE), ("intrusion", _PRESENCE)):
        if (found := POLICIES.get(key)) is not None:
            return _NOTED if what == "reminder" else found
    raise KeyError(kind)  # pragma: no cover - the last key is in the table


def family(what: str) -> frozenset[str]:
    """The sights that are gathered into one alarm with ``what``."""
    return _PEOPLE if what in _PEOPLE else frozenset({what})
