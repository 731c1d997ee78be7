"""A centre as its people describe it, its people, and who opens an account by invitation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.areas.forms import FirstAccountForm
from fengqiao.areas.selectors import AreaView
from fengqiao.centre.domain import hours
from fengqiao.centre.domain.seats import Seat
from fengqiao.centre.selectors import CentreView
from fengqiao.centre.selectors.words import PLACES, SEATS

WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OpenForm(forms.Form):
    """A new centre: what it is called and where it lies; everything else can be taken later."""

    name = forms.CharField(label=_("What is it called?"), max_length=80)
    area = forms.TypedChoiceField(label=_("In which village or community?"))
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telephone of the house"), max_length=20, required=False)

    def __init__(self, *args: Any, areas: list[AreaView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(one.id): one for one in areas}
        self.fields["area"] = forms.ChoiceField(
            label=_("In which village or community?"), choices=[(key, one.name) for key, one in self.areas.items()]
        )


class AboutForm(forms.Form):
    """What the centre says about itself. ``day0`` to ``day6``: opening hours in a line each; ``places``: the desk's
    choices, one a line."""

    name = forms.CharField(label=_("Name of the centre"), max_length=80)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telephone of the house"), max_length=20, required=False)
    reception_from = forms.TimeField(label=_("The desk receives from"), widget=CLOCK)
    reception_to = forms.TimeField(label=_("until"), widget=CLOCK)
    places = forms.CharField(
        label=_("Places to choose from at the desk, one a line"), required=False, widget=forms.Textarea, max_length=400
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, label in enumerate(WEEKDAYS):
            self.fields[f"day{number}"] = forms.CharField(label=label, required=False, max_length=60)

    @property
    def week(self) -> list[forms.BoundField]:
        """The fields of the seven days."""
        return [self[f"day{number}"] for number in range(len(WEEKDAYS))]

    def clean(self) -> dict[str, Any]:
        """The hours must be readable; the message says on which day they are not."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        week = []
        for number in range(len(WEEKDAYS)):
            line = data.get(f"day{number}", "")
            try:
                week.append(hours.read([line] + [""] * hours.SUNDAY)[0])
            except hours.BadHours:
                self.add_error(
                    f"day{number}", _("Write times such as 08:00-12:00 14:30-21:00, or nothing for a closed day.")
                )
        data["week"] = week
        return data

    def changes(self) -> dict[str, Any]:
        """What the service takes, from a valid form."""
        data = self.cleaned_data
        places = [line.strip()[:20] for line in data["places"].splitlines() if line.strip()][:12]
        kept = {name: data[name] for name in ("name", "address", "phone", "reception_from", "reception_to")}
        return {**kept, "hours": data["week"], "settings": {"places": places}}

    @staticmethod
    def of(house: CentreView) -> dict[str, Any]:
        """The form's first values."""
        week = {f"day{number}": line for number, line in enumerate(hours.written(house.hours))}
        plain = ("name", "address", "phone", "reception_from", "reception_to")
        places = house.settings.get("places") or [str(one) for one in PLACES]
        return {name: getattr(house, name) for name in plain} | week | {"places": "\n".join(places)}


class SeatForm(forms.Form):
    """A seat for somebody: ``person`` is known here already, or a ``name`` is written."""

    seat = forms.ChoiceField(label=_("Seat"), choices=[(one.value, words) for one, words in SEATS.items()])
    person = forms.ChoiceField(label=_("Somebody who had a seat here"), required=False)
    name = forms.CharField(label=_("Or somebody new: name"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    task = forms.CharField(label=_("What do they look after?"), max_length=80, required=False)
    since = forms.DateField(label=_("First day"), widget=DAY)
    last_day = forms.DateField(label=_("Last day of the term"), widget=DAY, required=False)

    def __init__(self, *args: Any, known: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ChoiceField(
            label=_("Somebody who had a seat here"), required=False, choices=[("", "—"), *known.items()]
        )

    def wanted(self) -> dict[str, Any]:
        """What the services take beside the person."""
        data = self.cleaned_data
        return {
            "seat": Seat(data["seat"]),
            "task": data["task"],
            "since": data["since"],
            "last_day": data["last_day"],
        }


class InvitedForm(FirstAccountForm):
    """A user name and a password, typed twice; the name is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]
