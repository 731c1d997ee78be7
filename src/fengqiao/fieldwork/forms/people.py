"""What the desk fills in about people: a grid for somebody, an absence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.areas.domain.roles import Employment
from fengqiao.fieldwork.domain.absence import Reason
from fengqiao.fieldwork.forms.studio import Day
from fengqiao.ui.offering import offer

REASONS = {
    Reason.LEAVE: pgettext_lazy("absence", "Leave"),
    Reason.DUTY: pgettext_lazy("absence", "Other duty"),
    Reason.TRAINING: pgettext_lazy("absence", "Training"),
    Reason.OTHER: pgettext_lazy("absence", "Something else"),
}


class GiveGridForm(forms.Form):
    """A grid for somebody from a day on. Without a person, ``name`` (and ``phone``) are of somebody new."""

    person = forms.ChoiceField(label=_("Worker"), required=False)
    name = forms.CharField(label=_("Or somebody new: name"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telephone of the new one"), max_length=20, required=False)
    lead = forms.ChoiceField(
        label=_("As"), choices=[("1", _("Grid lead")), ("", pgettext_lazy("grid", "Member"))], required=False
    )
    employment = forms.ChoiceField(
        label=_("Full-time or part-time"),
        choices=[(Employment.FULL.value, _("full-time")), (Employment.PART.value, _("part-time"))],
    )
    since = forms.DateField(label=_("From"), widget=Day)
    last_day = forms.DateField(
        label=_("Last day"), widget=Day, required=False, help_text=_("Left empty: without an end.")
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", [("", _("please choose")), *people])

    def clean(self) -> dict[str, Any]:
        """Somebody must be named."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("person") and not (data.get("name") or "").strip():
            self.add_error("person", _("Choose somebody, or write the name of somebody new."))
        return data


class AbsenceForm(forms.Form):
    """Somebody is away; who stands in may stay open."""

    person = forms.ChoiceField(label=_("Who is away"))
    first = forms.DateField(label=_("First day"), widget=Day)
    last = forms.DateField(label=_("Last day"), widget=Day)
    reason = forms.ChoiceField(label=_("Why"), choices=list(REASONS.items()), help_text=_("No more than this is kept."))
    stand_in = forms.ChoiceField(label=_("Who stands in"), required=False)

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", [("", _("please choose")), *workers])
        offer(self, "stand_in", [("", pgettext_lazy("absence", "nobody yet")), *workers])


class LeaveForm(forms.Form):
    """A worker asks to be away. ``request_id``: made with the form."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    first = forms.DateField(label=_("First day"), widget=Day)
    last = forms.DateField(label=_("Last day"), widget=Day)
    reason = forms.ChoiceField(label=_("Why"), choices=list(REASONS.items()), help_text=_("No more than this is kept."))
    wish = forms.ChoiceField(
        label=_("Who could stand in"), required=False, help_text=_("Ask them first. The studio decides.")
    )

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "wish", [("", _("The studio finds somebody")), *colleagues])
