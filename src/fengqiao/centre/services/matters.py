"""From an opinion to "solved": sorted, joined, put right here, handed on, told back, confirmed or denied."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import SYSTEM, Actor
from fengqiao.centre.domain import matters
from fengqiao.centre.domain.matters import Facts, Sort, State, Step
from fengqiao.centre.domain.seats import Right
from fengqiao.centre.models import Matter, MatterPicture, Visit
from fengqiao.centre.selectors.matters import MatterView, matter_view
from fengqiao.centre.selectors.register import members
from fengqiao.centre.services.authority import demand
from fengqiao.centre.services.errors import InputRefused
from fengqiao.centre.services.files import storing
from fengqiao.centre.services.stepping import lock, take
from fengqiao.centre.services.visits import promise_day
from fengqiao.core import clock, journal
from fengqiao.core.errors import NotYours
from fengqiao.core.journal import Event
from fengqiao.incidents import services as incidents
from fengqiao.incidents.services import clean_picture

# Under which class of the shipped catalogue a matter goes to the spine, by its sort.
CATEGORIES = {
    Sort.REPAIR: "O01",
    Sort.CLEAN: "H01",
    Sort.ORDER: "H04",
    Sort.SAFETY: "H05",
    Sort.NEIGHBOURS: "D02",
    Sort.HELP: "H06",
    Sort.POLICY: "H06",
    Sort.OTHER: "H06",
}
HANDOVER_DAYS = 10


def take_up(
    *,
    matter_id: UUID,
    sort: Sort,
    title: str = "",
    taker_id: UUID,
    follower_id: UUID,
    doer_id: UUID | None = None,
    doer_words: str = "",
    actor: Actor,
) -> MatterView:
    """Sort a matter and name who takes it up, who follows it, who does it (somebody of the centre, or in words).

    Raises StepNotTaken, InputRefused (somebody without a seat), NotYours.
    """
    with journal.unit():
        row = _settling(matter_id, actor)
        seated = {one.person_id for one in members(row.centre_id)}
        if not {one for one in (taker_id, follower_id, doer_id) if one is not None} <= seated:
            raise InputRefused(_("Choose people who have a seat at the centre now."))
        outside = doer_words.replace("\0", "").strip()[:80]
        take(
            row,
            Step.TAKE,
            Facts(has_people=doer_id is not None or bool(outside)),
            actor=actor,
            sort=sort,
            title=title.replace("\0", "").strip()[:80] or row.title,
            taker_id=taker_id,
            follower_id=follower_id,
            doer_id=doer_id,
            doer_words=outside,
        )
        return matter_view(row)


def join(*, matter_id: UUID, into: UUID, actor: Actor) -> MatterView:
    """It is what others came with already: follow theirs instead. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = _settling(matter_id, actor)
        other = Matter.objects.select_for_update().filter(pk=into, centre=row.centre).exclude(pk=row.pk).first()
        joins = other is not None and other.state in matters.OPEN
        take(row, Step.JOIN, Facts(joins_open=joins), actor=actor, joined_into=other)
        # Who had joined this one comes along, and the visits go on there.
        row.joined.update(joined_into=other)
        assert other is not None
        return matter_view(other)


def split(*, matter_id: UUID, actor: Actor) -> MatterView:
    """It was another matter after all. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = _settling(matter_id, actor)
        take(row, Step.SPLIT, Facts(), actor=actor, joined_into=None)
        return matter_view(row)


def answer(*, matter_id: UUID, words: str, actor: Actor) -> MatterView:
    """It was a question, and it was answered at once. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = _settling(matter_id, actor)
        take(row, Step.ANSWER, Facts(words=words), actor=actor, note=words, told_at=clock.now())
        return matter_view(row)


def add_picture(*, matter_id: UUID, after: bool, content: bytes, actor: Actor) -> UUID:
    """Add a picture from before or after the work. The same file once more is kept once. Raises PictureNotKept."""
    picture = clean_picture(content)
    with storing() as stored, journal.unit():
        row = _settling(matter_id, actor)
        same = row.pictures.filter(round=row.round, after=after, original_sha256=picture.original_sha256).first()
        if same is not None:
            return same.pk
        made = MatterPicture.objects.create(
            matter=row,
            round=row.round,
            after=after,
            file=stored.keep("pictures", picture.content, "jpg"),
            original_sha256=picture.original_sha256,
            width=picture.width,
            height=picture.height,
        )
        journal.record(
            Event(
                kind="centre.picture",
                subject=f"matter:{row.pk}",
                area=row.centre.area_id,
                payload={"picture": str(made.pk), "after": after, "sha256": picture.sha256},
            ),
            actor=actor.person_id,
        )
        return made.pk


def solve(
    *, matter_id: UUID, words: str = "", before: bytes | None = None, after: bytes | None = None, actor: Actor
) -> MatterView:
    """It is solved, here and now or after a while, with a picture of afterwards or words that say how.

    Whoever says so is put down where nobody was named. Raises StepNotTaken, PictureNotKept, NotYours.
    """
    for content in (before, after):
        if content:
            clean_picture(content)
    with storing() as _stored, journal.unit():
        row = _settling(matter_id, actor)
        for content, late in ((before, False), (after, True)):
            if content:
                add_picture(matter_id=row.pk, after=late, content=content, actor=actor)
        _solve(row, words, actor)
        return matter_view(row)


