"""What people say of the result, and later looks at what was solved on the spot."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.incidents.domain import table
from fengqiao.incidents.domain.facts import CheckerHandled, NotFromHere, NotYourStep, ReasonMissing, State, Step
from fengqiao.incidents.domain.side import RatingWay, SampleState
from fengqiao.incidents.models import Follower, Incident, Rating, SampleCheck
from fengqiao.incidents.selectors import events
from fengqiao.incidents.selectors.events import IncidentView
from fengqiao.incidents.selectors.standing import gather
from fengqiao.incidents.services.errors import InputRefused, StepNotTaken
from fengqiao.incidents.services.handling import reopen
from fengqiao.incidents.services.taking import announce, follower_of, lock, take
from fengqiao.incidents.services.texts import plain

SHARE = 0.1
RATABLE = frozenset({State.CLOSED, State.RATED})


def rate(
    *,
    incident_id: UUID,
    stars: int,
    note: str = "",
    way: RatingWay | str = RatingWay.PAGE,
    follower_id: UUID | None = None,
    ticket: str = "",
    actor: Actor,
) -> IncidentView:
    """Rate the result with 1 to 5 stars 评价, as a follower (account or ticket), or from the desk after a call 回访.

    ``follower_id``: whom the desk called. The first rating of a round takes the event's step; the same follower's
    next one replaces theirs. Nothing waits for it. Raises InputRefused, StepNotTaken, NotYours.
    """
    if not 1 <= stars <= 5:
        raise InputRefused(_("A rating is a number of stars from 1 to 5."))
    with journal.unit():
        row = lock(incident_id, actor, ticket=ticket)
        rater = _rater(row, follower_id, ticket, actor)
        facts = gather(row, actor)
        if rater is not None and not facts.is_reporter:
            facts = gather(row, actor, is_reporter=True)
        if State(row.state) not in RATABLE:
            raise StepNotTaken(NotFromHere())
        line = table.way(State.CLOSED, Step.RATE)
        if not table.may_take(line, facts):
            raise StepNotTaken(NotYourStep())
        words, now = plain(note), clock.now()
        Rating.objects.update_or_create(
            incident=row,
            round=row.round,
            follower=rater,
            defaults={"way": RatingWay(way), "stars": stars, "note": words, "at": now, "by_id": actor.person_id},
        )
        if row.state == State.CLOSED:
            take(row, Step.RATE, facts=facts, actor=actor)
        private = {"note": words} if words else None
        announce(row, "incidents.rating", {"stars": stars, "way": str(way)}, private=private, actor=actor)
        return events.view(row)


def _rater(row: Incident, follower_id: UUID | None, ticket: str, actor: Actor) -> Follower | None:
    if (held := follower_of(row.pk, ticket)) is not None:
        return held
    present = row.followers.filter(left_at__isnull=True)
    if follower_id is not None:
        found = present.filter(pk=follower_id).first()
        if found is None:
            raise NotYours
        return found
    return present.filter(person_id=actor.person_id).first() if actor.person_id else None


def draw_samples(*, share: float = SHARE, days: int = 7, seed: int | None = None) -> int:
    """Draw a share of what was solved on the spot in the last days, and not drawn before. For the timer.

    Each event's lot is its own, so drawing twice does not draw more. Returns how many were drawn.
    """
    since = clock.now() - timedelta(days=days)
    rows = Incident.objects.filter(on_spot=True, state__in=RATABLE, closed_at__gte=since)
    drawn = 0
    for row in rows.exclude(samples__round__gte=1).order_by("pk"):
        # The lot comes from the event's random id: nobody can foresee it, and every run draws the same one.
        lot = random.Random(f"{seed}:{row.pk}").random()  # noqa: S311 - a lot, not a secret
        if lot >= share:
            continue
        with journal.unit():
            made, new = SampleCheck.objects.get_or_create(
                incident=row, round=row.round, defaults={"state": SampleState.DRAWN, "drawn_at": clock.now()}
            )
            if new:
                announce(row, "incidents.sample", {"sample": str(made.pk), "to": "drawn"}, actor=SYSTEM)
                drawn += 1
    return drawn


def check_sample(*, sample_id: UUID, passed: bool, note: str = "", actor: Actor) -> IncidentView:
    """Look at a sample: it was solved, or the event is reopened with the reason. Not by who reported or solved it."""
    with journal.unit():
        found = SampleCheck.objects.filter(pk=sample_id).values_list("incident_id", flat=True).first()
        if found is None:
            raise NotYours
        row = lock(found, actor)
        sample = SampleCheck.objects.get(pk=sample_id)
        if not areas.holds(actor, row.area_id, *table.DESK):
            raise StepNotTaken(NotYourStep())
        if actor.person_id is not None and actor.person_id in (row.handler_id, row.reporter_id):
            raise StepNotTaken(CheckerHandled())
        if sample.state != SampleState.DRAWN:
            raise StepNotTaken(NotFromHere())
        words = plain(note)
        if not passed and not words:
            raise StepNotTaken(ReasonMissing())
        sample.state = SampleState.PASSED if passed else SampleState.FAILED
        sample.checker_id, sample.checked_at, sample.note = actor.person_id, clock.now(), words
        sample.save()
        payload = {"sample": str(sample.pk), "to": sample.state.value}
        announce(row, "incidents.sample", payload, private={"note": words} if words else None, actor=actor)
        if not passed and State(row.state) in RATABLE:
            return reopen(incident_id=row.pk, reason=words, actor=SYSTEM)
        return events.view(row)
