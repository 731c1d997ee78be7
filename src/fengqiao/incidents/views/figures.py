"""Pages of the figures: all indicators, one indicator with what is behind it, and the same as an Excel file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.incidents.domain.indicators import BY_ID, FORMULAS, Figure, Formula, Measure
from fengqiao.incidents.domain.periods import Named
from fengqiao.incidents.forms.figures import FiguresForm
from fengqiao.incidents.selectors import figures
from fengqiao.incidents.selectors.figures import READERS, Part, Reading, Scope
from fengqiao.incidents.selectors.month_sums import counted_at
from fengqiao.ui.sheet_books import XLSX, Sheet, workbook

WHICH: dict[str, bool | None] = {"all": None, "yes": True, "no": False}
CHART_HEIGHT, BAR, GAP = 64, 14, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A month of a chart. ``height`` 0 with ``empty``: no case, which is not the same as 0."""

    x: int
    y: float
    height: float
    words: str
    empty: bool
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An indicator as it is shown."""

    formula: Formula
    name: str
    value: str
    unit: str
    from_words: str
    bars: list[Bar]
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A part's figure as a line with a bar of ``width`` percent."""

    id: UUID | None
    name: str
    value: str
    unit: str
    from_words: str
    width: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the picker says: the form, the scope it means, and the same as a query for links."""

    form: FiguresForm
    scope: Scope
    query: str


@require_GET
@requires(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """The names of all indicators for the days, area and organisation chosen. The page fetches the figures one after
    the other: over a million events the slowest takes seconds, and nobody should wait for it to see the first."""
    asked = asked_for(request)
    cards = [{"id": formula.id, "name": _(formula.name)} for formula in FORMULAS]
    return render(request, "incidents/figures/index.html", {**common(asked), "cards": cards})


@require_GET
@requires(*READERS)
def one_card(request: HttpRequest, name: str) -> HttpResponse:
    """One indicator's card on that page."""
    if name not in BY_ID:
        raise Http404
    asked = asked_for(request)
    shown = card(figures.reading(name, asked.scope))
    return render(request, "incidents/figures/_card.html", {"card": shown, "query": asked.query})


@require_GET
@requires(*READERS)
def indicator(request: HttpRequest, name: str) -> HttpResponse:
    """One indicator: its course, its parts, how it is computed, and the cases behind it."""
    if name not in BY_ID:
        raise Http404
    actor = cast(ActorRequest, request).actor
    asked = asked_for(request)
    formula = BY_ID[name]
    show = request.GET.get("show", "all")
    if show not in WHICH or formula.measure is not Measure.SHARE:
        show = "all"
    behind = figures.behind(actor, name, asked.scope, hit=WHICH[show], number=request.GET.get("page", "1"))
    names = areas.organisation_names({one.organisation_id for one in behind.cases if one.organisation_id})
    context = {
        **common(asked),
        "card": card(figures.reading(name, asked.scope)),
        "formula": formula,
        "words": {part: _(getattr(formula, part)) for part in ("name", "words", "top", "base", "when")},
        "areas": rows(figures.by_area(name, asked.scope), asked.scope.area.name),
        "organisations": rows(figures.by_organisation(name, asked.scope), _("nobody")),
        "is_share": formula.measure is Measure.SHARE,
        "is_change": formula.measure is Measure.CHANGE,
        "show": show,
        "behind": behind,
        "cases": [(one, names.get(one.organisation_id, "") if one.organisation_id else "") for one in behind.cases],
        "page_query": f"{asked.query}&show={show}&",
    }
    return render(request, "incidents/figures/indicator.html", context)


@require_GET
@requires(*READERS)
def sheet(request: HttpRequest) -> HttpResponse:
    """All indicators with their parts and formulas as an Excel file."""
    asked = asked_for(request)
    scope = asked.scope
    readings = figures.readings(scope)
    head = [_("Indicator"), _("Value"), _("Unit"), _("Above the line"), _("Below the line"), _("Formula"), _("Version")]
    parts = [
        (one.formula, kind, part)
        for one in readings
        for kind, found in (
            (_("Area"), figures.by_area(one.formula.id, scope)),
            (_("Organisation"), figures.by_organisation(one.formula.id, scope)),
        )
        for part in found
    ]
    content = workbook(
        [
            Sheet(
                title=_("Figures"),
                head=head,
                rows=[
                    (_(one.formula.name), *_cells(one.figure), one.formula.id, one.formula.version) for one in readings
                ],
                widths=(30, 12, 10, 14, 14, 24, 8),
            ),
            Sheet(
                title=_("Parts"),
                head=[_("Indicator"), _("By"), _("Name"), *head[1:5]],
                rows=[
                    (_(formula.name), kind, part.name or _("nobody"), *_cells(part.figure))
                    for formula, kind, part in parts
                ],
                widths=(30, 12, 24, 12, 10, 14, 14),
            ),
            Sheet(
                title=_("How it is computed"),
                head=[
                    _("Indicator"),
                    _("Formula"),
                    _("Version"),
                    _("In words"),
                    _("Above the line"),
                    _("Below the line"),
                    _("Counts into the period"),
                ],
                rows=[
                    (_(one.name), one.id, one.version, _(one.words), _(one.top), _(one.base), _(one.when))
                    for one in BY_ID.values()
                ],
                widths=(30, 24, 8, 50, 50, 50, 30),
            ),
            scope_sheet(asked),
        ]
    )
    return as_file(content, f"figures-{scope.period.first}-{scope.period.last}.xlsx")


