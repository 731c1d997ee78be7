"""For which town and which months the effect figures are wanted."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.areas.selectors import Actor
from fengqiao.core import clock
from fengqiao.screen.domain.effects import Span, Stretch, own, span
from fengqiao.screen.selectors import effects
from fengqiao.ui.offering import offer

NAMES = {
    Span.QUARTER: gettext_lazy("This quarter"),
    Span.LAST_QUARTER: gettext_lazy("The quarter before"),
    Span.HALF: gettext_lazy("This half-year"),
    Span.LAST_HALF: gettext_lazy("The half-year before"),
    Span.OWN: gettext_lazy("Other months"),
}


class MonthField(forms.DateField):
    """A month as browsers send it, 2026-03; its value is the first day."""

    def __init__(self, label: Any) -> None:
        widget = forms.DateInput(attrs={"type": "month", "class": "input", "placeholder": "2026-03"}, format="%Y-%m")
        super().__init__(label=label, required=False, input_formats=["%Y-%m"], widget=widget)


class EffectsForm(forms.Form):
    """The picker. Its answer is ``cleaned_data["stretch"]`` and ``town``."""

    town = forms.TypedChoiceField(label=gettext_lazy("Town"), required=False, coerce=UUID, empty_value=None)
    span = forms.ChoiceField(label=gettext_lazy("Period"), choices=list(NAMES.items()), required=False)
    first = MonthField(gettext_lazy("From month"))
    last = MonthField(gettext_lazy("To month"))

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        offer(self, "town", [(str(one.id), one.name) for one in effects.towns(actor)])

    def clean(self) -> dict[str, Any]:
        """The months meant; those of one's own where "other months" is chosen or nothing but them is given."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        which = Span(data.get("span") or (Span.OWN if first or last else Span.QUARTER))
        today = timezone.localdate(clock.now())
        if which is not Span.OWN:
            data["stretch"] = span(which, today)
        elif not self.errors:
            data["stretch"] = self._own(first, last, today)
        return data

    def _own(self, first: date | None, last: date | None, today: date) -> Stretch:
        if first is None or last is None:
            raise forms.ValidationError(_("Give both months, the first and the last."))
        if last > today:
            raise forms.ValidationError(_("The last month has not begun yet."))
        try:
            return own(first, last, today)
        except ValueError:
            raise forms.ValidationError(
                _("The last month comes after the first one, and they span at most three years.")
            ) from None
