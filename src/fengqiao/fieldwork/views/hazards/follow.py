"""The page of the place: how far its hazards are, by the code on the notice. No account, and nobody's name."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fengqiao.core.ids import ALPHABET
from fengqiao.fieldwork.domain.hazards import State, Step
from fengqiao.fieldwork.selectors.hazards import ledger, words
from fengqiao.fieldwork.selectors.hazards.shown import CheckView, HazardView, PictureView
from fengqiao.fieldwork.services.hazards.checks import CODE_LENGTH
from fengqiao.incidents.services import What, limits

# What the place reads; how late things are passed on among those who look after them is theirs.
SHOWN = frozenset(Step) - {Step.RAISE}


@never_cache
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Type the code from the notice."""
    typed = request.GET.get("code", "").replace("\0", "").strip()
    if code := _parse(typed):
        return redirect("fieldwork:hazard_follow", code=code)
    return render(request, "fieldwork/hazards/find.html", {"typed": typed[:40], "unknown": bool(typed)})


@never_cache
@require_GET
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """The hazards of a notice: what to do, until when, what was done."""
    found = _found(request, code)
    if found is None:
        return render(request, "fieldwork/hazards/find.html", {"typed": code[:40], "unknown": True}, status=404)
    hazards = ledger.hazards_of(found.id)
    pictures = ledger.pictures_of([one.id for one in hazards])
    context = {
        "check": found,
        "title": words.TOPICS[found.topic],
        "hazards": [_hazard(one, pictures[one.id]) for one in hazards],
        "open": sum(one.state not in (State.CLOSED, State.VOID) for one in hazards),
    }
    return render(request, "fieldwork/hazards/follow.html", context)


@require_GET
def picture(request: HttpRequest, code: str, picture: str) -> HttpResponse:
    """A photo of one of the notice's hazards."""
    found = _found(request, code)
    if found is None:
        raise Http404
    for pk, pictures in ledger.pictures_of([one.id for one in ledger.hazards_of(found.id)]).items():
        for one in pictures:
            if str(one.id) == picture:
                content = ledger.picture_content(pk, one.id)
                return HttpResponse(
                    content, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"}
                )
    raise Http404


def _hazard(one: HazardView, pictures: list[PictureView]) -> dict[str, Any]:
    before, after = ledger.before_and_after(pictures)
    return {
        "it": one,
        "state": words.STATES[one.state],
        "tone": words.TONES[one.state],
        "severity": words.SEVERITIES[one.severity],
        "severity_tone": words.SEVERITY_TONES[one.severity],
        "before": before,
        "after": after,
        "steps": [
            (each, words.STEPS[each.step], words.STEP_ICONS[each.step])
            for each in ledger.steps_of(one.id)
            if each.step in SHOWN
        ],
    }


def _found(request: HttpRequest, code: str) -> CheckView | None:
    who = str(request.META.get("REMOTE_ADDR", ""))
    limits.check(What.GUESS, who)
    found = ledger.check_by_code(code)
    if found is None:
        limits.count(What.GUESS, who)
    return found


def _parse(text: str) -> str | None:
    code = "".join(text.split()).replace("-", "").upper()
    return code if len(code) == CODE_LENGTH and all(one in ALPHABET for one in code) else None
