"""What the engine is told of a camera's picture itself: where to look away, and how tall people are in it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import ValidationError

from fengqiao.areas.selectors import Actor
from fengqiao.cameras.events import camera_changed
from fengqiao.cameras.selectors.cameras import CameraView, camera
from fengqiao.cameras.services.errors import SceneRefused
from fengqiao.cameras.services.zones import locked
from fengqiao.core import journal
from lookout.contract import CameraConfig, crossing

MOST_MASKS, MOST_POINTS = 12, 200


def set_scene(*, camera_id: UUID, masks: Sequence[object], adult: Sequence[object], actor: Actor) -> CameraView:
    """Keep masks (outlines in fractions 0-1) and heights (pairs of foot's y and height, at most two) of a picture.

    Raises SceneRefused, NotYours.
    """
    try:
        checked = CameraConfig.model_validate({"camera": "x", "source": "x", "masks": masks, "adult": adult})
    except ValidationError as error:
        raise SceneRefused(problem=_problem(error)) from error
    if len(checked.masks) > MOST_MASKS or any(not 3 <= len(mask) <= MOST_POINTS for mask in checked.masks):
        raise SceneRefused(problem=_("at most 12 places to look away from, each with 3 to 200 corners"))
    if any(crossing(mask) for mask in checked.masks):
        raise SceneRefused(problem=_("an outline crosses itself; draw it again without a knot"))
    if any(height < 0.01 or height > foot for foot, height in checked.adult):
        raise SceneRefused(problem=_("a height reaches from the feet up, inside the picture"))
    if len(checked.adult) == 2 and abs(checked.adult[0][0] - checked.adult[1][0]) < 0.03:
        raise SceneRefused(problem=_("measure one person near and one far away; these two stand at the same distance"))
    with journal.unit():
        row = locked(camera_id, actor)
        fresh = ([[list(point) for point in mask] for mask in checked.masks], [list(pair) for pair in checked.adult])
        if (row.masks, row.adult) != fresh:
            row.masks, row.adult = fresh
            row.save(update_fields=["masks", "adult"])
            journal.record(camera_changed(row, what="scene"), actor=actor.person_id)
    return camera(actor, camera_id)


def _problem(error: ValidationError) -> str:
    where = str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else ""
    if where == "adult":
        return _("two heights at most, each from the feet to the top of the head, inside the picture")
    return _("outlines are points inside the picture")
