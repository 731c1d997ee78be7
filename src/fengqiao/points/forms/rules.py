"""A rule as its studio writes it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.points.domain.rules import CapPeriod
from fengqiao.ui.offering import offer

PERIODS = {
    CapPeriod.NONE: gettext_lazy("no cap"),
    CapPeriod.MONTH: gettext_lazy("a month"),
    CapPeriod.QUARTER: gettext_lazy("a quarter"),
}


class RuleForm(forms.Form):
    """Kind, names, points and cap. A kind of one's own is counted by hand, by two people."""

    town = forms.TypedChoiceField(label=gettext_lazy("Town"))
    kind = forms.SlugField(
        label=gettext_lazy("Kind"),
        max_length=40,
        help_text=gettext_lazy("The kind of a rule that exists, or a new word in small Latin letters."),
    )
    title_hans = forms.CharField(label=gettext_lazy("Name in Simplified Chinese"), max_length=40)
    title_hant = forms.CharField(label=gettext_lazy("Name in Traditional Chinese"), max_length=40)
    title_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=60)
    points = forms.IntegerField(label=gettext_lazy("Points for each piece of work"), min_value=-50, max_value=50)
    cap = forms.IntegerField(label=gettext_lazy("At most"), min_value=1, max_value=1000, required=False)
    cap_period = forms.ChoiceField(
        label=gettext_lazy("In"), choices=[(one.value, words) for one, words in PERIODS.items()]
    )
    cap_group = forms.SlugField(
        label=gettext_lazy("Shares its cap with the group"),
        max_length=40,
        help_text=gettext_lazy("Rules of one group have one cap together."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
        help_text=gettext_lazy("Workers read it."),
    )

    def __init__(
        self, data: Any = None, *, towns: list[tuple[str, str]], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        offer(self, "town", towns)

    def clean_kind(self) -> str:
        """Small letters only, as the shipped kinds are written."""
        kind: str = self.cleaned_data["kind"].replace("-", "_")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", kind):
            raise forms.ValidationError(_("Only small Latin letters, digits and underscores."))
        return kind

    def row(self) -> dict[str, Any]:
        """The rule as the services take it."""
        data = self.cleaned_data
        free = data["cap_period"] == CapPeriod.NONE
        return {
            "kind": data["kind"],
            "points": data["points"],
            "cap": None if free else data["cap"],
            "cap_period": data["cap_period"],
            "cap_group": data["cap_group"],
            "titles": {"zh-hans": data["title_hans"], "zh-hant": data["title_hant"], "en": data["title_en"]},
        }
