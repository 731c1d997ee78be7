"""The effect figures in words: the sentence of the period, and how a figure and its growth are written."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from fengqiao.screen.domain import effects as reckon
from fengqiao.screen.domain.effects import Amount, Spread, Stretch
from fengqiao.screen.selectors.effects import Effect, Effects, Name, Twin

TITLES: dict[Name, Promise] = {
    Name.USE: gettext_lazy("Platform use"),
    Name.COLLECTED: gettext_lazy("Events collected"),
    Name.REPORTED: gettext_lazy("Events reported by grid workers"),
    Name.CLOSED: gettext_lazy("Events closed"),
}
HOW: dict[Name, Promise] = {
    Name.USE: gettext_lazy(
        "Days on which grid workers signed in, of all days on which they had a duty in a grid of the town. A day "
        "counts once, however often somebody signs in."
    ),
    Name.COLLECTED: gettext_lazy(
        "All events that came in in these days by any way, also those that were refused later."
    ),
    Name.REPORTED: gettext_lazy("Those of them that came in as a patrol's report."),
    Name.CLOSED: gettext_lazy("Closings in these days; an event that was reopened and closed again counts twice."),
}
TWINS: dict[Twin, Promise] = {
    Twin.NOW: gettext_lazy("This period"),
    Twin.BEFORE: gettext_lazy("Period before"),
    Twin.YEAR: gettext_lazy("Year before"),
}


def stretch_words(stretch: Stretch) -> str:
    """March to August 2026, or to a day of a running month."""
    how = "YEAR_MONTH_FORMAT" if stretch.whole else "DATE_FORMAT"
    first, last = date_format(stretch.first, how), date_format(stretch.last, how)
    return last if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def amount_words(amount: Amount) -> str:
    """A figure: a count, or a rate in per cent; a dash where there is none."""
    if amount.value is None:
        return "—"
    return number_format(amount.top) if amount.base is None else f"{reckon.percent(amount.value)}%"


def base_words(amount: Amount) -> str:
    """What a rate was made from."""
    if not amount.known:
        return _("not kept then")
    if amount.base is None:
        return ""
    return _("%(top)s of %(base)s days") % {"top": number_format(amount.top), "base": number_format(amount.base)}


def growth_words(growth: Decimal | None) -> str:
    """+212.90%; where there was nothing before, that there is no base."""
    return _("no base") if growth is None else f"{growth:+}%".replace("-", "−")


def spread_words(spread: Spread) -> str:
    """How many people, the lowest and the highest."""
    words = ngettext(
        "%(people)s grid worker: lowest %(lowest)s points, highest %(highest)s",
        "%(people)s grid workers: lowest %(lowest)s points, highest %(highest)s",
        spread.people,
    )
    return words % {"people": number_format(spread.people), "lowest": spread.lowest, "highest": spread.highest}


def sentence(found: Effects) -> str:
    """The period in one sentence, as it is told upwards. What has no base says its number alone."""
    parts = []
    spread = found.spreads[Twin.NOW]
    if spread is not None:
        parts.append(spread_words(spread))
    parts += [_clause(effect) for effect in found.effects if not effect.withheld and effect.now.value is not None]
    place = {"town": found.town.name, "days": stretch_words(found.stretch)}
    return _("%(town)s, %(days)s: %(parts)s.") % {**place, "parts": pgettext("between clauses", "; ").join(parts)}


def _clause(effect: Effect) -> str:
    """Use is told beside the period before, events beside the year before; the other one where the first is none."""
    of_before = (effect.on_before, _("on the period before (%(base)s)") % {"base": amount_words(effect.before)})
    of_year = (effect.on_year, _("on the year before (%(base)s)") % {"base": amount_words(effect.year)})
    first, second = (of_before, of_year) if effect.name is Name.USE else (of_year, of_before)
    growth, than = first if first[0] is not None else second
    head = {"what": TITLES[effect.name], "value": amount_words(effect.now), "than": than}
    if growth is None:
        return _("%(what)s %(value)s (no base to compare with)") % head
    if growth == 0:
        return _("%(what)s %(value)s, unchanged %(than)s") % head
    up, down = _("%(what)s %(value)s, up %(growth)s%% %(than)s"), _("%(what)s %(value)s, down %(growth)s%% %(than)s")
    return (up if growth > 0 else down) % {**head, "growth": abs(growth)}
