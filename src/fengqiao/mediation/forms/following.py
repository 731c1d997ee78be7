"""What is filled in after the agreement: reminders, what was kept, and the way to the court."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.mediation.domain.confirmation import CourtStep
from fengqiao.mediation.forms.register import box
from fengqiao.ui.offering import offer

Choices = Sequence[tuple[Any, Any]]


class ChaseForm(forms.Form):
    """That somebody was reminded."""

    promise = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(label=_("What they said"), max_length=1000, widget=box(2))


class SettleForm(forms.Form):
    """Whether a promise was kept."""

    promise = forms.UUIDField(widget=forms.HiddenInput)
    kept = forms.TypedChoiceField(
        label=_("Was it kept?"),
        choices=[("1", _("Kept")), ("0", _("Not kept"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Remark"), max_length=1000, required=False, widget=box(2), help_text=_("Needed when it was not kept.")
    )


class OpenAgainForm(forms.Form):
    """That a promise was noted wrongly, and why."""

    promise = forms.UUIDField(widget=forms.HiddenInput)
    why = forms.CharField(label=_("What was noted wrongly"), max_length=1000, widget=box(2))


class FileForm(forms.Form):
    """The application to the court, for all parties together."""

    court = forms.TypedChoiceField(
        label=_("Which court"), choices=[], coerce=UUID, widget=forms.Select(attrs={"class": "input"})
    )
    asking = forms.TypedMultipleChoiceField(
        label=_("Who asks the court"),
        choices=[],
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All parties ask together; tick each of them once you have asked."),
    )
    words = forms.CharField(label=_("Message to the court"), max_length=1000, required=False, widget=box(2))

    def __init__(self, *args: Any, courts: Choices, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "court", courts)
        offer(self, "asking", parties)


class CourtForm(forms.Form):
    """A step at the court's window."""

    step = forms.TypedChoiceField(choices=[(one, one) for one in CourtStep], coerce=CourtStep, widget=forms.HiddenInput)
    number = forms.CharField(
        label=_("Number of the decision"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    words = forms.CharField(label=_("In a few words"), max_length=1000, required=False, widget=box(2))
