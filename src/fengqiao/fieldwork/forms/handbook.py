"""Households, contacts, care and visits as pages send them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.fieldwork.domain.care import CareKind, ConsentWay, VisitAbout
from fengqiao.fieldwork.domain.quality import MARKS, Dimension
from fengqiao.fieldwork.forms.patrol import PhotoForm, position
from fengqiao.fieldwork.selectors.handbook_words import ABOUT, CARE, CONSENTS, DIMENSIONS
from fengqiao.fieldwork.selectors.households import CareView, HouseholdView
from fengqiao.fieldwork.services.care import Asked
from fengqiao.fieldwork.services.visits import Told
from fengqiao.ui.offering import offer

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class HouseholdForm(forms.Form):
    """A house as its grid's worker writes it down."""

    address = forms.CharField(label=_("Address"), max_length=80, help_text=_("Such as “Group 3, no. 12”"))
    name = forms.CharField(label=_("Whom to ask for"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    people = forms.IntegerField(
        label=pgettext_lazy("household", "How many people"), min_value=0, max_value=99, required=False
    )


class ContactForm(forms.Form):
    """Somebody to ring up."""

    what = forms.CharField(label=_("Which office"), max_length=80, help_text=_("Clinic, school, power station …"))
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=80)
    phone = forms.CharField(label=_("Telephone"), max_length=30)


class CareForm(forms.Form):
    """Somebody asked for care and agreed to be written down."""

    kind = forms.ChoiceField(label=pgettext_lazy("care", "Why"), choices=[])
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=80)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    household = forms.ChoiceField(label=_("In which house"), choices=[], required=False)
    needs = forms.CharField(
        label=_("What they need"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    every = forms.IntegerField(label=_("Visit every … days"), min_value=1, max_value=366, required=False)
    consent_by = forms.CharField(label=_("Who agreed"), max_length=80)
    guardian = forms.BooleanField(label=_("It was the guardian"), required=False)
    consent_way = forms.ChoiceField(label=_("How they agreed"), choices=[])
    consent_on = forms.DateField(label=_("On which day"), widget=DAY)

    def __init__(self, *args: Any, households: list[HouseholdView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(one.value, CARE[one]) for one in CareKind])
        offer(self, "consent_way", [(one.value, CONSENTS[one]) for one in ConsentWay])
        houses = [(str(one.id), one.address) for one in households if not one.opted_out]
        offer(self, "household", [("", _("choose")), *houses])

    def asked(self) -> Asked:
        """What was asked for, from a valid form."""
        data = self.cleaned_data
        return Asked(
            kind=CareKind(data["kind"]),
            name=data["name"],
            phone=data["phone"],
            needs=data["needs"],
            every=data["every"],
            household_id=UUID(data["household"]) if data["household"] else None,
            consent_by=data["consent_by"],
            consent_way=ConsentWay(data["consent_way"]),
            consent_on=data["consent_on"],
            guardian=data["guardian"],
        )


class VisitForm(PhotoForm):
    """A visit at a house or with somebody in care."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    accuracy = forms.FloatField(required=False, widget=forms.HiddenInput)
    whom = forms.ChoiceField(label=_("Whom did you visit?"), choices=[])
    about = forms.ChoiceField(label=_("What was it about?"), choices=[])
    note = forms.CharField(
        label=_("What did you see?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, households: list[HouseholdView], care: list[CareView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        houses = [(f"house:{one.id}", f"{one.address} {one.name}") for one in households if not one.opted_out]
        people = [(f"care:{one.id}", f"{one.name} · {one.kind_words}") for one in care if not one.withdrawn]
        groups = [(_("Households"), houses), (_("People in care"), people)]
        offer(self, "whom", [("", _("choose")), *((name, found) for name, found in groups if found)])
        offer(self, "about", [(one.value, ABOUT[one]) for one in VisitAbout])

    def told(self) -> Told:
        """What was written down, from a valid form."""
        data = self.cleaned_data
        kind, _colon, key = data["whom"].partition(":")
        return Told(
            about=VisitAbout(data["about"]),
            household_id=UUID(key) if kind == "house" else None,
            care_id=UUID(key) if kind == "care" else None,
            note=data["note"],
            photo=data["photo"],
            fix=position(data),
        )


class OpinionForm(forms.Form):
    """Five marks and a word."""

    words = forms.CharField(
        label=_("A word about it"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("choose")), *((str(mark), str(mark)) for mark in MARKS)]
        for one in Dimension:
            name, help_text = DIMENSIONS[one]
            self.fields[one.value] = forms.ChoiceField(label=str(name), help_text=str(help_text), choices=choices)
        self.order_fields([*(one.value for one in Dimension), "words"])

    def marks(self) -> dict[Dimension, int]:
        """The marks, from a valid form."""
        return {one: int(self.cleaned_data[one.value]) for one in Dimension}
