"""Planning an activity and signing up for one."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.centre.domain.activities import MOST_PEOPLE, Asked, Kind
from fengqiao.centre.domain.slots import Every
from fengqiao.centre.forms.rooms import TIME
from fengqiao.centre.services import NewTime, Plan
from fengqiao.centre.services.activities import MOST_PLACES

DAY = {"invalid": _("Choose a day."), "required": _("Choose a day.")}
PLACES = {"invalid": _("How many places? Give a number."), "required": _("How many places? Give a number.")}


class PlanForm(forms.Form):
    """What takes place when and where. An empty ``room`` is somewhere else."""

    kind = forms.ChoiceField(choices=[(one.value, one.value) for one in Kind])
    title = forms.CharField(max_length=60, error_messages={"required": _("Give it a title.")})
    about = forms.CharField(required=False, max_length=1000)
    leader = forms.CharField(required=False, max_length=40)
    room = forms.UUIDField(required=False)
    place = forms.CharField(required=False, max_length=80)
    day = forms.DateField(error_messages=DAY)
    start = forms.TimeField(error_messages=TIME)
    end = forms.TimeField(error_messages=TIME)
    places = forms.IntegerField(min_value=1, max_value=MOST_PLACES, error_messages=PLACES)
    every = forms.ChoiceField(required=False, choices=[(one.value, one.value) for one in Every])
    until = forms.DateField(required=False, error_messages=DAY)

    def plan(self) -> Plan:
        """What is planned, from a valid form."""
        data = self.cleaned_data
        return Plan(
            kind=Kind(data["kind"]),
            title=data["title"],
            about=data["about"],
            leader=data["leader"],
            room_id=data["room"],
            place=data["place"],
            day=data["day"],
            start=data["start"],
            end=data["end"],
            places=data["places"],
            every=Every(data["every"] or Every.ONCE),
            until=data["until"],
        )


class MoveForm(forms.Form):
    """When and where an activity is to be instead. An empty ``room`` is somewhere else."""

    day = forms.DateField(error_messages=DAY)
    start = forms.TimeField(error_messages=TIME)
    end = forms.TimeField(error_messages=TIME)
    room = forms.UUIDField(required=False)
    place = forms.CharField(required=False, max_length=80)

    def new_time(self) -> NewTime:
        """The new time and place, from a valid form."""
        data = self.cleaned_data
        return NewTime(day=data["day"], start=data["start"], end=data["end"], room_id=data["room"], place=data["place"])


class SignUpForm(forms.Form):
    """Who comes; what is missing for a child is judged by the domain. ``form``: this form's own id."""

    form = forms.UUIDField(required=False)
    name = forms.CharField(
        max_length=40,
        error_messages={
            "required": _("Leave a name; a nickname is enough."),
            "max_length": _("A name has up to 40 characters."),
        },
    )
    phone = forms.CharField(required=False, max_length=30)
    people = forms.IntegerField(required=False, min_value=1, max_value=MOST_PEOPLE)
    child = forms.BooleanField(required=False)
    guardian = forms.CharField(required=False, max_length=40)
    consents = forms.BooleanField(required=False)
    pictured = forms.BooleanField(required=False)
    wait = forms.BooleanField(required=False)

    def asked(self) -> Asked:
        """What is asked for, from a valid form."""
        data = self.cleaned_data
        return Asked(
            name=data["name"],
            phone=data["phone"],
            people=data["people"] or 1,
            child=data["child"],
            guardian=data["guardian"],
            consents=data["consents"],
            pictured=data["pictured"],
            wait=data["wait"],
        )

    @property
    def form_id(self) -> UUID | None:
        """The form's own id, by which sending it twice is noticed."""
        found: UUID | None = self.cleaned_data["form"]
        return found
