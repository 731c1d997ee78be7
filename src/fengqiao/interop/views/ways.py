"""The way from an event to handing it to the province."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from fengqiao.areas.selectors import Actor
from fengqiao.incidents.selectors.neighbours import Subject, Way
from fengqiao.interop import selectors, services


def to_the_province(actor: Actor, subject: Subject) -> Way | None:
    """For whoever may hand over, where the platform is connected."""
    if subject.kind != "event" or not services.connected() or not actor.has(*selectors.HANDERS):
        return None
    address = f"{reverse('interop:messages')}?{urlencode({'code': subject.code})}"
    return Way(href=address, label=_("Hand it to the province"), icon="send")
