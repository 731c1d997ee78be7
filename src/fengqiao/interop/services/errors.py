"""Refusals of this app; the message is what the person reads."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fengqiao.core.errors import Refused


class InteropRefused(Refused):
    """Base of this app's refusals."""


class AlreadyHandedOver(InteropRefused):
    """The event is with that platform now."""

    def __init__(self) -> None:
        super().__init__(_("This event has been handed over already and is not back yet."))


class NoSuchPeer(InteropRefused):
    """The platform is not connected."""

    status = 404

    def __init__(self, name: str) -> None:
        super().__init__(_("The platform “%(name)s” is not connected here.") % {"name": name})


class ReasonMissing(InteropRefused):
    """Handing over needs a reason."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Say why the event is handed over; the other platform reads it."))
