"""What the services of cameras and alarms refuse. The message is what the person, or the engine's log, reads."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fengqiao.core.errors import Refused


class CamerasRefused(Refused):
    """A step with cameras or alarms that is not possible now."""

    text: str | Promise = _("This is not possible now. Reload the page to see what is possible.")

    def __init__(self, **facts: object) -> None:
        super().__init__(str(self.text) % facts if facts else str(self.text))


class AlertRefused(CamerasRefused):
    """An alert, clip or heartbeat that cannot be kept; sending it again unchanged does not help."""

    status = 422


class UnknownCamera(AlertRefused):
    text = _("No camera with the code %(code)s is in the register.")


class FromTheFuture(AlertRefused):
    text = _("The picture's time lies %(seconds)s seconds in the future; set the clock of the camera engine.")


class NotAPicture(AlertRefused):
    text = _("The snapshot is not a JPEG picture that can be read.")


class PictureTooLarge(AlertRefused):
    status = 413
    text = _("The snapshot is too large: at most %(megabytes)s MB and %(megapixels)s million pixels.")


class WrongHash(AlertRefused):
    text = _("The snapshot does not match the SHA-256 that the alert names.")


class BeforeRefused(AlertRefused):
    text = _("The picture from before does not match the SHA-256 that the alert names.")


class NotStorable(AlertRefused):
    text = _("A text in the message holds a NUL character, which cannot be kept; remove it.")


class TallyRefused(AlertRefused):
    text = _("These numbers cannot be kept: %(problem)s")


class UnknownAlert(AlertRefused):
    status = 404
    text = _("No alert with this key has arrived; send the alert before its clip.")


class NotAClip(AlertRefused):
    text = _("The clip is not an MP4 file.")


class ClipTooLarge(AlertRefused):
    status = 413
    text = _("The clip is too large: at most %(megabytes)s MB.")


class ClipDiffers(AlertRefused):
    status = 409
    text = _("Another clip was already kept for this alert; the first one stays.")


class AlarmOver(CamerasRefused):
    text = _("This alarm is over (%(state)s). If somebody is there now, a new alarm will come or call the screen.")


class NotAcceptedYet(CamerasRefused):
    text = _('Tap "On my way" first, so that the others know who goes.')


class OnlyNoted(CamerasRefused):
    text = _("This was spoken to and noted; nobody has to go there. If it was nothing, say so.")


class OnlyOnTheSpot(CamerasRefused):
    text = _("Only somebody who is there can say this. Send somebody, or wait for who is on the way.")


class HighestLevel(CamerasRefused):
    text = _("The town has already been called; there is nobody above. Telephone now.")


class PhotoMissing(CamerasRefused):
    status = 422
    text = _("A photo is needed to confirm that everybody has left safely.")


class PhotoRefused(CamerasRefused):
    status = 422
    text = _("This photo cannot be read. Take it again as an ordinary photo.")


class PositionMissing(CamerasRefused):
    status = 422
    text = _("Your position is needed. Allow the browser to use it, step outside and try again.")


class ReasonMissing(CamerasRefused):
    status = 422
    text = _('Choose why it was a false alarm; for "other", say it in words.')


class NobodyToSend(CamerasRefused):
    status = 422
    text = _("This person has no duty in the alarm's village; choose somebody from the list.")


class CameraRefused(CamerasRefused):
    """A register entry that cannot be kept."""

    status = 422


class CodeTaken(CameraRefused):
    text = _("A camera with the code %(code)s is already in the register.")


class CodeNotUsable(CameraRefused):
    text = _("A camera's code has 1 to 80 characters, without colons, slashes or a leading space.")


class PrivatePlace(CameraRefused):
    text = _("Cameras are not allowed in baths, toilets, changing rooms, dormitories and other private places.")


class PositionNotUsable(CameraRefused):
    text = _("The position is not on the map: longitude from -180 to 180, latitude from -90 to 90.")


class CoverageNotUsable(CameraRefused):
    text = _("Coverage: bearing 0 to 359.9 degrees, opening above 0 to 360 degrees, range above 0 to 2000 m.")


class StreamNotUsable(CameraRefused):
    text = _("A stream address begins with rtsp://, rtsps://, http:// or https://.")


class NotReadyToGoLive(CameraRefused):
    text = _("This camera cannot go live yet; missing: %(missing)s.")


class SpeakerNotUsable(CameraRefused):
    text = _("This loudspeaker cannot be used so: %(problem)s")


class ZoneRefused(CamerasRefused):
    status = 422
    text = _("The zone %(zone)s cannot be kept: %(problem)s")


class SceneRefused(CamerasRefused):
    status = 422
    text = _("This cannot be kept: %(problem)s")


class ZoneCrosses(ZoneRefused):
    text = _("The outline of the zone %(zone)s crosses itself; draw it again without a knot.")


class ZoneNamesRepeat(ZoneRefused):
    text = _("Two zones are called %(zone)s; give each its own name.")
