"""The two ledgers of a handbook: the hazards of a grid with who looked again, and its disputes, without names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Role
from fengqiao.fieldwork.domain.hazards import Step
from fengqiao.fieldwork.models import HazardStep
from fengqiao.fieldwork.selectors.hazards import ledger, words
from fengqiao.fieldwork.selectors.hazards.shown import HazardView
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents.selectors import CategoryKind, IncidentView

# A grid has some twenty places that are checked; so many hazards in one quarter are a fault, not a ledger.
MOST = 500
# Who may check and look again; the nearest duty is named.
DUTIES: Mapping[Role, Promise] = {
    Role.GRID_LEAD: _("Grid lead"),
    Role.GRID_WORKER: _("Grid worker"),
    Role.VILLAGE_SECRETARY: _("Village secretary"),
    Role.STUDIO_CLERK: _("Studio clerk"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardLine:
    """A hazard found in the quarter. ``looked_by``: the duty of who last looked again, ``looked``: what they saw."""

    id: UUID
    found_on: date
    place: str
    words: str
    severity: str
    severity_tone: str
    state: str
    tone: str
    due_on: date
    overdue: bool
    looked_on: date | None
    looked_by: str
    looked: str

    @property
    def again(self) -> str:
        """The re-check in one line; empty while nobody looked."""
        if self.looked_on is None:
            return ""
        return " · ".join(part for part in (f"{self.looked_on:%Y-%m-%d}", self.looked_by, self.looked) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeLine:
    """A dispute of the quarter: what it is and how it stands. Who has it with whom is not in the handbook."""

    id: UUID
    code: str
    category: str
    state: str
    tone: str
    outcome: str
    happened_on: date
    closed_on: date | None


def hazard_lines(actor: Actor, grid_id: UUID, *, start: datetime, end: datetime) -> tuple[HazardLine, ...]:
    """The hazards that checks in the grid found in [start, end), whatever became of them, the oldest first."""
    first, last = timezone.localdate(start), timezone.localdate(end - timedelta(microseconds=1))
    rows = ledger.every(actor, ledger.Filter(grid_id=grid_id, since=first, until=last), MOST)
    steps = _last_looks([one.id for one in rows])
    area = rows[0].area_id if rows else None
    looks = {(step.actor_id, timezone.localdate(step.at)) for step in steps.values() if step.actor_id is not None}
    duties = areas.duties_on(looks, area, roles=tuple(DUTIES)) if area is not None else {}
    return tuple(_hazard(one, steps.get(one.id), duties) for one in sorted(rows, key=lambda one: one.found_at))


def dispute_lines(events: Iterable[IncidentView]) -> tuple[tuple[DisputeLine, ...], int]:
    """The disputes among these events, the oldest first, and how many more are sensitive and therefore not listed."""
    found = sorted(
        (one for one in events if one.category_kind is CategoryKind.DISPUTE), key=lambda one: one.happened_at
    )
    shown = tuple(_dispute(one) for one in found if not one.sensitive)
    return shown, len(found) - len(shown)


def withheld_words(count: int) -> str:
    """What stands in the place of sensitive disputes."""
    return ngettext(
        "%(count)d sensitive dispute is counted here and not listed.",
        "%(count)d sensitive disputes are counted here and not listed.",
        count,
    ) % {"count": count}


def _last_looks(hazard_ids: list[UUID]) -> dict[UUID, HazardStep]:
    rows = HazardStep.objects.filter(hazard_id__in=hazard_ids, step__in=[Step.PASS, Step.SEND_BACK])
    return {row.hazard_id: row for row in rows.order_by("number")}


def _hazard(one: HazardView, step: HazardStep | None, duties: Mapping[tuple[UUID, date], Role]) -> HazardLine:
    looked_on = timezone.localdate(step.at) if step else None
    duty = duties.get((step.actor_id, looked_on)) if step and step.actor_id and looked_on else None
    return HazardLine(
        id=one.id,
        found_on=timezone.localdate(one.found_at),
        place=one.place_name,
        words=one.words or one.said,
        severity=str(words.SEVERITIES[one.severity]),
        severity_tone=words.SEVERITY_TONES[one.severity],
        state=str(words.STATES[one.state]),
        tone=words.TONES[one.state],
        due_on=one.due_on,
        overdue=one.overdue,
        looked_on=looked_on,
        looked_by=str(DUTIES[duty]) if duty else "",
        looked=str(words.STEPS[Step(step.step)]) if step else "",
    )


def _dispute(one: IncidentView) -> DisputeLine:
    return DisputeLine(
        id=one.id,
        code=one.spoken,
        category=one.category_title,
        state=one.state_words,
        tone="done" if one.ended else "info",
        outcome=incidents.in_words(one.outcome) if one.outcome else "",
        happened_on=timezone.localdate(one.happened_at),
        closed_on=timezone.localdate(one.closed_at) if one.closed_at else None,
    )
