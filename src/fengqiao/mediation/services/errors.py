"""What the services of the mediation refuse."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fengqiao.core.errors import Refused


class MediationRefused(Refused):
    """A step of a mediation that is not allowed now; the message says why."""


class InputRefused(MediationRefused):
    """Something that was written does not fit; the message says what."""

    status = 422


class StepNotTaken(MediationRefused):
    """A table does not allow it; the message is the refusal's own."""

    def __init__(self, refusal: Exception) -> None:
        super().__init__(_(str(refusal)))
        self.refusal = refusal


class WithSomebodyElse(MediationRefused):
    """The event on the spine is not in the hands of the mediator's organisation."""

    def __init__(self, organisation: str) -> None:
        super().__init__(
            _(
                "The event itself is with %(organisation)s, so it cannot be reported done from here. Ask the "
                "dispatcher to send it to the mediators' organisation; everything written here stays."
            )
            % {"organisation": organisation or _("the dispatchers")}
        )
