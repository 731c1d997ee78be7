"""What people fill in to find an event."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import Actor, Level
from fengqiao.incidents.selectors import Source, Wanted, classes, in_words
from fengqiao.ui.offering import offer

SHOWS: dict[str, bool | None] = {"all": None, "open": False, "over": True}
_MOST_AREAS = 500
_YEARS = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31)))


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class SearchForm(forms.Form):
    """Words and filters; every field may be empty, and one that cannot be read is left out."""

    q = forms.CharField(label=_("What to look for"), required=False)
    show = forms.ChoiceField(required=False, choices=[(one, one) for one in SHOWS])
    area = forms.TypedChoiceField(label=_("Area"), required=False, coerce=UUID, empty_value=None)
    category = forms.ChoiceField(label=_("Category"), required=False)
    source = forms.TypedChoiceField(label=_("Source"), required=False, coerce=Source, empty_value=None)
    since = forms.DateField(label=_("Reported from"), required=False, widget=_day(), validators=_YEARS)
    until = forms.DateField(label=_("Reported until"), required=False, widget=_day(), validators=_YEARS)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("all"))
        offer(self, "area", [everything, *_areas(actor)])
        offer(self, "category", [everything, *classes()])
        offer(self, "source", [everything, *((one.value, in_words(one)) for one in Source)])
        for name in ("area", "category", "source", "since", "until"):
            self.fields[name].widget.attrs["class"] = "input"

    def wanted(self) -> Wanted:
        """What was asked for, as far as it could be read."""
        self.is_valid()
        data = self.cleaned_data
        return Wanted(
            text=data.get("q") or "",
            ended=SHOWS.get(data.get("show") or "all"),
            area_id=data.get("area"),
            category=data.get("category") or "",
            source=data.get("source"),
            since=_begins(data["since"]) if data.get("since") else None,
            until=_begins(data["until"] + timedelta(days=1)) if data.get("until") else None,
        )

    def narrowed(self) -> bool:
        """True when a filter is set."""
        return any(self.cleaned_data.get(name) for name in ("area", "category", "source", "since", "until"))


def _areas(actor: Actor) -> list[tuple[str, str]]:
    """Towns and villages of the actor's scope; where there are very many, the towns alone."""
    towns = areas.areas(actor, level=Level.TOWN)
    found = [(str(one.id), one.name) for one in towns]
    if len(towns) * 20 > _MOST_AREAS:
        return found[:_MOST_AREAS]
    names = {one.id: one.name for one in towns}
    for village in areas.areas(actor, level=Level.VILLAGE)[:_MOST_AREAS]:
        above = names.get(village.parent_id, "") if village.parent_id else ""
        found.append((str(village.id), f"{above} · {village.name}" if above else village.name))
    return found


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
