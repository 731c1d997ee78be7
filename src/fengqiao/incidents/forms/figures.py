"""For which days, which area and which organisation figures are wanted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Level
from fengqiao.core import clock
from fengqiao.incidents.domain.periods import Named, Period, named
from fengqiao.ui.offering import offer

NAMES = {
    Named.MONTH: gettext_lazy("This month"),
    Named.LAST_MONTH: gettext_lazy("The month before"),
    Named.QUARTER: gettext_lazy("This quarter"),
    Named.LAST_QUARTER: gettext_lazy("The quarter before"),
    Named.YEAR: gettext_lazy("This year"),
    Named.LAST_YEAR: gettext_lazy("The year before"),
    Named.OWN: gettext_lazy("Other days"),
}
DEPTH = {Level.TOWN: 1, Level.VILLAGE: 2}
DATE = forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")


class FiguresForm(forms.Form):
    """The picker above all figures. Its answer is ``cleaned_data["days"]``, ``area`` and ``organisation``."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=list(NAMES.items()), required=False)
    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=DATE)
    last = forms.DateField(label=gettext_lazy("To"), required=False, widget=DATE)
    area = forms.TypedChoiceField(label=gettext_lazy("Area"), required=False, coerce=UUID, empty_value=None)
    organisation = forms.TypedChoiceField(
        label=gettext_lazy("Organisation"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        scope = areas.areas(actor)
        roots = set(actor.area_ids)
        first = [one for one in scope if one.id in roots] + [one for one in scope if one.id not in roots]
        base = min((DEPTH.get(one.level, 0) for one in scope), default=0)
        offer(self, "area", [(str(one.id), "　" * (DEPTH.get(one.level, 0) - base) + one.name) for one in first])
        organisations = [(str(one.id), one.name) for one in areas.organisations(actor)]
        offer(self, "organisation", [("", _("All organisations")), *organisations])

    def clean(self) -> dict[str, Any]:
        """The days meant; two days of one's own where "other days" is chosen or nothing but them is given."""
        data = super().clean() or self.cleaned_data
        today = timezone.localdate(clock.now())
        first, last = data.get("first"), data.get("last")
        which = Named(data.get("period") or (Named.OWN if first or last else Named.MONTH))
        if which is not Named.OWN:
            data["days"] = named(which, today)
            return data
        if self.errors:
            return data
        if first is None or last is None:
            raise forms.ValidationError(_("Give both days, the first and the last."))
        try:
            data["days"] = Period(first=first, last=last)
        except ValueError:
            raise forms.ValidationError(
                _("The last day comes after the first one, and the days span at most five years.")
            ) from None
        return data


class RuleForm(forms.Form):
    """A suggested rule, as its link and its button name it."""

    category = forms.CharField(max_length=40)
    place = forms.UUIDField()
    to = forms.UUIDField()
