"""The way from an event or an alarm to calling volunteers."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.fieldwork.selectors.volunteers.register import CALLERS
from fengqiao.incidents.selectors.neighbours import Subject, Way


def call_for_help(actor: Actor, subject: Subject) -> Way | None:
    """Who is near and free? For whoever may call."""
    if not actor.has(*CALLERS):
        return None
    if subject.kind == "event":
        query = {"event": subject.code}
    else:
        query = {"alarm": str(subject.id), "area": str(subject.area_id)}
    return Way(
        href=f"{reverse('fieldwork:callout_new')}?{urlencode(query)}", label=_("Call volunteers"), icon="megaphone"
    )
