"""What a clerk writes when points end without a gift."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.areas.selectors import AreaView
from fengqiao.points.domain.spending import Purpose
from fengqiao.ui.offering import offer

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class ClosingForm(forms.Form):
    """Why somebody's points end. ``seen`` is how many the page said would end."""

    to_town = forms.ChoiceField(label=_("The other town"), choices=[])
    points = forms.IntegerField(label=_("How many points were earned by deceit"), min_value=1, max_value=1_000_000)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("The worker reads it."))
    hearing = forms.CharField(
        label=_("What was said at the hearing"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
        help_text=_("When, who was there, what the worker said. Leave it empty if the hearing is still to come."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, data: Any = None, *, purpose: Purpose, towns: list[AreaView], seen: int) -> None:
        super().__init__(data, initial={"seen": seen})
        if purpose is Purpose.MOVE_OUT:
            offer(self, "to_town", [("", "—"), *((str(one.id), one.name) for one in towns)])
        else:
            del self.fields["to_town"]
        if purpose is not Purpose.FRAUD:
            del self.fields["points"], self.fields["hearing"]


class ExpiryForm(forms.Form):
    """Before which day points must have been earned to expire. ``seen``: how many the preview said."""

    before = forms.DateField(label=_("Points earned before"), widget=DAY, input_formats=["%Y-%m-%d"])
    seen = forms.IntegerField(widget=forms.HiddenInput(), required=False)
