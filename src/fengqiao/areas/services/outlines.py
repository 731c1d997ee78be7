"""The flaws of an outline in the words that a person reads."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fengqiao.areas.domain import outline
from fengqiao.areas.domain.outline import BadOutline, Flaw, Ring
from fengqiao.areas.services.errors import OutlineRefused

_SAID = {
    Flaw.NOT_POINTS: gettext_noop("The outline is not a list of points with longitude and latitude."),
    Flaw.TOO_FEW: gettext_noop("An outline needs at least three different corners."),
    Flaw.TOO_MANY: gettext_noop("The outline has too many corners; leave out some."),
    Flaw.OUT_OF_RANGE: gettext_noop("A corner is not on the map; is longitude before latitude?"),
    Flaw.CROSSES_ITSELF: gettext_noop("The outline crosses itself; move the corners so that it does not."),
    Flaw.TOO_SMALL: gettext_noop("The outline encloses less than 100 square metres."),
}


def checked(points: Sequence[Sequence[float]]) -> Ring:
    """The outline as it is stored. Raises OutlineRefused with a sentence for the person who drew it."""
    try:
        return outline.checked(points)
    except BadOutline as bad:
        raise OutlineRefused(_(_SAID[bad.flaw])) from bad
