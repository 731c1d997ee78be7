"""A routing rule as a form, and a case to try the rules with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fengqiao.areas.selectors import AreaView, Level, OrganisationView
from fengqiao.core import clock
from fengqiao.incidents.domain.routing import Change, Rule
from fengqiao.incidents.domain.units import Basis, Part
from fengqiao.incidents.selectors import CategoryView, in_words
from fengqiao.incidents.selectors.rules import Waiting
from fengqiao.ui.offering import offer

DEPTH = {Level.TOWN: 1, Level.VILLAGE: 2}
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class RuleForm(forms.Form):
    """Who answers for what where. The names are those by which the figures' suggestions fill it in."""

    category = forms.ChoiceField(label=_("Category"), help_text=_("The rule counts for all categories below it too."))
    place = forms.TypedChoiceField(
        label=_("Area"), coerce=UUID, help_text=_("The rule counts for all areas below it too.")
    )
    to = forms.TypedChoiceField(label=_("Organisation"), coerce=UUID)
    part = forms.ChoiceField(
        label=_("Part"),
        help_text=_(
            "Who leads gets the event. Who joins in gets a joint task. Who can be chosen gets nothing by itself."
        ),
    )
    basis = forms.ChoiceField(
        label=_("Duty"),
        help_text=_(
            "By place: because it happened there. By ownership: because the thing is theirs. Happenings and disputes "
            "go by place first, objects by ownership."
        ),
    )

    def __init__(
        self,
        *args: Any,
        categories: Sequence[CategoryView],
        places: Sequence[AreaView],
        organisations: Sequence[OrganisationView],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "category", [("", _("Choose")), *category_choices(categories)])
        offer(self, "place", [("", _("Choose")), *area_choices(places)])
        names = {one.id: one.name for one in places}
        offer(
            self,
            "to",
            [("", _("Choose")), *((str(one.id), _with_place(one, names)) for one in organisations)],
        )
        offer(self, "part", [(part.value, in_words(part)) for part in Part])
        offer(self, "basis", [(basis.value, in_words(basis)) for basis in Basis])

    def rule(self) -> dict[str, Any]:
        """The checked values as ``services.set_route`` takes them."""
        data = self.cleaned_data
        return {
            "category": data["category"],
            "area_id": data["place"],
            "organisation_id": data["to"],
            "part": Part(data["part"]),
            "basis": Basis(data["basis"]),
        }

    def change(self) -> Change:
        """The same as a change to be tried out."""
        made = self.rule()
        rule = Rule(
            id=UUID(int=0),
            category=made["category"],
            area=made["area_id"],
            organisation=made["organisation_id"],
            part=made["part"],
            basis=made["basis"],
        )
        return Change(rule=rule)


class TrialForm(forms.Form):
    """A case: what it is about, where, and when it came in; and under which draft it is tried as well."""

    category = forms.ChoiceField(label=_("Category"))
    place = forms.TypedChoiceField(label=_("Area"), coerce=UUID)
    at = forms.DateTimeField(
        label=_("Reported at"),
        required=False,
        widget=MOMENT,
        help_text=_("Empty: now. For an earlier time the rules of that time are taken."),
    )
    draft = forms.TypedChoiceField(
        label=_("Compare with"),
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text=_("An Excel file that you have sent in and not brought in yet."),
    )

    def __init__(
        self,
        *args: Any,
        categories: Sequence[CategoryView],
        places: Sequence[AreaView],
        drafts: Sequence[Waiting],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "category", [("", _("Choose")), *category_choices(categories)])
        offer(self, "place", [("", _("Choose")), *area_choices(places)])
        if drafts:
            offer(self, "draft", [("", _("Nothing: only the rules in force")), *((str(o.id), o.name) for o in drafts)])
        else:
            del self.fields["draft"]

    def clean_at(self) -> datetime | None:
        """A time that has been; rules of the future nobody knows."""
        at: datetime | None = self.cleaned_data["at"]
        return min(at, clock.now()) if at else None


def category_choices(categories: Sequence[CategoryView]) -> list[tuple[str, str]]:
    """Categories by their code."""
    return [(one.code, f"{one.code} {one.title}") for one in sorted(categories, key=lambda one: one.code)]


def area_choices(places: Sequence[AreaView]) -> list[tuple[str, str]]:
    """Areas, those below another one indented."""
    base = min((DEPTH.get(one.level, 0) for one in places), default=0)
    return [(str(one.id), "　" * (DEPTH.get(one.level, 0) - base) + one.name) for one in places]


def _with_place(one: OrganisationView, names: Mapping[UUID, str]) -> str:
    place = names.get(one.area_id, "")
    return f"{one.name} · {place}" if place and place not in one.name else one.name
