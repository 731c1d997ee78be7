"""What a case lacks, in the reader's language; forms and refusals say it alike."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fengqiao.cameras.domain.watch import Lack

LACKS: Mapping[Lack, str | Promise] = {
    Lack.PURPOSE: _("purpose"),
    Lack.REFERENCE: _("number of the police case"),
    Lack.LEGAL_BASIS: _("legal basis"),
    Lack.CAMERAS: _("cameras, named one by one"),
    Lack.PLATE: _("number plate"),
    Lack.DESCRIPTION: _("a colour of the clothes"),
    Lack.CONSENT: _("consent, with a photo of the signed paper"),
    Lack.IMPACT: _("impact assessment for face matching"),
}


def lack_words(lack: Lack) -> str | Promise:
    """What is missing."""
    return LACKS[lack]
