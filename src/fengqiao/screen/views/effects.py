"""Pages of the effect figures: the sentence of the period with its figures, the records behind each, and Excel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.areas.selectors import ActorRequest, AreaView, requires
from fengqiao.screen.domain.effects import Amount, Span, Stretch
from fengqiao.screen.forms.effects import EffectsForm
from fengqiao.screen.selectors import effect_words as words
from fengqiao.screen.selectors import effects
from fengqiao.screen.selectors.effects import READERS, Effect, Effects, Name, Twin, Village, Worker
from fengqiao.ui.sheet_books import XLSX, Cell, Sheet, workbook

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the picker says: the form, the town and months it means, and the same as a query for links."""

    form: EffectsForm
    town: AreaView
    stretch: Stretch
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """One of the stretches that a figure is read beside."""

    title: str
    value: str
    made_of: str
    growth: str
    twin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A figure as it is shown."""

    name: Name
    title: str
    how: str
    value: str
    made_of: str
    withheld: bool
    bases: tuple[Base, ...]


@require_GET
@requires(*READERS)
def index(request: ActorRequest) -> HttpResponse:
    """The sentence of the period and its figures."""
    asked = asked_for(request)
    found = effects.read(request.actor, asked.town, asked.stretch)
    context = {
        **common(asked),
        "found": found,
        "sentence": words.sentence(found),
        "cards": [_card(effect) for effect in found.effects],
        "spreads": [(words.TWINS[twin], found.spreads[twin]) for twin in Twin],
        "keeps": effects.keeps(request.actor, asked.town),
    }
    return render(request, "screen/effects/index.html", context)


@require_GET
@requires(*READERS)
def events(request: ActorRequest, name: str) -> HttpResponse:
    """The events behind a count, of the period or of one of its bases."""
    if name not in {one.value for one in Name} - {Name.USE.value}:
        raise Http404
    asked, twin = asked_for(request), _twin(request)
    stretch = effects.twin_of(asked.stretch, twin)
    number = request.GET.get("page", "1")
    context = {
        **common(asked),
        "title": words.TITLES[Name(name)],
        "how": words.HOW[Name(name)],
        "days": words.stretch_words(stretch),
        "behind": effects.behind(request.actor, Name(name), asked.town, stretch, number=number),
        "twins": _twins(asked, twin),
        "page_query": f"{asked.query}&of={twin}&",
    }
    return render(request, "screen/effects/events.html", context)


@require_GET
@requires(*READERS)
def people(request: ActorRequest) -> HttpResponse:
    """What lies behind the figures about people: by village; for who keeps the points, each worker."""
    asked, twin = asked_for(request), _twin(request)
    stretch = effects.twin_of(asked.stretch, twin)
    found = effects.people(asked.town, stretch)
    keeps = effects.keeps(request.actor, asked.town)
    context = {
        **common(asked),
        "days": words.stretch_words(stretch),
        "villages": [(one, _village_name(one), _rate(one.active, one.duty)) for one in effects.villages(found)],
        "page": Paginator(found, PAGE).get_page(request.GET.get("page", "1")) if keeps else None,
        "how": words.HOW[Name.USE],
        "twins": _twins(asked, twin),
        "page_query": f"{asked.query}&of={twin}&",
    }
    return render(request, "screen/effects/people.html", context)


@require_GET
@requires(*READERS)
def sheet(request: ActorRequest) -> HttpResponse:
    """The sentence, the figures with their bases, how they are computed, and what lies behind those about people."""
    asked = asked_for(request)
    found = effects.read(request.actor, asked.town, asked.stretch)
    behind = effects.people(asked.town, asked.stretch)
    sheets = [_sentence_sheet(found), _figures_sheet(found), _villages_sheet(effects.villages(behind))]
    if effects.keeps(request.actor, asked.town):
        sheets.append(_workers_sheet(behind))
    name = f"effects-{asked.stretch.first:%Y-%m}-{asked.stretch.last:%Y-%m}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(workbook(sheets), content_type=XLSX, headers=headers)


def asked_for(request: ActorRequest) -> Asked:
    """The picker's answer; what it does not understand is said on the page, with this quarter's figures below.
    A town outside of the scope is not there."""
    given = {name: request.GET[name] for name in EffectsForm.base_fields if name in request.GET}
    form = EffectsForm(given or {"span": Span.QUARTER.value}, actor=request.actor)
    valid = form.is_valid()
    if "town" in form.errors:
        raise Http404
    data: dict[str, Any] = form.cleaned_data
    if not valid:
        fallback = EffectsForm({"span": Span.QUARTER.value, "town": given.get("town", "")}, actor=request.actor)
        fallback.full_clean()
        data, given = fallback.cleaned_data, {}
    town = effects.town_for(request.actor, data.get("town"))
    return Asked(form=form, town=town, stretch=data["stretch"], query=urlencode({**given, "town": town.id}))


def common(asked: Asked) -> dict[str, Any]:
    """What every page of these figures shows."""
    return {
        "form": asked.form,
        "town": asked.town,
        "query": asked.query,
        "own_months": asked.form["span"].value() == Span.OWN.value,
        "days": words.stretch_words(asked.stretch),
    }


def _twin(request: HttpRequest) -> Twin:
    try:
        return Twin(request.GET.get("of", Twin.NOW))
    except ValueError:
        raise Http404 from None


def _twins(asked: Asked, chosen: Twin) -> list[dict[str, Any]]:
    return [
        {
            "of": twin.value,
            "title": words.TWINS[twin],
            "days": words.stretch_words(effects.twin_of(asked.stretch, twin)),
            "current": twin is chosen,
        }
        for twin in Twin
    ]


def _card(effect: Effect) -> Card:
    bases = (
        (Twin.BEFORE, effect.before, effect.on_before),
        (Twin.YEAR, effect.year, effect.on_year),
    )
    return Card(
        name=effect.name,
        title=str(words.TITLES[effect.name]),
        how=str(words.HOW[effect.name]),
        value=words.amount_words(effect.now),
        made_of=words.base_words(effect.now),
        withheld=effect.withheld,
        bases=tuple(
            Base(
                title=str(words.TWINS[twin]),
                value=words.amount_words(amount),
                made_of=words.base_words(amount),
                growth=words.growth_words(growth),
                twin=twin.value,
            )
            for twin, amount, growth in bases
        ),
    )


def _village_name(one: Village) -> str:
    return one.name or _("Villages with few workers, together: %(count)d") % {"count": one.folded}


def _rate(active: int, duty: int) -> str:
    return words.amount_words(Amount(top=active, base=duty))


def _sentence_sheet(found: Effects) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (_("Town"), found.town.official_name),
        (_("Period"), words.stretch_words(found.stretch)),
        (_("Sentence of the period"), words.sentence(found)),
    ]
    if found.use_since is not None:
        rows.append((_("Sign-ins are kept since"), found.use_since.isoformat()))
    return Sheet(title=_("Sentence of the period"), head=[_("What"), _("Words")], rows=rows, widths=(24, 100))


def _figures_sheet(found: Effects) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for effect in found.effects:
        for twin, amount, growth in (
            (Twin.NOW, effect.now, None),
            (Twin.BEFORE, effect.before, effect.on_before),
            (Twin.YEAR, effect.year, effect.on_year),
        ):
            stretch = effects.twin_of(found.stretch, twin)
            grown: Cell = None if twin is Twin.NOW else words.growth_words(None) if growth is None else float(growth)
            rows.append(
                (
                    str(words.TITLES[effect.name]),
                    str(words.TWINS[twin]),
                    stretch.first.isoformat(),
                    stretch.last.isoformat(),
                    amount.top if amount.known else None,
                    amount.base,
                    grown,
                    str(words.HOW[effect.name]),
                )
            )
    for twin in Twin:
        spread = found.spreads[twin]
        values: tuple[tuple[str, Cell], ...] = (
            (_("Grid workers"), spread.people if spread else None),
            (_("Lowest points"), spread.lowest if spread else None),
            (_("Points in the middle"), spread.middle if spread else None),
            (_("Highest points"), spread.highest if spread else None),
        )
        for title, value in values:
            stretch = effects.twin_of(found.stretch, twin)
            days = (stretch.first.isoformat(), stretch.last.isoformat())
            rows.append((title, str(words.TWINS[twin]), *days, value, None, None, ""))
    return Sheet(
        title=_("Figures"),
        head=[
            _("Figure"),
            _("Of"),
            _("First day"),
            _("Last day"),
            _("Value"),
            _("Of a base of"),
            _("This period beside it, %"),
            _("How it is computed"),
        ],
        rows=rows,
        widths=(30, 14, 12, 12, 10, 12, 14, 60),
    )


def _villages_sheet(found: list[Village]) -> Sheet:
    return Sheet(
        title=_("By village"),
        head=[_("Village"), *_people_head()],
        rows=[(_village_name(one), one.workers, one.active, one.duty, one.points) for one in found],
        widths=(30, 12, 14, 14, 12),
    )


def _workers_sheet(found: list[Worker]) -> Sheet:
    head = _people_head()
    return Sheet(
        title=_("By worker"),
        head=[_("Worker"), _("Village"), *head[1:]],
        rows=[(one.use.name, one.village, one.use.use.active, one.use.use.duty, one.points) for one in found],
        widths=(20, 24, 14, 14, 12),
    )


def _people_head() -> list[str]:
    return [_("Workers"), _("Days with a sign-in"), _("Days of duty"), _("Points earned")]
