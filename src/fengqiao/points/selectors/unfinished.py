"""What of a quarter is still open before it is frozen. Apps whose work earns points by the quarter say so here: the
points never learn what a handbook is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext

from fengqiao.points.domain.ledger import Kind
from fengqiao.points.domain.quarters import Quarter
from fengqiao.points.models import AccountKind, CaseState, CorrectionCase, Transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """Something open, in words, with the page where it is finished ("": there is none). ``stops``: the quarter is not
    frozen before; else it comes into the next quarter's list, where its line says that it is late."""

    words: str
    link: str
    stops: bool


Reader = Callable[[UUID, Quarter], Sequence[Unfinished]]
_READERS: dict[str, Reader] = {}


def explain_unfinished(name: str, reader: Reader) -> None:
    """Let ``reader`` say what of a town's quarter is open. For the ``ready`` of an app."""
    _READERS[name] = reader


def unfinished(town_id: UUID, quarter: Quarter) -> list[Unfinished]:
    """Everything open of a quarter, what stops its freeze first. Not scoped."""
    found = [one for reader in _READERS.values() for one in reader(town_id, quarter)]
    return sorted(found, key=lambda one: not one.stops)


def lines_open(town_id: UUID, quarter: Quarter) -> list[Unfinished]:
    """Pending lines of the quarter, and requests to put points right that wait for the second person."""
    start, end = quarter.span(ZoneInfo(settings.TIME_ZONE))
    issued = Q(debit__kind=AccountKind.ISSUED, debit__area=town_id) | Q(
        credit__kind=AccountKind.ISSUED, credit__area=town_id
    )
    rows = Transfer.objects.filter(
        issued, kind=Kind.PENDING, rule__isnull=False, effective_at__gte=start, effective_at__lt=end
    )
    settled = Transfer.objects.filter(kind__in=[Kind.POST, Kind.VOID], award__in=rows)
    pending = rows.count() - settled.count()
    asked = CorrectionCase.objects.filter(town_id=town_id, state=CaseState.ASKED, quarter__isnull=True)
    waiting = asked.count()
    found = []
    if pending:
        words = ngettext(
            "%(count)d line of this quarter is pending.", "%(count)d lines of this quarter are pending.", pending
        )
        found.append(Unfinished(words=words % {"count": pending}, link="", stops=False))
    if waiting:
        words = ngettext(
            "%(count)d correction waits for the second person.",
            "%(count)d corrections wait for the second person.",
            waiting,
        )
        found.append(Unfinished(words=words % {"count": waiting}, link=reverse("points:corrections"), stops=False))
    return found
