"""The neighbour's page: follow a matter by the slip's code, say yes or no. No account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fengqiao.centre import selectors, services
from fengqiao.centre.domain import slip
from fengqiao.centre.domain.matters import Step
from fengqiao.centre.selectors import matters, words
from fengqiao.centre.services import CentreRefused
from fengqiao.centre.views.common import address_of
from fengqiao.incidents.selectors.public import of_everybody
from fengqiao.incidents.services import STRANGER, What, limits

# What the neighbour reads; how the people of the centre pass it on among themselves is theirs.
SHOWN = frozenset(Step) - {Step.SPLIT}


@never_cache
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Type the code from the slip."""
    typed = request.GET.get("code", "").replace("\0", "").strip()
    if code := slip.parse(typed):
        return redirect("centre:follow", code=code)
    return render(request, "centre/public/find.html", {"typed": typed[:40], "unknown": bool(typed)})


@never_cache
@require_GET
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """How a matter stands: who has it, until when one hears, what was done."""
    found = _found(request, code)
    if found is None:
        return render(request, "centre/public/find.html", {"typed": code[:40], "unknown": True}, status=404)
    return render(request, "centre/public/follow.html", found)


@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Yes, it is solved; or no, and why."""
    limits.count(What.ACT, address_of(request))
    found = _found(request, code)
    if found is None:
        raise Http404
    one, ticket = found["matter"], found["visit"].code
    try:
        if request.POST.get("solved") == "yes":
            services.confirm_solved(matter_id=one.id, code=ticket, actor=STRANGER)
            messages.success(request, _("Thank you. It counts on the wall at the door."))
        else:
            services.deny_solved(
                matter_id=one.id, words=request.POST.get("words", "")[:1000], code=ticket, actor=STRANGER
            )
            messages.success(request, _("Open again. You hear from us by the day below."))
    except CentreRefused as refusal:
        found = {**found, "refusal": str(refusal)}
        return render(request, "centre/public/follow.html", found, status=refusal.status)
    return redirect("centre:follow", code=ticket)


@require_GET
def picture(request: HttpRequest, code: str, picture: str) -> HttpResponse:
    """A picture from before or after, for the slip's holder."""
    found = _found(request, code)
    wanted = next((one for one in (found or {}).get("pictures", ()) if str(one.id) == picture), None)
    if found is None or wanted is None:
        raise Http404
    content = matters.picture_content(matters.family(found["matter"].id), wanted.id)
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})


def _found(request: HttpRequest, code: str) -> dict[str, Any] | None:
    limits.check(What.GUESS, address_of(request))
    found = matters.by_slip(code)
    if found is None:
        limits.count(What.GUESS, address_of(request))
        return None
    one, visit = found
    pictures = matters.pictures_of(one.id)
    before, after = ([each for each in pictures if each.after is late] for late in (False, True))
    event = of_everybody([one.incident_id]).get(one.incident_id) if one.incident_id is not None else None
    return {
        "matter": one,
        "visit": visit,
        "house": selectors.centre_of(one.centre_id),
        "state": words.STATES[one.state],
        "tone": words.TONES[one.state],
        "steps": [
            (each, words.STEPS[each.step], words.STEP_ICONS[each.step])
            for each in matters.steps_of(one.id)
            if each.step in SHOWN
        ],
        "pictures": pictures,
        "before": before[-1] if before else None,
        "after": after[-1] if after else None,
        "answerable": Step.CONFIRM in one.steps,
        "reopenable": Step.DENY in one.steps,
        "event": event,
    }
