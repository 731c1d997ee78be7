"""What the studio's desk fills in: an item of the task list, a push."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.areas.selectors import AreaView
from fengqiao.fieldwork.domain.worklist import Frequency, Proof, Pusher
from fengqiao.fieldwork.selectors import words
from fengqiao.fieldwork.services.worklist import KindWords
from fengqiao.ui.offering import offer

Day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class KindForm(forms.Form):
    """An item of the task list as somebody proposes it."""

    area = forms.ChoiceField(label=_("Whose list"))
    code = forms.CharField(
        label=_("Code on the list"), max_length=12, required=False, help_text=_("Left empty: the next free number.")
    )
    title = forms.CharField(label=_("What the worker does"), max_length=80)
    how = forms.CharField(
        label=_("How it is done"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    frequency = forms.ChoiceField(label=_("How often"), choices=list(words.FREQUENCIES.items()))
    minutes = forms.IntegerField(
        label=_("Minutes it takes once"), min_value=1, max_value=960, initial=30, help_text=_("Counts as load.")
    )
    proofs = forms.MultipleChoiceField(
        label=_("What the answer must bring"),
        choices=list(words.PROOFS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    pushers = forms.MultipleChoiceField(
        label=_("Who may push it"),
        choices=list(words.PUSHERS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    basis = forms.CharField(
        label=_("Basis"),
        max_length=200,
        required=False,
        help_text=_("The document and the number of the item that make this work of grid workers."),
    )
    urgent = forms.BooleanField(
        label=_("Urgent, without a basis yet"),
        required=False,
        help_text=_("Needs a reason, a last day within 60 days, and somebody else's approval."),
    )
    reason = forms.CharField(label=_("Why it is urgent"), max_length=300, required=False)
    last_day = forms.DateField(label=_("Last day"), required=False, widget=Day)

    def __init__(self, *args: Any, places: list[AreaView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "area", [(str(one.id), one.name) for one in places])

    def area_id(self) -> UUID:
        """Whose list, from a valid form."""
        return UUID(self.cleaned_data["area"])

    def said(self) -> KindWords:
        """What the item says, from a valid form."""
        data = self.cleaned_data
        return KindWords(
            title=data["title"],
            how=data["how"],
            frequency=Frequency(data["frequency"]),
            minutes=data["minutes"],
            proofs=[Proof(one) for one in data["proofs"]],
            pushers=[Pusher(one) for one in data["pushers"]],
            basis=data["basis"],
            urgent=data["urgent"],
            reason=data["reason"],
            last_day=data["last_day"],
        )


class PushForm(forms.Form):
    """What is pushed, until when. Who gets it is chosen in the page's own list."""

    push_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of work"))
    due_day = forms.DateField(label=_("Due on"), widget=Day)
    due_time = forms.TimeField(
        label=pgettext_lazy("task", "at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    words = forms.CharField(
        label=_("What to look at this time"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sure = forms.BooleanField(label=_("Push it anyway; I have spoken with them."), required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, str | Promise]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", kinds)


class AnswerForm(forms.Form):
    """A worker's answer to a task. Position in WGS84, when the phone gave it; photos come beside it."""

    answer_id = forms.UUIDField(
        error_messages={"required": _("Load the page again."), "invalid": _("Load the page again.")}
    )
    note = forms.CharField(required=False, max_length=1000)
    lon = forms.FloatField(required=False)
    lat = forms.FloatField(required=False)
    captured_at = forms.DateTimeField(required=False)
