"""When what is seen is an alarm: pure functions, time is an argument, what must be remembered goes in and out."""

from lookout.rules.company import GRACE_S as COMPANY_S
from lookout.rules.company import Gathering, Group, accompanied, around, gathered
from lookout.rules.hours import armed, timezone
from lookout.rules.lines import Crossed, Path, Paths, forgotten, stepped
from lookout.rules.loitering import Lingering, Stay, Stays, lingered
from lookout.rules.presence import GRACE_S, Left, Raised, Verdict, Visit, Visits, heads, inside, judge, stands_in
from lookout.rules.stature import Perspective, Statures, given, watched
from lookout.rules.sums import Crossings, Span, Summed, Sums, summed

__all__ = [
    "COMPANY_S",
    "GRACE_S",
    "Crossed",
    "Crossings",
    "Gathering",
    "Group",
    "Left",
    "Lingering",
    "Path",
    "Paths",
    "Perspective",
    "Raised",
    "Span",
    "Statures",
    "Stay",
    "Stays",
    "Summed",
    "Sums",
    "Verdict",
    "Visit",
    "Visits",
    "accompanied",
    "armed",
    "around",
    "forgotten",
    "gathered",
    "given",
    "heads",
    "inside",
    "judge",
    "lingered",
    "stands_in",
    "stepped",
    "summed",
    "timezone",
    "watched",
]
