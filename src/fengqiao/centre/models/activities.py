"""Activities, who comes, and who came."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.centre.domain.activities import Kind, Mark, Seat
from fengqiao.centre.models.centre import Centre
from fengqiao.centre.models.rooms import Booking
from fengqiao.core.bases import Row


class Activity(Row):
    """Something that takes place. ``code``: its public name on the poster. ``booking``: the room's, None elsewhere.

    ``series``: those planned together. ``cancelled_at``: everybody who signed up sees it with its reason. ``moved``:
    how often it was put to another time or place.
    """

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="activities")
    code = models.CharField(max_length=8, unique=True)
    kind = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Kind])
    title = models.CharField(max_length=60)
    about = models.CharField(max_length=1000, blank=True)
    leader = models.CharField(max_length=40, blank=True)
    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, null=True, related_name="activity")
    place = models.CharField(max_length=80, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.PositiveIntegerField()
    series = models.UUIDField(null=True)
    moved = models.PositiveIntegerField(default=0)
    planned_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="centre_activity_forward")
        ]
        indexes = [models.Index(fields=["centre", "starts_at"], name="centre_activity_when")]


class ActivityMove(Row):
    """An activity was put to another time or place: when and where it was to be before, and why. Never changed."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="moves")
    at = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=80)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["activity", "at"], name="centre_move_when")]


class SignUp(Row):
    """Somebody comes, or waits for a place. ``code`` is what they keep; ``number``: the order of coming.

    ``phone_key``: the telephone number blinded, by which the same one is found. ``people``: all who come together.
    ``consented_at``: the guardian agreed. ``pictured``: may be shown on photos. ``moved_on_at``: the activity
    was put to another time after they had signed up. ``hidden_reason``: the centre does not show the name, and why.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="signups")
    code = models.CharField(max_length=10, unique=True)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=30, blank=True)
    phone_key = models.CharField(max_length=24, blank=True)
    people = models.PositiveIntegerField(default=1)
    child = models.BooleanField(default=False)
    guardian = models.CharField(max_length=40, blank=True)
    consented_at = models.DateTimeField(null=True)
    pictured = models.BooleanField(default=False)
    seat = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Seat])
    at_desk = models.BooleanField(default=False)
    moved_up_at = models.DateTimeField(null=True)
    moved_on_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "number"], name="centre_signup_number"),
            models.CheckConstraint(
                condition=Q(child=False) | Q(consented_at__isnull=False) & (~Q(guardian="") | Q(name="")),
                name="centre_signup_guardian",
            ),
        ]
        indexes = [models.Index(fields=["activity", "seat"], name="centre_signup_seat")]


class Photo(Row):
    """A photo of an activity. ``people``: who can be recognised on it; it is shown only while all of them agree.
    ``nobody``: somebody looked and recognised nobody. A photo taken off keeps its row, not its file."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="photos")
    file = models.CharField(max_length=200, blank=True)
    nobody = models.BooleanField(default=False)
    people = models.ManyToManyField(SignUp, related_name="photos")
    by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)


class Feedback(Row):
    """What somebody who signed up says of it afterwards: one tap, perhaps a few words. Never shown with a name."""

    signup = models.OneToOneField(SignUp, on_delete=models.PROTECT, related_name="feedback")
    mark = models.CharField(max_length=6, choices=[(one.value, one.name) for one in Mark])
    words = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.CharField(max_length=200, blank=True)


class HelperHours(Row):
    """Time that somebody of the centre gave. Never changed: a wrong line is taken back, and another written."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="helper_hours")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, null=True, related_name="helper_hours")
    day = models.DateField()
    minutes = models.PositiveIntegerField()
    what = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=1440), name="centre_helper_day")]
        indexes = [models.Index(fields=["centre", "day"], name="centre_helper_when")]
