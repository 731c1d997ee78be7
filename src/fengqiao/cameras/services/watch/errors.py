"""What the narrow door refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fengqiao.cameras.services.errors import AlertRefused, CamerasRefused


class CaseRefused(CamerasRefused):
    """A step with a case that is not possible now."""

    text = _("This is not possible with the case now. Reload the page to see where it stands.")


class CaseIncomplete(CaseRefused):
    status = 422
    text = _("Nobody can be asked to approve this yet; missing: %(missing)s.")


class NotAPlate(CaseRefused):
    status = 422
    text = _("This is not a number plate of mainland China: province, letter, then five or six letters and digits.")


class ForeignCamera(CaseRefused):
    status = 422
    text = _("A camera that was chosen is not in operation, or not in the area of this case.")


class TooManyCameras(CaseRefused):
    status = 422
    text = _("At most %(most)s cameras may be named. Choose those that matter.")


class TemplateNotUsable(CaseRefused):
    status = 422
    text = _("This is not a template of a face. Make it with the command lookout face on the engine's machine.")


class OwnCase(CaseRefused):
    text = _("Who asked for a case cannot approve it. Two other people decide.")


class DecidedBefore(CaseRefused):
    text = _("You have already decided on this case; the second decision is somebody else's.")


class SeatTaken(CaseRefused):
    text = _(
        "Your duty has no further say here: one approval comes from a duty over the place, the other from the "
        "security administrator."
    )


class ReasonNeeded(CaseRefused):
    status = 422
    text = _("Say why in a few words; it is kept with the case.")


class ClipUnwanted(AlertRefused):
    text = _("Of a match no clip is kept: it would show everybody else who passed.")


class NoActiveCase(AlertRefused):
    text = _("No case is active for this alert on this camera; nothing of it was kept.")