def hand_over(*, matter_id: UUID, actor: Actor) -> MatterView:
    """Hand a matter to the county's event spine, source visit 接访; there it is one event, whoever joined here. The
    neighbour follows it by the slip's code as before. Raises StepNotTaken, IncidentRefused, NotYours."""
    with journal.unit():
        row = _settling(matter_id, actor)
        visit = row.visits.order_by("at").first()
        assert visit is not None
        event = incidents.open_incident(
            key=f"centre:matter:{row.pk}:{row.round}",
            source="visit",
            category=CATEGORIES[Sort(row.sort or Sort.OTHER)],
            area_id=row.centre.area_id,
            title=row.title,
            lon=row.centre.lon,
            lat=row.centre.lat,
            place=f"{row.centre.name} {row.place}".strip(),
            happened_at=row.opened_at,
            reporter_id=actor.person_id,
            particulars=incidents.Particulars(description=visit.words),
            actor=SYSTEM,
        )
        promised = max(row.promised_on, promise_day(timezone.localdate(clock.now()), HANDOVER_DAYS))
        take(row, Step.HAND, Facts(), actor=actor, incident=event.id, promised_on=promised)
        return matter_view(row)


def event_closed(*, incident_id: UUID) -> None:
    """The spine has closed an event that came from here: it is solved, and the neighbour is to be told."""
    with journal.unit():
        found = Matter.objects.filter(incident=incident_id, state=State.HANDED).values_list("pk", flat=True).first()
        if found is not None:
            _solve(lock(found), _("Closed by the governance centre."), SYSTEM)


def put_on_agenda(*, matter_id: UUID, actor: Actor) -> MatterView:
    """Put a matter on the council's agenda. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = _settling(matter_id, actor)
        take(row, Step.TABLE, Facts(), actor=actor)
        return matter_view(row)


def promise(*, matter_id: UUID, day: date, words: str, actor: Actor) -> MatterView:
    """The neighbour was told how far it is, and hears again until ``day`` (local). Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = _settling(matter_id, actor)
        facts = Facts(words=words, has_day=day >= timezone.localdate(clock.now()))
        take(row, Step.PROMISE, facts, actor=actor, note=words, promised_on=day, chased_on=None)
        return matter_view(row)


def tell(*, matter_id: UUID, words: str, actor: Actor) -> MatterView:
    """The neighbour was told that it is solved, and how. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = _settling(matter_id, actor)
        take(row, Step.TELL, Facts(words=words), actor=actor, note=words, told_at=clock.now())
        return matter_view(row)


def confirm_solved(*, matter_id: UUID, code: str = "", actor: Actor) -> MatterView:
    """The neighbour says yes: with their slip's code, or to somebody at the centre. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = _neighbours(matter_id, code, actor)
        take(row, Step.CONFIRM, Facts(), actor=actor, answered_at=clock.now(), content=True)
        return matter_view(row)


def deny_solved(*, matter_id: UUID, words: str, code: str = "", actor: Actor) -> MatterView:
    """The neighbour says no: it opens again, in a new round with a new promise. Raises StepNotTaken, NotYours."""
    with journal.unit():
        row = _neighbours(matter_id, code, actor)
        today = timezone.localdate(clock.now())
        take(
            row,
            Step.DENY,
            Facts(words=words, has_day=True),
            actor=actor,
            note=words,
            answered_at=clock.now(),
            content=False,
            round=row.round + 1,
            solved_at=None,
            told_at=None,
            incident=None,
            promised_on=promise_day(today),
            chased_on=None,
        )
        return matter_view(row)


def chase_promises() -> int:
    """Promises whose day has come are called to mind once a day. For the morning's timer. Returns how many."""
    today = timezone.localdate(clock.now())
    due = Matter.objects.filter(promised_on__lte=today).exclude(state__in=matters.KEPT).exclude(chased_on=today)
    count = 0
    for pk in list(due.values_list("pk", flat=True)):
        with journal.unit():
            row = lock(pk)
            if row.chased_on == today or row.state in matters.KEPT:
                continue
            row.chased_on = today
            row.save(update_fields=["chased_on"])
            journal.record(
                Event(
                    kind="centre.promise_due",
                    subject=f"matter:{row.pk}",
                    area=row.centre.area_id,
                    payload={"centre": str(row.centre_id), "promised": row.promised_on.isoformat()},
                )
            )
            count += 1
    return count


def _solve(row: Matter, words: str, actor: Actor) -> None:
    has_after = row.pictures.filter(round=row.round, after=True).exists()
    person = actor.person_id
    take(
        row,
        Step.SOLVE,
        Facts(words=words, has_after=has_after),
        actor=actor,
        note=words,
        solved_at=clock.now(),
        taker_id=row.taker_id or person,
        follower_id=row.follower_id or person,
        doer_id=row.doer_id if row.doer_id or row.doer_words else person,
        sort=row.sort or Sort.OTHER,
    )


def _settling(matter_id: UUID, actor: Actor) -> Matter:
    row = lock(matter_id)
    demand(actor, row.centre_id, Right.SETTLE)
    return row


def _neighbours(matter_id: UUID, code: str, actor: Actor) -> Matter:
    """The matter for its visitor with the slip, or for the centre on their behalf."""
    row = lock(matter_id)
    if code:
        if not Visit.objects.filter(code=code, matter__in=[row.pk, *row.joined.values_list("pk", flat=True)]).exists():
            raise NotYours
    else:
        demand(actor, row.centre_id, Right.SETTLE)
    return row
