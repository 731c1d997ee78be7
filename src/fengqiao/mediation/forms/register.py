"""Registering a dispute: the matter, its place, the two sides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.incidents.domain.facts import Scale, Severity
from fengqiao.incidents.domain.forms import PHONE
from fengqiao.incidents.selectors import Source, in_words
from fengqiao.mediation.domain.disputes import Means, PartyKind, Sensitive, Stand
from fengqiao.mediation.selectors import words
from fengqiao.mediation.services import PartySheet, Sheet
from fengqiao.ui.offering import offer

SOURCES = (Source.VISIT, Source.PATROL, Source.HOTLINE, Source.HIGHER, Source.RESIDENT)
_BLANKS = re.compile(r"[\s\-()]+")


def box(rows: int = 3) -> forms.Textarea:
    """A field for several lines."""
    return forms.Textarea(attrs={"rows": rows, "class": "input"})


def phone(text: str) -> str:
    """A telephone number, or nothing. Raises ValidationError."""
    number = _BLANKS.sub("", text)
    if number and not PHONE.fullmatch(number):
        raise ValidationError(_("This is no telephone number. Write digits, or leave it empty."))
    return number


class PartyForm(forms.Form):
    """Somebody on one side."""

    kind = forms.TypedChoiceField(
        label=pgettext_lazy("party", "What they are"),
        choices=list(words.KINDS.items()),
        coerce=PartyKind,
        initial=PartyKind.PERSON,
    )
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=80)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    address = forms.CharField(label=pgettext_lazy("party", "Address"), max_length=200, required=False)
    minor = forms.BooleanField(
        label=_("Under 18"),
        required=False,
        help_text=_("Then the dispute is protected, and the guardian below speaks and signs."),
    )
    representative = forms.CharField(label=_("Who speaks for them"), max_length=80, required=False)
    relation = forms.CharField(label=_("As what (guardian, lawyer, manager)"), max_length=40, required=False)
    representative_phone = forms.CharField(
        label=pgettext_lazy("representative", "Telephone"), max_length=30, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "minor":
                field.widget.attrs |= {"class": "input", "autocomplete": "off"}
            if "phone" in name:
                field.widget.attrs["inputmode"] = "tel"

    def clean_phone(self) -> str:
        """A telephone number, or nothing."""
        return phone(self.cleaned_data["phone"])

    def clean_representative_phone(self) -> str:
        """The same."""
        return phone(self.cleaned_data["representative_phone"])

    def clean(self) -> dict[str, Any]:
        """A minor has somebody who speaks for them."""
        if self.cleaned_data.get("minor") and not self.cleaned_data.get("representative"):
            self.add_error(
                "representative",
                _("A minor needs somebody who speaks for them: write the guardian as representative."),
            )
        return self.cleaned_data

    def sheet(self, stand: Stand) -> PartySheet:
        """What the service takes, from a valid form."""
        data = self.cleaned_data
        return PartySheet(
            name=data["name"],
            stand=stand,
            kind=data["kind"],
            phone=data["phone"],
            address=data["address"],
            minor=data["minor"],
            representative=data["representative"],
            relation=data["relation"],
            representative_phone=data["representative_phone"],
        )


class RegisterForm(forms.Form):
    """The matter itself. ``mediator``: who takes it in hand."""

    form_id = forms.UUIDField(widget=forms.HiddenInput)
    subject = forms.CharField(
        label=_("What it is about"),
        max_length=80,
        help_text=_("In a few words, without names: this line is on boards and lists."),
    )
    category = forms.ChoiceField(label=_("Kind of dispute"), choices=[])
    area = forms.TypedChoiceField(label=_("Village or community"), choices=[], coerce=UUID)
    place = forms.CharField(label=_("Where exactly"), max_length=200, required=False)
    happened_on = forms.DateField(
        label=_("Since when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    facts = forms.CharField(
        label=pgettext_lazy("dispute", "What happened"), max_length=10_000, required=False, widget=box(4)
    )
    asked = forms.CharField(label=_("What is asked for"), max_length=10_000, required=False, widget=box(2))
    source = forms.TypedChoiceField(label=_("How it came"), choices=[], coerce=Source)
    scale = forms.TypedChoiceField(label=pgettext_lazy("dispute", "How many people"), choices=[], coerce=Scale)
    severity = forms.TypedChoiceField(label=pgettext_lazy("severity", "Level"), choices=[], coerce=Severity)
    means = forms.TypedChoiceField(label=_("Way of settling"), choices=list(words.MEANS.items()), coerce=Means)
    mediator = forms.TypedChoiceField(label=_("Mediator in charge"), choices=[], coerce=UUID)
    sensitive = forms.TypedChoiceField(
        label=_("Does it need protection?"),
        choices=list(words.SENSITIVE.items()),
        coerce=Sensitive,
        required=False,
        empty_value=Sensitive.NO,
        help_text=_(
            "Protected: only the mediator in charge and the studio's clerk read it, every reading is written down, and "
            "a second person signs off the end."
        ),
    )

    def __init__(
        self,
        *args: Any,
        categories: Iterable[tuple[Any, Any]],
        areas: Iterable[tuple[Any, Any]],
        mediators: Iterable[tuple[Any, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        none = ("", _("choose"))
        places = list(areas)
        offer(self, "category", [none, *categories])
        offer(self, "area", places if len(places) == 1 else [none, *places])
        offer(self, "mediator", [none, *mediators])
        offer(self, "source", [(one.value, in_words(one)) for one in SOURCES])
        offer(self, "scale", [(one.value, in_words(one)) for one in Scale])
        offer(self, "severity", [(one.value, in_words(one)) for one in reversed(Severity)])
        for field in self.fields.values():
            if not isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs |= {"class": "input"}

    def sheet(self, parties: tuple[PartySheet, ...]) -> Sheet:
        """What the service takes, from a valid form."""
        data = self.cleaned_data
        return Sheet(
            form_id=data["form_id"],
            category=data["category"],
            area_id=data["area"],
            subject=data["subject"],
            mediator_id=data["mediator"],
            parties=parties,
            place=data["place"],
            facts=data["facts"],
            asked=data["asked"],
            happened_on=data["happened_on"],
            source=data["source"],
            scale=data["scale"],
            severity=data["severity"],
            means=data["means"],
            sensitive=data["sensitive"] or Sensitive.NO,
        )
