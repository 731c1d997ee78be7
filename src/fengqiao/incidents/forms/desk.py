"""What the desk fills in: the caller, the matter, the place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fengqiao.incidents.domain.facts import Source
from fengqiao.incidents.forms.actions import pictures
from fengqiao.incidents.selectors import in_words
from fengqiao.incidents.selectors.desk import Choice
from fengqiao.incidents.selectors.pinmap import SCALES
from fengqiao.ui.offering import offer

SOURCES = (Source.VISIT, Source.HOTLINE, Source.HIGHER, Source.HANDBACK)
PHONE = re.compile(r"\+?[0-9][0-9 -]{4,18}[0-9]")
_POSITION = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，;；\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


class Listed(forms.Select):
    """A long list of which a script shows what fits the typed letters: each option says by what it is found."""

    finds: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option with its name, pinyin, initials and code."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if find := self.finds.get(str(value)):
            option["attrs"]["data-find"] = find
        return option


def as_position(text: str) -> tuple[float, float] | None:
    """Longitude and latitude out of "113.63, 23.78", in whichever order: in China the larger one is the longitude.

    None when it is not two numbers.
    """
    found = _POSITION.fullmatch(text)
    if found is None:
        return None
    one, two = float(found[1]), float(found[2])
    return (one, two) if abs(one) >= abs(two) else (two, one)


class DeskForm(forms.Form):
    """One sheet. ``seen``: the codes of the neighbours' events that were shown while it was written."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    source = forms.TypedChoiceField(label=_("How it came"), choices=[], coerce=Source, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Who says it"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    anonymous = forms.BooleanField(label=_("Wants to stay anonymous"), required=False)
    title = forms.CharField(label=_("What is it about"), max_length=200)
    category = forms.ChoiceField(label=_("Category"), choices=[], widget=Listed)
    description = forms.CharField(
        label=_("In their words"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    area = forms.TypedChoiceField(label=_("Village or community"), choices=[], coerce=UUID, widget=Listed)
    place = forms.CharField(label=_("Where exactly"), max_length=200, required=False)
    position = forms.CharField(
        label=_("Position"),
        max_length=60,
        required=False,
        help_text=_("Set the pin on the map, or write longitude and latitude as a map shows them."),
    )
    happened_at = forms.DateTimeField(
        label=_("When it happened"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    photo = pictures(_("Photos"))

    def __init__(self, *args: Any, categories: Sequence[Choice], areas: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("category", categories), ("area", areas)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            assert isinstance(field.widget, Listed)
            field.choices = [("", _("choose")), *_grouped(offered)]
            field.widget.finds = {one.value: one.find for one in offered}
        if len(areas) == 1:
            self.fields["area"].initial = areas[0].value
        offer(self, "source", [(one.value, in_words(one)) for one in SOURCES])
        for field_ in self.fields.values():
            if not isinstance(field_.widget, forms.RadioSelect | forms.CheckboxInput | forms.HiddenInput):
                field_.widget.attrs.setdefault("class", "input")
        self.fields["phone"].widget.attrs |= {"inputmode": "tel", "autocomplete": "off"}
        self.fields["name"].widget.attrs |= {"autocomplete": "off"}

    def clean_phone(self) -> str:
        """A telephone number, or nothing."""
        text: str = self.cleaned_data["phone"].strip()
        if text and not PHONE.fullmatch(text):
            raise ValidationError(_("This is no telephone number. Write digits, or leave it empty."))
        return text

    def clean_position(self) -> tuple[float, float] | None:
        """Longitude and latitude, or None."""
        text = self.cleaned_data["position"]
        if not text:
            return None
        found = as_position(text)
        if found is None:
            raise ValidationError(_("Write two numbers, such as 113.6350, 23.7850, or leave it empty."))
        return found

    def clean(self) -> dict[str, Any]:
        """A place in words or a position; a name or a number goes unless somebody wants to stay anonymous."""
        data = self.cleaned_data
        if not data.get("place") and not data.get("position") and "position" not in self.errors:
            self.add_error("place", _("Say where it is, in words or by a position."))
        return data


class MapForm(forms.Form):
    """Which map is wanted: around a position at a scale (metres of one unit), or of a whole area."""

    area = forms.UUIDField(required=False)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, min_value=-85, max_value=85)
    metres = forms.IntegerField(required=False)

    def clean_metres(self) -> int:
        """One of the scales; the finest for everything else."""
        metres = self.cleaned_data["metres"]
        return metres if metres in SCALES else SCALES[0]

    @property
    def point(self) -> tuple[float, float] | None:
        """The position (WGS84), when it is one."""
        lon, lat = self.cleaned_data["lon"], self.cleaned_data["lat"]
        return None if lon is None or lat is None else (lon, lat)


def _grouped(offered: Sequence[Choice]) -> list[Any]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in offered:
        groups.setdefault(one.above, []).append((one.value, one.title))
    return [part for above, inside in groups.items() for part in ([(above, inside)] if above else inside)]
