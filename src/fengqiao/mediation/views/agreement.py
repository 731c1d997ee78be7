"""The agreement of a dispute: drawn up, signed on this screen, printed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fengqiao.areas import selectors as areas
from fengqiao.areas.selectors import ActorRequest, requires
from fengqiao.core.errors import NotYours, Refused
from fengqiao.core.ids import uuid_or_none
from fengqiao.mediation import selectors, services
from fengqiao.mediation.domain.agreements import AgreementForm, AgreementState
from fengqiao.mediation.domain.disputes import Side, State
from fengqiao.mediation.forms.acts import WordsForm, said
from fengqiao.mediation.forms.agreement import AgreementSheetForm
from fengqiao.mediation.selectors import READERS, AgreementView, DisputeView, words
from fengqiao.mediation.services.reading import note_reading
from fengqiao.mediation.views import papers as printing
from fengqiao.ui import papers


@never_cache
@require_GET
@requires(*READERS)
def page(request: ActorRequest, code: str) -> HttpResponse:
    """The agreement as it stands: the sheet to draw it up, the field to sign in, the paper."""
    one = selectors.dispute_of_code(request.actor, code)
    note_reading(one=one, what="agreement", actor=request.actor)
    return render(request, "mediation/agreement.html", _context(request, one))


@never_cache
@require_POST
@requires(*READERS)
def act(request: ActorRequest, code: str, act: str) -> HttpResponse:
    """Draw it up, sign it, set it aside."""
    one = selectors.dispute_of_code(request.actor, code)
    there = selectors.agreement_of(one.id)
    more: dict[str, Any] = {}
    try:
        if act == "draw":
            sheet = AgreementSheetForm(request.POST, parties=_parties(one))
            more = {"sheet": sheet, "rewrite": True}
            if not sheet.is_valid():
                raise services.InputRefused(_("Not kept yet. Look at the marked fields; what you typed is still here."))
            services.draw_up(dispute_id=one.id, sheet=sheet.sheet(), actor=request.actor)
            messages.success(request, _("Drawn up. Read it aloud to both sides; then everybody signs."))
        elif there is None:
            raise NotYours
        elif act == "sign":
            _sign(request, one, there)
        elif act == "aside":
            form = WordsForm(request.POST)
            if not form.is_valid():
                raise services.InputRefused(said(form))
            services.set_aside(agreement_id=there.id, why=form.cleaned_data["words"], actor=request.actor)
            messages.success(request, _("Set aside. It stays readable; draw up a new one."))
        else:
            raise Http404
    except Refused as refused:
        if refused.status == 404:
            raise
        shown = _context(request, one) | more | {"refusal": str(refused)}
        return render(request, "mediation/agreement.html", shown, status=refused.status)
    return redirect("mediation:agreement", code=one.code)


@require_GET
@requires(*READERS)
def paper(request: ActorRequest, code: str) -> HttpResponse:
    """The agreement as PDF, on A4; before it is in force it says that it is a draft."""
    one = selectors.dispute_of_code(request.actor, code)
    there = selectors.agreement_of(one.id)
    if there is None:
        raise NotYours
    note_reading(one=one, what="agreement.pdf", actor=request.actor)
    made = printing.agreement(one, there)
    headers = {"Content-Disposition": f'inline; filename="agreement-{one.code}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type=papers.PDF, headers=headers)


def _sign(request: ActorRequest, one: DisputeView, there: AgreementView) -> None:
    who = request.POST.get("who", "")
    party = uuid_or_none(who)
    if party is None and who != "mediator":
        raise services.InputRefused(_("Choose who signs."))
    made = services.sign(
        agreement_id=there.id, party_id=party, drawing=request.POST.get("drawing", ""), actor=request.actor
    )
    if made.in_force:
        messages.success(request, _("Everybody has signed: the agreement is in force."))
    else:
        messages.success(request, _("Signed. Now the next one."))


def _parties(one: DisputeView) -> list[tuple[Any, Any]]:
    return [(str(party.id), party.name) for party in selectors.parties_of(one.id)]


def _context(request: ActorRequest, one: DisputeView) -> dict[str, Any]:
    there = selectors.agreement_of(one.id)
    mine = Side.MEDIATOR in selectors.sides(request.actor, one)
    draws = mine and one.state is State.MEDIATING
    signed = {one_.party_id or one_.person_id for one_ in there.signatures} if there else set()
    mediator = areas.person_names({one.mediator_id}).get(one.mediator_id, "")
    waiting: list[tuple[str, str, str]] = []
    if there is not None and there.state is AgreementState.DRAFT:
        if there.form is AgreementForm.WRITTEN:
            waiting = [
                (
                    str(party.id),
                    party.signs_as,
                    _("for %(name)s") % {"name": party.name} if party.representative else "",
                )
                for party in selectors.parties_of(one.id)
                if party.id not in signed
            ]
        if one.mediator_id not in signed:
            waiting.append(("mediator", mediator, _("as the mediator")))
    unsigned = there is None or not there.signatures
    return {
        "one": one,
        "there": there,
        "sensitive": bool(one.sensitive),
        "form_words": words.FORMS[there.form] if there else "",
        "state": words.AGREEMENTS[there.state] if there else "",
        "tone": words.AGREEMENT_TONES[there.state] if there else "",
        "waiting": waiting if draws else [],
        "missing": waiting,
        "draws": draws and unsigned,
        "sheet": AgreementSheetForm(parties=_parties(one), initial=_sheet_of(one, there))
        if draws and unsigned
        else None,
        "rewrite": False,
        "aside_form": WordsForm() if mine and there and there.signatures and one.state in _ASIDE else None,
        "aside": selectors.set_aside_of(one.id),
        "promise_words": words.PROMISES,
    }


_ASIDE = frozenset({State.MEDIATING, State.AGREED})


def _sheet_of(one: DisputeView, there: AgreementView | None) -> services.AgreementSheet:
    if there is None:
        return services.AgreementSheet(facts=one.facts, promises=())
    return services.AgreementSheet(
        form=there.form,
        facts=there.facts,
        promises=tuple(
            services.PromiseSheet(by=each.by_id, words=each.words, due_on=each.due_on, way=each.way, place=each.place)
            for each in there.promises
        ),
    )
