"""What people fill in to change the calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.incidents.domain.years import FIRST_YEAR, LAST_YEAR

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LONGEST = 31
SPAN = re.compile(r"(\d{1,2}:\d{2})\s*[-–—~至]\s*(\d{1,2}:\d{2})")


class DaysForm(forms.Form):
    """Days in a row that are to be free or worked."""

    first = forms.DateField(label=gettext_lazy("First day"), widget=DATE)
    last = forms.DateField(
        label=gettext_lazy("Last day"), required=False, widget=DATE, help_text=gettext_lazy("Empty: a single day.")
    )
    works = forms.TypedChoiceField(
        label=gettext_lazy("These days are"),
        coerce=lambda value: value == "1",
        choices=[("0", gettext_lazy("days of rest")), ("1", gettext_lazy("days of work"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("For the history: the notice, its number, the occasion."),
    )

    def clean(self) -> dict[str, Any]:
        """A short stretch that runs forwards, in years that can be."""
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last") or data.get("first")
        if first and not FIRST_YEAR <= first.year <= LAST_YEAR:
            self.add_error("first", _("Give a day between 2004 and 2100."))
        elif first and last and not 0 <= (last - first).days < LONGEST:
            self.add_error("last", _("The last day is not before the first one, and at most 31 days go at once."))
        return data

    def days(self) -> dict[date, bool]:
        """The checked days."""
        data = self.cleaned_data
        first, last = data["first"], data["last"] or data["first"]
        return {first + timedelta(days=number): data["works"] for number in range((last - first).days + 1)}


class HoursForm(forms.Form):
    """The working hours of a day."""

    hours = forms.CharField(
        label=gettext_lazy("Working hours"),
        max_length=100,
        help_text=gettext_lazy("One or more spans: 08:30-12:00, 14:30-17:30"),
    )
    note = forms.CharField(label=gettext_lazy("Why"), max_length=300)

    def clean_hours(self) -> list[tuple[str, str]]:
        """Spans as pairs of times, each with two digits."""
        text = str(self.cleaned_data["hours"]).strip()
        parts = [part.strip() for part in re.split(r"[,，、;；]", text) if part.strip()]
        found = [SPAN.fullmatch(part) for part in parts]
        if not found or not all(found):
            raise forms.ValidationError(_("Write spans like 08:30-12:00, with commas between them."))
        return [(start.zfill(5), end.zfill(5)) for start, end in (one.groups() for one in found if one)]


class BringInForm(forms.Form):
    """The last questions before a file of holidays counts."""

    settled = forms.BooleanField(
        label=gettext_lazy("These are all holidays of the year"),
        required=False,
        help_text=gettext_lazy("The year then counts as settled to its last day."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=300)
