"""An agreement as it is written down: what happened, and who promises what until when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.mediation.domain.agreements import MOST_PROMISES, AgreementForm
from fengqiao.mediation.forms.register import box
from fengqiao.mediation.selectors import words
from fengqiao.mediation.services import AgreementSheet, PromiseSheet
from fengqiao.ui.offering import offer

Choices = Sequence[tuple[Any, Any]]
EMPTY_ROWS = 2


class AgreementTextForm(forms.Form):
    """The form of the agreement and its facts."""

    form = forms.TypedChoiceField(
        label=pgettext_lazy("agreement", "Form"),
        choices=list(words.FORMS.items()),
        coerce=AgreementForm,
        initial=AgreementForm.WRITTEN,
        widget=forms.RadioSelect,
    )
    facts = forms.CharField(label=_("What happened, in words that both sides accept"), max_length=10_000, widget=box(5))


class PromiseForm(forms.Form):
    """One promise. A row in which nothing is said is left out."""

    by = forms.TypedChoiceField(label=_("Who promises"), choices=[], coerce=UUID)
    words = forms.CharField(label=pgettext_lazy("agreement", "What"), max_length=1000, required=False, widget=box(2))
    due_on = forms.DateField(
        label=_("Until when"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    way = forms.CharField(label=_("In which way"), max_length=200, required=False)
    place = forms.CharField(label=_("Where"), max_length=200, required=False)

    def __init__(self, *args: Any, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "by", parties)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def clean(self) -> dict[str, Any]:
        """What is promised has a day."""
        data = self.cleaned_data
        if data.get("words") and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Say until when."))
        return data

    @property
    def said(self) -> bool:
        """True when something is promised."""
        return bool(self.cleaned_data.get("words"))


class AgreementSheetForm:
    """The whole sheet: the text and up to twelve promises."""

    def __init__(self, data: Any = None, *, parties: Choices, initial: AgreementSheet | None = None) -> None:
        start = {"form": initial.form, "facts": initial.facts} if initial else None
        self.text = AgreementTextForm(data, initial=start)
        there = initial.promises if initial else ()
        count = _count(data) if data is not None else min(MOST_PROMISES, len(there) + EMPTY_ROWS)
        self.promises = [
            PromiseForm(
                data,
                prefix=f"p{number}",
                parties=parties,
                initial=_initial(there[number]) if number < len(there) else _whose(number, parties),
            )
            for number in range(count)
        ]
        self.count = count

    def is_valid(self) -> bool:
        """True when every part is."""
        return all([self.text.is_valid(), *(one.is_valid() for one in self.promises)])

    def sheet(self) -> AgreementSheet:
        """What the service takes, from a valid sheet."""
        data = self.text.cleaned_data
        return AgreementSheet(
            form=data["form"],
            facts=data["facts"],
            promises=tuple(
                PromiseSheet(
                    by=one.cleaned_data["by"],
                    words=one.cleaned_data["words"],
                    due_on=one.cleaned_data["due_on"],
                    way=one.cleaned_data["way"],
                    place=one.cleaned_data["place"],
                )
                for one in self.promises
                if one.said
            ),
        )


def _count(data: Any) -> int:
    text = str(data.get("rows", ""))
    return min(max(int(text), 1), MOST_PROMISES) if text.isascii() and text.isdigit() else EMPTY_ROWS


def _initial(sheet: PromiseSheet) -> dict[str, Any]:
    return {
        "by": str(sheet.by),
        "words": sheet.words,
        "due_on": sheet.due_on,
        "way": sheet.way,
        "place": sheet.place,
    }


def _whose(number: int, parties: Choices) -> dict[str, Any]:
    """In an empty row the next party, for often each of them promises something."""
    return {"by": parties[number % len(parties)][0]} if parties else {}
