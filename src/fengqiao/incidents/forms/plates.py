"""What the desk fills in to hang a plate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Level
from fengqiao.incidents.domain.plates import PlaceKind
from fengqiao.incidents.selectors.plates import KIND_WORDS
from fengqiao.ui.offering import offer


class ReportPlaceForm(forms.Form):
    """A place with a plate; only areas under the actor's duties are offered."""

    area = forms.TypedChoiceField(label=_("Village"), choices=[])
    kind = forms.ChoiceField(label=_("It hangs on"), choices=[])
    label = forms.CharField(
        label=_("Text on the plate"), max_length=80, help_text=_("A house number, or the number of the lamp post")
    )
    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90, widget=forms.NumberInput({"step": "any"}))
    lon = forms.FloatField(
        label=_("Longitude"), min_value=-180, max_value=180, widget=forms.NumberInput({"step": "any"})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = areas.areas(actor, level=Level.VILLAGE) or areas.areas(actor)
        for name, choices in (
            ("area", [(str(one.id), one.name) for one in villages]),
            ("kind", [(kind.value, KIND_WORDS[kind]) for kind in PlaceKind]),
        ):
            offer(self, name, choices)


class SheetForm(forms.Form):
    """An Excel file."""

    file = forms.FileField(label=_("Excel file"))
