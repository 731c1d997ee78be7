"""One small form for each thing that is done on the page of a dispute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.mediation.domain.disputes import Outcome, Sensitive
from fengqiao.mediation.forms.register import box
from fengqiao.mediation.selectors import words
from fengqiao.mediation.services import Plan
from fengqiao.ui.offering import offer

Choices = Sequence[tuple[Any, Any]]


def _input(kind: str, **more: str) -> dict[str, str]:
    return {"type": kind, "class": "input", **more}


class SessionForm(forms.Form):
    """When and where the parties meet."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs=_input("date"), format="%Y-%m-%d"))
    start = forms.TimeField(
        label=pgettext_lazy("time", "From"), widget=forms.TimeInput(attrs=_input("time"), format="%H:%M")
    )
    end = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs=_input("time"), format="%H:%M"))
    place = forms.CharField(
        label=_("Place"), max_length=200, required=False, widget=forms.TextInput(attrs={"class": "input"})
    )
    room = forms.BooleanField(
        label=_("Ask the neighbourhood centre for a room"),
        required=False,
        help_text=_("The centre learns the time and how many come, and nothing of the dispute."),
    )
    people = forms.IntegerField(
        label=_("How many people"),
        min_value=2,
        max_value=200,
        required=False,
        initial=6,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )

    def plan(self) -> Plan:
        """What the service takes, from a valid form."""
        data = self.cleaned_data
        return Plan(
            starts_at=timezone.make_aware(datetime.combine(data["day"], data["start"])),
            ends_at=timezone.make_aware(datetime.combine(data["day"], data["end"])),
            place=data["place"],
            room=data["room"],
            people=data["people"] or 6,
        )


class HeldForm(forms.Form):
    """That a session took place: who came and what was said."""

    session = forms.UUIDField(widget=forms.HiddenInput)
    parties = forms.TypedMultipleChoiceField(
        label=_("Which parties came"), choices=[], coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    represented = forms.TypedMultipleChoiceField(
        label=_("Only their representative came"),
        choices=[],
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    ours = forms.TypedMultipleChoiceField(
        label=_("Who of ours sat in"), choices=[], coerce=UUID, required=False, widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.CharField(
        label=_("Minutes"),
        max_length=10_000,
        widget=box(5),
        help_text=_("What each side said, what was proposed, where they stand. Final once it is kept."),
    )

    def __init__(self, *args: Any, parties: Choices, represented: Choices, ours: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("parties", parties), ("represented", represented), ("ours", ours)):
            offer(self, name, offered)
            if not offered:
                del self.fields[name]


class OffForm(forms.Form):
    """Why a session fell through."""

    session = forms.UUIDField(widget=forms.HiddenInput)
    why = forms.CharField(label=_("Why it fell through"), max_length=300, widget=box(2))


class ConsentForm(forms.Form):
    """Whether a party wants the mediation."""

    party = forms.UUIDField()
    wants = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")


class ConcludeForm(forms.Form):
    """How it ended."""

    outcome = forms.TypedChoiceField(
        label=_("How it ended"), choices=list(words.OUTCOMES.items()), coerce=Outcome, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In a few words"),
        max_length=1000,
        required=False,
        widget=box(2),
        help_text=_("Needed when it was not settled."),
    )


class WordsForm(forms.Form):
    """A reason or a remark."""

    words = forms.CharField(label=_("Reason"), max_length=1000, widget=box(2))


class RemarkForm(forms.Form):
    """A remark that may be left out."""

    words = forms.CharField(label=_("Remark"), max_length=1000, required=False, widget=box(2))


class ProtectForm(forms.Form):
    """Why it is to be protected."""

    why = forms.TypedChoiceField(
        label=_("Why"),
        choices=[(one, word) for one, word in words.SENSITIVE.items() if one is not Sensitive.NO],
        coerce=Sensitive,
        widget=forms.Select(attrs={"class": "input"}),
    )


class HandOverForm(forms.Form):
    """To whom it is given."""

    mediator = forms.TypedChoiceField(
        label=_("Mediator"), choices=[], coerce=UUID, widget=forms.Select(attrs={"class": "input"})
    )

    def __init__(self, *args: Any, mediators: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "mediator", mediators)


def said(form: forms.Form) -> str:
    """What is wrong with a form, in one line."""
    return " ".join(dict.fromkeys(str(error) for errors in form.errors.values() for error in errors))
