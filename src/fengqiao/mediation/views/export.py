"""The ledger of disputes 台账 as an Excel file: what the list shows, with no full name and no protected subject."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.core import clock
from fengqiao.incidents import selectors as incidents
from fengqiao.incidents.domain.facts import Scale, Severity
from fengqiao.mediation import selectors
from fengqiao.mediation.selectors import REGISTRARS, DisputeView, ledger, words
from fengqiao.mediation.services.exports import note_export
from fengqiao.mediation.views.ledger import wanted_of
from fengqiao.ui.sheets import XLSX, Cell, sheet

MOST = 5000


@require_GET
@requires(*REGISTRARS)
def export(request: ActorRequest) -> HttpResponse:
    """The list as it is filtered now, at most five thousand lines; written into the journal."""
    wanted = wanted_of(request)
    found = ledger.listed(request.actor, wanted, MOST)
    made = sheet(
        title=_("Ledger of disputes"),
        head=[
            _("Code"), pgettext("when", "Registered"), _("Kind of dispute"), _("What it is about"), _("Where"),
            _("Parties"), pgettext("dispute", "How many people"), pgettext("severity", "Level"), _("Way of settling"),
            _("Mediator"),
            _("State"), _("How it ended"), pgettext("when", "Closed"), _("Promises"), _("Judicial confirmation"),
        ],
        rows=_rows(found),
        widths=(12, 18, 16, 30, 24, 24, 14, 10, 14, 10, 14, 12, 18, 14, 16),
    )  # fmt: skip
    note_export(wanted=wanted, lines=len(found), actor=request.actor)
    name = f"disputes-{timezone.localdate(clock.now()):%Y%m%d}.xlsx"
    return HttpResponse(made, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _rows(found: list[DisputeView]) -> Iterator[list[Cell]]:
    places = areas.area_names({one.area_id for one in found})
    people = areas.person_names(one.mediator_id for one in found)
    parties = selectors.party_names([one.id for one in found])
    promised = ledger.promises_of([one.id for one in found])
    courts = ledger.courts_of([one.id for one in found])
    for one in found:
        plain = ledger.may_name(one)
        place = places.get(one.area_id, "")
        kept, every = promised.get(one.id, (0, 0))
        state = courts.get(one.id)
        yield [
            one.spoken,
            one.registered_at,
            one.category_title,
            one.subject if plain else _("A protected dispute"),
            f"{place} {one.place}".strip() if plain else place,
            parties.get(one.id, "—"),
            incidents.in_words(Scale(one.scale)),
            incidents.in_words(Severity(one.severity)),
            str(words.MEANS[one.means]),
            people.get(one.mediator_id, ""),
            str(words.STATES[one.state]),
            str(words.OUTCOMES[one.outcome]) if one.outcome and one.ended else "",
            one.closed_at,
            _("%(kept)d of %(every)d kept") % {"kept": kept, "every": every} if every else "",
            str(words.COURT_STATES[state]) if state else "",
        ]
