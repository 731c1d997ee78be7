"""What the studio's clerk fills in about gifts, lots and the budget."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.core.pictures import MAX_BYTES

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class GiftForm(forms.Form):
    """A gift of the catalogue."""

    name = forms.CharField(label=_("Gift"), max_length=60)
    words = forms.CharField(
        label=_("A line about it"), max_length=300, required=False, help_text=_("Size, colour, brand: what people ask")
    )
    points = forms.IntegerField(label=_("Points"), min_value=1, max_value=100_000)
    most_each = forms.IntegerField(
        label=_("Most pieces a person in a quarter"), min_value=1, max_value=1000, required=False
    )
    picture = forms.FileField(
        label=_("Picture of the gift"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("A photo of the piece itself; what the camera writes into it is taken out."),
    )

    def clean_picture(self) -> Any:
        """Not read when it is larger than any photo."""
        file = self.cleaned_data.get("picture")
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError(_("This photo is too large; 20 MB at most."))
        return file

    def values(self) -> dict[str, Any]:
        """As the services take them."""
        data = dict(self.cleaned_data)
        file = data.pop("picture")
        return {**data, "picture": file.read() if file else None}


class LotForm(forms.Form):
    """Pieces that came in."""

    supplier = forms.CharField(label=_("Supplier"), max_length=100)
    received_on = forms.DateField(label=_("Received on"), widget=DAY)
    pieces = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=100_000)
    yuan = forms.DecimalField(
        label=_("Cost of one piece, yuan"), min_value=0, max_value=1_000_000, decimal_places=2, max_digits=9
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class WriteOffForm(forms.Form):
    """Pieces that are broken or lost."""

    pieces = forms.IntegerField(label=_("Pieces"), min_value=1)
    reason = forms.CharField(label=_("Why"), max_length=200)


class BudgetForm(forms.Form):
    """What may be spent on gifts in a year."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2200)
    yuan = forms.DecimalField(label=_("Budget, yuan"), min_value=0, decimal_places=2, max_digits=12)


class SheetForm(forms.Form):
    """An Excel file."""

    file = forms.FileField(label=_("Excel file"))
