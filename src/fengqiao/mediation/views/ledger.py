"""The list of disputes."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.core import clock
from fengqiao.incidents import selectors as incidents
from fengqiao.mediation import selectors
from fengqiao.mediation.selectors import READERS, REGISTRARS, ledger, words
from fengqiao.mediation.selectors.ledger import Show, Wanted
from fengqiao.mediation.views.following import WATCHERS

TABS = {
    Show.OPEN: _("In hand"),
    Show.MINE: _("Mine"),
    Show.WAITING: _("To be checked or signed off"),
    Show.OVER: _("Over"),
    Show.ALL: _("All"),
}


@require_GET
@requires(*READERS)
def list_(request: ActorRequest) -> HttpResponse:
    """The disputes of one's places: those in hand first, searched by code, pinyin and words."""
    actor = request.actor
    wanted = wanted_of(request)
    lines, page = ledger.page(actor, wanted, request.GET.get("page", 1))
    names = areas.area_names({one.area_id for one in lines})
    people = areas.person_names(one.mediator_id for one in lines)
    parties = selectors.party_names([one.id for one in lines])
    held = incidents.holdings(one.incident_id for one in lines)
    year = timezone.localdate(clock.now()).replace(month=1, day=1)
    context = {
        "show": wanted.show,
        "text": wanted.text,
        "tabs": TABS.items(),
        "lines": [
            {
                "one": one,
                "state": words.STATES[one.state],
                "tone": words.TONES[one.state],
                "outcome": words.OUTCOMES[one.outcome] if one.outcome and one.ended else "",
                "area": names.get(one.area_id, ""),
                "parties": parties.get(one.id, ""),
                "mediator": people.get(one.mediator_id, ""),
                "held": held.get(one.incident_id),
            }
            for one in lines
        ],
        "page": page,
        "query": f"{urlencode({'show': wanted.show, 'q': wanted.text, **_stretch(wanted)})}&",
        "figures": ledger.figures(actor, Wanted(since=year)),
        "year": year.year,
        "since": year.isoformat(),
        "may_register": actor.has(*REGISTRARS),
        "watches": actor.has(*WATCHERS),
    }
    return render(request, "mediation/list.html", context)


def wanted_of(request: ActorRequest) -> Wanted:
    """What the address asks for; whatever cannot be read is left out."""
    shown = request.GET.get("show", "")
    return Wanted(
        show=Show(shown) if shown in set(Show) else Show.OPEN,
        text=request.GET.get("q", "").replace("\0", "").strip()[:100],
        since=day_or_none(request.GET.get("since", "")),
        until=day_or_none(request.GET.get("until", "")),
    )


def _stretch(wanted: Wanted) -> dict[str, str]:
    """The days of the address, as far as it names some."""
    return {name: day.isoformat() for name, day in (("since", wanted.since), ("until", wanted.until)) if day}


def day_or_none(text: str) -> date | None:
    """A day as it comes from an address."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
