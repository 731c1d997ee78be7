"""A visit as the tablet sends it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.centre.domain.matters import Wish
from fengqiao.centre.services import Told

LARGEST = 20 * 1024 * 1024


class VisitForm(forms.Form):
    """Everything may be empty but the key; what must be said is the service's affair. ``place_more``: in words."""

    visit_id = forms.UUIDField(
        error_messages={"required": _("Load the page again."), "invalid": _("Load the page again.")}
    )
    code = forms.CharField(required=False, max_length=20)
    at = forms.DateTimeField(required=False)
    words = forms.CharField(required=False, max_length=4000)
    place = forms.CharField(required=False, max_length=200)
    place_more = forms.CharField(required=False, max_length=200)
    wish = forms.ChoiceField(required=False, choices=[(one.value, one.value) for one in Wish])
    name = forms.CharField(required=False, max_length=80)
    phone = forms.CharField(required=False, max_length=30)
    photo = forms.FileField(required=False)
    voice = forms.FileField(required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse files that are larger than any photo or memo, before they are read."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("photo", "voice"):
            if data.get(name) and data[name].size > LARGEST:
                self.add_error(name, _("This file is too large. Take it again, shorter or smaller."))
        return data

    def told(self) -> Told:
        """What somebody came with, from a valid form."""
        data = self.cleaned_data
        place = " ".join(part for part in (data["place"], data["place_more"]) if part)
        return Told(
            visit_id=data["visit_id"],
            code=data["code"],
            words=data["words"],
            place=place[:200],
            wish=Wish(data["wish"]) if data["wish"] else None,
            name=data["name"],
            phone=data["phone"],
            at=data["at"],
            photo=data["photo"].read() if data["photo"] else None,
            voice=data["voice"].read() if data["voice"] else None,
        )
