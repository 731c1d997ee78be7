"""What people without an account fill in. Mistakes are said in words; nothing that was written is lost."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fengqiao.core.pictures import MAX_BYTES
from fengqiao.incidents.domain.forms import PHONE
from fengqiao.incidents.selectors import CategoryView, resident_category, resident_choices

TICKET = re.compile(r"[A-Za-z0-9_-]{16,64}")
LONGEST = 1000
# By the class's code in small letters, for the classes that come with the program; others get a plain one.
CLASS_ICONS = {
    "h01": "trash-2",
    "h02": "megaphone",
    "h03": "construction",
    "h04": "store",
    "h05": "triangle-alert",
    "h06": "circle-ellipsis",
    "o01": "lightbulb",
    "o02": "traffic-cone",
    "o03": "signpost",
    "o04": "trees",
    "o05": "house",
    "o06": "wrench",
}


class _Photo(forms.FileField):
    """A photo that is looked at by the service; here only its size, before it is read."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = super().clean(data, initial)
        if found and found.size > MAX_BYTES:
            raise forms.ValidationError(
                gettext("This photo is too large (%(size)d MB; at most 20). What you wrote is still here.")
                % {"size": math.ceil(found.size / 1024 / 1024)}
            )
        return found


class ReportForm(forms.Form):
    """A resident's report. ``ticket`` is made with the form; ``new``: the neighbours' reports were looked at."""

    ticket = forms.RegexField(TICKET, error_messages={"invalid": _("This form is out of date. Load the page again.")})
    photo = _Photo(
        label=_("Photo"),
        required=False,
        allow_empty_file=False,
        error_messages={"empty": _("This photo is empty. Take it again.")},
    )
    category = forms.CharField(
        label=_("What is it?"), max_length=40, error_messages={"required": _("Choose what it is about.")}
    )
    lon = forms.FloatField(required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    area = forms.UUIDField(label=_("Village"), required=False)
    place = forms.CharField(label=_("Where exactly?"), max_length=200, required=False)
    text = forms.CharField(
        label=_("What should we know?"),
        required=False,
        max_length=LONGEST,
        error_messages={
            "max_length": _("The text has %(show_value)d characters; at most %(limit_value)d fit. Shorten it.")
        },
    )
    phone = forms.CharField(label=_("Your telephone number"), max_length=30, required=False)
    new = forms.BooleanField(required=False)
    join = forms.UUIDField(required=False)

    def clean_category(self) -> str:
        """Only what residents may report."""
        code = str(self.cleaned_data["category"])
        if resident_category(code) is None:
            raise forms.ValidationError(gettext("Choose one of the pictures."))
        return code

    def clean_phone(self) -> str:
        """Empty, or something that can be dialled."""
        phone = str(self.cleaned_data["phone"])
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(gettext("This is no telephone number. Leave it empty to stay anonymous."))
        return phone

    def clean(self) -> dict[str, Any]:
        """A position is two numbers or none."""
        data = super().clean() or self.cleaned_data
        if data.get("lon") is None or data.get("lat") is None:
            data["lon"] = data["lat"] = None
        data["text"] = str(data.get("text", "")).replace("\r\n", "\n")
        return data

    @property
    def about(self) -> CategoryView | None:
        """The category that was chosen, as far as it is one."""
        return resident_category(str(self.data.get("category", "")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A class of matters as a large button, with the more exact ones below it."""

    code: str
    title: str
    examples: str
    icon: str
    below: tuple[tuple[str, str], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Its own code and those below it."""
        return (self.code, *(code for code, _title in self.below))


def pictures() -> list[Picture]:
    """What residents may report, as buttons."""
    return [
        Picture(
            code=one.about.code,
            title=one.about.title,
            examples=one.examples,
            icon=CLASS_ICONS.get(one.about.code.lower(), "circle-dot"),
            below=tuple((below.code, below.title) for below in one.below),
        )
        for one in resident_choices()
    ]


class RateForm(forms.Form):
    """One tap, and perhaps words afterwards."""

    stars = forms.IntegerField(min_value=1, max_value=5)
    note = forms.CharField(max_length=LONGEST, required=False)


class ReopenForm(forms.Form):
    """Why it is not solved, perhaps with a photo of how it looks now."""

    reason = forms.CharField(
        label=_("What is still not right?"),
        max_length=LONGEST,
        error_messages={"required": _("Say in a few words what is still not right.")},
    )
    photo = _Photo(label=_("Photo of how it looks now"), required=False)


class RemindForm(forms.Form):
    """What those who deal with the matter are asked."""

    text = forms.CharField(
        label=_("What would you like to say to them?"),
        max_length=300,
        error_messages={"required": _("Write a few words; they are passed on as you write them.")},
    )


class PointForm(forms.Form):
    """A position in WGS84."""

    lon = forms.FloatField(min_value=-180, max_value=180)
    lat = forms.FloatField(min_value=-90, max_value=90)
