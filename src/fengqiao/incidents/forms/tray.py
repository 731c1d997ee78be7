"""What people fill in at the tray."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Level
from fengqiao.incidents.selectors import categories
from fengqiao.incidents.selectors.tray import Tab, TrayFilter, partners
from fengqiao.incidents.services.tray import MOST_ROWS, Act, TrayAction
from fengqiao.ui.offering import offer

_MOST_AREAS = 500
_NOTE_NEEDED = {TrayAction.REFUSE, TrayAction.JOIN, TrayAction.TRANSFER, TrayAction.ANSWER}
_PARTNER_NEEDED = {TrayAction.JOIN, TrayAction.TRANSFER}


class TrayFilterForm(forms.Form):
    """Filters; every field may be empty, and one that cannot be read is left out."""

    q = forms.CharField(label=gettext_lazy("Words or code"), required=False, max_length=100)
    area = forms.TypedChoiceField(label=gettext_lazy("Area"), required=False, coerce=UUID, empty_value=None)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("all"))
        places = [(str(one.id), one.name) for one in areas.areas(actor, level=Level.TOWN)]
        places += [(str(one.id), one.name) for one in areas.areas(actor, level=Level.VILLAGE)]
        offer(self, "area", [everything, *places[:_MOST_AREAS]])
        classes = [one for one in categories() if one.parent is None]
        offer(self, "category", [everything, *((one.code, one.title) for one in classes)])
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def wanted(self) -> TrayFilter:
        """What was asked for, as far as it could be read."""
        self.is_valid()
        data = self.cleaned_data
        return TrayFilter(text=data.get("q") or "", area_id=data.get("area"), category=data.get("category") or "")

    def kept(self) -> dict[str, str]:
        """The filters in force, as they stand in an address."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    def gone(self) -> list[str]:
        """The labels of filters that were given and name nothing (any more)."""
        self.is_valid()
        return [str(self.fields[name].label) for name in self.errors if name in self.fields]


def as_query(tab: str, filters: TrayFilterForm) -> str:
    """A part of the tray and the filters in force, as they stand in an address."""
    return urlencode({**filters.kept(), "tab": as_tab(tab).value})


def as_tab(text: str) -> Tab:
    """The part of the tray; the first when there is none of this name."""
    return Tab(text) if text in list(Tab) else Tab.NEW


class TrayActForm(forms.Form):
    """What is to be done with the rows that were selected. ``complaint`` says what is missing."""

    action = forms.TypedChoiceField(choices=[(one.value, one.value) for one in TrayAction], coerce=TrayAction)
    note = forms.CharField(
        label=gettext_lazy("Reason, request or answer"),
        max_length=1000,
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    organisation = forms.TypedChoiceField(
        label=gettext_lazy("Which organisation"), required=False, coerce=UUID, empty_value=None
    )
    photo = forms.FileField(
        label=gettext_lazy("Photo after the work"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", [("", _("choose")), *((str(one.id), one.name) for one in partners(actor))])

    def complaint(self, rows: list[str]) -> str:
        """What is missing, in words; "" when nothing is."""
        if not rows:
            return _("Select at least one row first, then choose what to do with it.")
        if len(rows) > MOST_ROWS:
            return _("At most %(most)d rows at once. Nothing was changed.") % {"most": MOST_ROWS}
        if not self.is_valid():
            return _("This could not be read. Please fill it in again; nothing was changed.")
        action = self.cleaned_data["action"]
        if action in _PARTNER_NEEDED and self.cleaned_data["organisation"] is None:
            return _("Choose the organisation, then press the button again. Nothing was changed.")
        if action in _NOTE_NEEDED and not self.cleaned_data["note"]:
            return _("Write the reason, the request or the answer, then press the button again. Nothing was changed.")
        return ""

    def act(self) -> Act:
        """What is to be done."""
        data = self.cleaned_data
        photo = data["photo"]
        return Act(
            action=data["action"],
            note=data["note"],
            organisation_id=data["organisation"],
            photo=photo.read() if photo and data["action"] is TrayAction.ANSWER else None,
        )
