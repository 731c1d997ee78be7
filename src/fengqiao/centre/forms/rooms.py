"""Booking a room and describing one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.centre.domain.rooms import Came, Zone
from fengqiao.centre.domain.slots import Every
from fengqiao.centre.services import Wanted

TIME = {"invalid": _("Choose a time such as 09:30."), "required": _("Choose from when until when.")}


class BookForm(forms.Form):
    """A day, two times, who. The house may repeat it; ``every`` and ``until`` of others are not looked at."""

    day = forms.DateField(error_messages={"invalid": _("Choose a day."), "required": _("Choose a day.")})
    start = forms.TimeField(error_messages=TIME)
    end = forms.TimeField(error_messages=TIME)
    people = forms.IntegerField(required=False, min_value=1, max_value=1000)
    purpose = forms.CharField(required=False, max_length=80)
    name = forms.CharField(required=False, max_length=80)
    phone = forms.CharField(required=False, max_length=30)
    every = forms.ChoiceField(required=False, choices=[(one.value, one.value) for one in Every])
    until = forms.DateField(required=False)
    wait = forms.BooleanField(required=False)

    def wanted(self, came: Came) -> Wanted:
        """What is asked for, from a valid form."""
        data = self.cleaned_data
        return Wanted(
            day=data["day"],
            start=data["start"],
            end=data["end"],
            people=data["people"] or 1,
            purpose=data["purpose"],
            name=data["name"],
            phone=data["phone"],
            came=came,
            every=Every(data["every"] or Every.ONCE),
            until=data["until"],
            wait=data["wait"],
        )


class RoomForm(forms.Form):
    """A room as the house describes it. ``deposit`` in yuan, ``longest`` in minutes."""

    name = forms.CharField(max_length=40)
    zone = forms.ChoiceField(choices=[(one.value, one.value) for one in Zone])
    capacity = forms.IntegerField(min_value=1, max_value=1000)
    deposit = forms.IntegerField(required=False, min_value=0, max_value=1000)
    longest = forms.IntegerField(min_value=15, max_value=1440)
    rules = forms.CharField(required=False, max_length=500)
    opens = forms.TimeField(required=False)
    closes = forms.TimeField(required=False)

    def values(self) -> dict[str, Any]:
        """What the service takes, from a valid form. Own hours are the same on every day."""
        data = self.cleaned_data
        opens, closes = data["opens"], data["closes"]
        own = [[[f"{opens:%H:%M}", f"{closes:%H:%M}"]] for _day in range(7)] if opens and closes else None
        return {
            "name": data["name"],
            "zone": Zone(data["zone"]),
            "capacity": data["capacity"],
            "deposit": data["deposit"] or 0,
            "longest": data["longest"],
            "rules": data["rules"],
            "hours": own,
        }


def said(form: forms.Form) -> str:
    """What is wrong with a form, in one line."""
    return " ".join(dict.fromkeys(str(error) for errors in form.errors.values() for error in errors))
