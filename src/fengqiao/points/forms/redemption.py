"""What the studio's clerk fills in about a redemption day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.points.selectors import GiftView
from fengqiao.ui.offering import offer

MOMENT = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class DayForm(forms.Form):
    """A redemption day."""

    title = forms.CharField(label=_("Title"), max_length=80)
    place = forms.CharField(label=_("Place"), max_length=120)
    starts_at = forms.DateTimeField(label=_("Begins"), widget=MOMENT)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=MOMENT)
    slot_minutes = forms.IntegerField(label=_("Minutes in a slot"), min_value=5, max_value=240, initial=30)
    per_slot = forms.IntegerField(label=_("People in a slot"), min_value=1, max_value=1000, initial=20)
    offline_limit = forms.IntegerField(
        label=_("Points a counter may give out beyond the reservations"),
        min_value=0,
        max_value=100_000,
        initial=60,
        help_text=_(
            "For each person on its list, set aside when the counter opens, so that it can hand out without a network."
        ),
    )


class CounterForm(forms.Form):
    """A counter with its keeper."""

    name = forms.CharField(label=_("Name of the counter"), max_length=30)
    keeper = forms.ChoiceField(label=_("Who hands out"), choices=[])

    def __init__(self, *args: Any, keepers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "keeper", keepers)


class AllotForm(forms.Form):
    """Pieces for a counter."""

    counter = forms.UUIDField(widget=forms.HiddenInput())
    gift = forms.ChoiceField(label=_("Gift"), choices=[])
    pieces = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=10_000)

    def __init__(self, *args: Any, gifts: list[GiftView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "gift", [(str(one.id), f"{one.name} ({one.free})") for one in gifts if one.free])