def asked_for(request: HttpRequest) -> Asked:
    """The picker's answer; what it does not understand is said on the page, with this month's figures below."""
    actor = cast(ActorRequest, request).actor
    given = {name: request.GET[name] for name in FiguresForm.base_fields if name in request.GET}
    form = FiguresForm(given or {"period": Named.MONTH.value}, actor=actor)
    if form.is_valid():
        data: Mapping[str, Any] = form.cleaned_data
    else:
        fallback = FiguresForm({"period": Named.MONTH.value}, actor=actor)
        fallback.full_clean()
        data, given = fallback.cleaned_data, {}
    scope = figures.scope_of(
        actor, period=data["days"], area_id=data.get("area"), organisation_id=data.get("organisation")
    )
    return Asked(form=form, scope=scope, query=urlencode(given))


def common(asked: Asked) -> dict[str, object]:
    """What every page of figures shows."""
    period, chosen = asked.scope.period, asked.scope.organisation_id
    return {
        "form": asked.form,
        "scope": asked.scope,
        "query": asked.query,
        "own_days": asked.form["period"].value() == Named.OWN.value,
        "days": days(period.first, period.last),
        "counted_at": counted_at(),
        "organisation": areas.organisation(chosen).name if chosen else "",
    }


def scope_sheet(asked: Asked) -> Sheet:
    """The page of a workbook that says what its figures are for."""
    shown = common(asked)
    return Sheet(
        title=_("Days and places"),
        head=[_("Choice"), _("Chosen")],
        rows=[
            (_("Days"), str(shown["days"])),
            (_("Area"), asked.scope.area.official_name),
            (_("Organisation"), str(shown["organisation"]) or _("All organisations")),
        ],
        widths=(20, 40),
    )


def as_file(content: bytes, name: str) -> HttpResponse:
    """An Excel file as a download."""
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def days(first: date, last: date) -> str:
    """Two days in the language of the moment."""
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, "DATE_FORMAT"),
        "last": date_format(last, "DATE_FORMAT"),
    }


def value_words(figure: Figure) -> tuple[str, str]:
    """A figure's value and unit; without a case there is none."""
    if figure.value is None:
        return "", ""
    if figure.measure is Measure.HOURS:
        return f"{figure.value:.1f}", _("hours")
    if figure.measure is Measure.CHANGE:
        return f"{figure.value * 100:+.2f}", "%"
    return f"{figure.value * 100:.1f}", "%"


def from_words(figure: Figure) -> str:
    """What a figure was made from."""
    if figure.measure is Measure.CHANGE:
        return _("%(now)d, a year before %(before)d") % {"now": figure.top, "before": figure.base}
    if figure.base == 0:
        return _("no cases")
    if figure.measure is Measure.HOURS:
        return ngettext("over %(count)d case", "over %(count)d cases", figure.base) % {"count": figure.base}
    return _("%(top)d of %(base)d") % {"top": figure.top, "base": figure.base}


def card(one: Reading) -> Card:
    """An indicator as it is shown."""
    value, unit = value_words(one.figure)
    return Card(
        formula=one.formula,
        name=_(one.formula.name),
        value=value,
        unit=unit,
        from_words=from_words(one.figure),
        bars=_bars(one),
        first=date_format(one.course[0][0], "YEAR_MONTH_FORMAT"),
        last=date_format(one.course[-1][0], "YEAR_MONTH_FORMAT"),
    )


def rows(parts: list[Part], nobody: str) -> list[Row]:
    """Parts as lines whose bars are of one scale."""
    values = [_height(part.figure) for part in parts]
    most = max((value for value in values if value is not None), default=0.0)
    if parts and parts[0].figure.measure is Measure.SHARE:
        most = 1.0
    found: list[Row] = []
    for part, value in zip(parts, values, strict=True):
        words, unit = value_words(part.figure)
        width = None if value is None else round(100 * value / most, 1) if most else 0.0
        found.append(
            Row(
                id=part.id,
                name=part.name if part.id else nobody,
                value=words,
                unit=unit,
                from_words=from_words(part.figure),
                width=width,
            )
        )
    return found


def _height(figure: Figure) -> float | None:
    """What a bar shows: the value; of a change, the count itself."""
    return figure.top if figure.measure is Measure.CHANGE else figure.value


def _bars(one: Reading) -> list[Bar]:
    values = [_height(figure) for _month, figure in one.course]
    most = 1.0 if one.formula.measure is Measure.SHARE else max((value or 0.0 for value in values), default=0.0)
    found: list[Bar] = []
    for place, (month, figure) in enumerate(one.course):
        value = values[place]
        height = round(CHART_HEIGHT * value / most, 1) if value and most else 0.0
        if figure.measure is Measure.CHANGE:
            said = str(int(figure.top))
        else:
            words, unit = value_words(figure)
            said = f"{words} {unit} · {from_words(figure)}" if words else from_words(figure)
        found.append(
            Bar(
                x=place * (BAR + GAP),
                y=CHART_HEIGHT - height,
                height=height,
                words=f"{date_format(month, 'YEAR_MONTH_FORMAT')} · {said}",
                empty=value is None,
                last=place == len(one.course) - 1,
            )
        )
    return found


def _cells(figure: Figure) -> tuple[float | str | None, str, float, int]:
    """Value, unit, above and below the line. Shares and changes in per cent, as on the page."""
    value = figure.value
    if value is not None and figure.measure is not Measure.HOURS:
        value = round(value * 100, 4)
    unit = _("hours") if figure.measure is Measure.HOURS else "%"
    return (_("no cases") if value is None else value, unit, figure.top, figure.base)
