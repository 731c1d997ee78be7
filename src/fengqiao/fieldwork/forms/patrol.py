"""A check-in, a finding, a place and a route as pages and phones send them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.core import clock
from fengqiao.fieldwork.domain.doubts import Fix
from fengqiao.fieldwork.domain.visits import RADIUS_M, NoPosition, Spot
from fengqiao.fieldwork.selectors.patrol_words import NO_POSITION, SPOTS
from fengqiao.fieldwork.selectors.places import PlaceView
from fengqiao.fieldwork.services.checkins import Found, Seen
from fengqiao.fieldwork.services.places import PlaceFacts
from fengqiao.incidents.selectors.reporting import Choice
from fengqiao.ui.offering import offer

LARGEST = 20 * 1024 * 1024


class PhotoForm(forms.Form):
    """A form that may bring a photo."""

    photo = forms.FileField(label=_("Photo"), required=False)

    def clean_photo(self) -> bytes | None:
        """Its bytes; a file larger than any photo is refused before it is read."""
        sent = self.cleaned_data["photo"]
        if not sent:
            return None
        if sent.size > LARGEST:
            raise forms.ValidationError(_("This photo is too large. Take it again."))
        content: bytes = sent.read()
        return content


class CheckInForm(PhotoForm):
    """The phone fills in the position; without it a reason is chosen."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    scanned = forms.BooleanField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    accuracy = forms.FloatField(required=False, widget=forms.HiddenInput)
    no_position = forms.ChoiceField(label=_("Why is there no position?"), choices=[], required=False)
    why = forms.CharField(label=_("In a few words"), max_length=200, required=False)
    note = forms.CharField(
        label=_("What did you see?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "no_position", [("", _("choose")), *((one.value, NO_POSITION[one]) for one in NoPosition)])

    def seen(self) -> Seen:
        """What was said, from a valid form."""
        data = self.cleaned_data
        return Seen(
            fix=position(data),
            no_position=NoPosition(data["no_position"]) if data["no_position"] else None,
            why=data["why"],
            note=data["note"],
            photo=data["photo"],
            scanned=data["scanned"],
        )


class FindingForm(PhotoForm):
    """What a patrol found."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("What did you find?"), max_length=200)
    category = forms.ChoiceField(label=_("Category"), choices=[])
    where = forms.CharField(label=_("Where exactly"), max_length=200, required=False)
    place = forms.ChoiceField(label=_("At one of these places"), choices=[], required=False)
    description = forms.CharField(
        label=_("More about it"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, categories: list[Choice], places: list[PlaceView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (one.about.title, [(each.code, each.title) for each in (one.below or (one.about,))]) for one in categories
        ]
        offer(self, "category", [("", _("choose")), *groups])
        offer(self, "place", [("", _("somewhere else")), *((str(one.id), one.name) for one in places)])

    def clean(self) -> dict[str, Any]:
        """Somewhere it must be."""
        data = self.cleaned_data
        if not any((data.get("where"), data.get("place"), data.get("lon") is not None)):
            self.add_error("where", _("Say where it is, or let the phone tell its position."))
        return data

    def found(self) -> Found:
        """What was found, from a valid form."""
        data = self.cleaned_data
        whole = data["lon"] is not None and data["lat"] is not None
        return Found(
            title=data["title"],
            category=data["category"],
            description=data["description"],
            where=data["where"],
            lon=data["lon"] if whole else None,
            lat=data["lat"] if whole else None,
            place_id=UUID(data["place"]) if data["place"] else None,
            photo=data["photo"],
        )


class PlaceForm(forms.Form):
    """A place as the lead describes it."""

    name = forms.CharField(label=_("Name of the place"), max_length=80)
    kind = forms.ChoiceField(label=pgettext_lazy("patrol place", "Kind"), choices=[])
    every = forms.IntegerField(
        label=_("Visit every … days"), min_value=1, max_value=366, required=False,
        help_text=_("Empty: whenever somebody comes by"),
    )  # fmt: skip
    by = forms.DateField(
        label=_("Once more by"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    radius = forms.IntegerField(label=_("Circle in metres"), min_value=20, max_value=1000, initial=RADIUS_M)
    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90, widget=forms.NumberInput({"step": "any"}))
    lon = forms.FloatField(
        label=_("Longitude"), min_value=-180, max_value=180, widget=forms.NumberInput({"step": "any"})
    )
    note = forms.CharField(label=_("What to look at"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(one.value, SPOTS[one]) for one in Spot])
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")

    def facts(self) -> PlaceFacts:
        """What was written, from a valid form."""
        data = self.cleaned_data
        return PlaceFacts(
            kind=Spot(data["kind"]), name=data["name"], lon=data["lon"], lat=data["lat"], note=data["note"],
            radius=data["radius"], every=data["every"], by=data["by"],
        )  # fmt: skip


class RouteForm(forms.Form):
    """Places in the order in which they were ticked off the list."""

    name = forms.CharField(label=_("Name of the route"), max_length=80)
    every = forms.IntegerField(label=_("Walk it every … days"), min_value=1, max_value=366, required=False)
    stops = forms.MultipleChoiceField(label=_("Its places"), choices=[], widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, places: list[PlaceView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "stops", [(str(one.id), one.name) for one in places])


def position(data: dict[str, Any]) -> Fix | None:
    """The position in a form's data; None when a part of it is missing."""
    lon, lat = data.get("lon"), data.get("lat")
    if lon is None or lat is None:
        return None
    return Fix(at=clock.now(), lon=lon, lat=lat, accuracy=abs(data.get("accuracy") or 0.0))
