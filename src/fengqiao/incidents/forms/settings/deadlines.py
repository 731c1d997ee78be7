"""A deadline as a form, and the moment of a worked example."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.areas.selectors import OrganisationView
from fengqiao.incidents.domain.units import ClockKind, Unit
from fengqiao.incidents.forms.settings.routing import MOMENT, category_choices
from fengqiao.incidents.selectors import CategoryView, in_words
from fengqiao.ui.offering import offer


class AmountForm(forms.Form):
    """How long a step may take, where it is settled for which step, category and organisation."""

    amount = forms.DecimalField(label=_("Time allowed"), min_value=0, max_digits=7, decimal_places=2)
    unit = forms.ChoiceField(
        label=pgettext_lazy("time", "Unit"),
        help_text=_("Working hours and days follow the calendar; calendar days and hours run through."),
    )
    warn_percent = forms.IntegerField(
        label=_("Warn at"), min_value=1, max_value=100, help_text=_("After how many per cent of the time; 1 to 100.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", [(unit.value, in_words(unit)) for unit in Unit])

    def limit(self) -> dict[str, Any]:
        """The checked values as ``services.set_deadline`` takes them."""
        data = self.cleaned_data
        return {"amount": data["amount"], "unit": Unit(data["unit"]), "warn_percent": data["warn_percent"]}


class LimitForm(AmountForm):
    """A new deadline: how long, and for which step, category and organisation."""

    field_order = ("kind", "amount", "unit", "warn_percent")

    kind = forms.ChoiceField(label=_("Step"))
    category = forms.ChoiceField(
        label=_("Only for the category"), required=False, help_text=_("And all below it. Empty: for all.")
    )
    organisation = forms.TypedChoiceField(
        label=_("Only for the organisation"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(
        self,
        *args: Any,
        categories: Sequence[CategoryView],
        organisations: Sequence[OrganisationView],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(kind.value, in_words(kind)) for kind in ClockKind])
        offer(self, "category", [("", _("All categories")), *category_choices(categories)])
        offer(self, "organisation", [("", _("All organisations")), *((str(one.id), one.name) for one in organisations)])

    def limit(self) -> dict[str, Any]:
        """The checked values as ``services.set_deadline`` takes them."""
        data = self.cleaned_data
        return super().limit() | {
            "kind": ClockKind(data["kind"]),
            "category": data["category"] or None,
            "organisation_id": data["organisation"],
        }


class ExampleForm(forms.Form):
    """From which moment the examples are counted."""

    at = forms.DateTimeField(label=_("Received at"), required=False, widget=MOMENT)
