"""What an installation begins with: the categories of camera alarms and the shipped warnings. What is there stays."""

from __future__ import annotations

from fengqiao.areas.selectors import SYSTEM
from fengqiao.cameras.domain.spine import CATALOGUE, TITLES, category_of
from fengqiao.cameras.domain.voice import Language
from fengqiao.cameras.models import VoiceText
from fengqiao.cameras.services.texts import set_voice_text
from fengqiao.core import journal
from fengqiao.incidents import selectors as events
from fengqiao.incidents import services as incidents

SHIPPED = {
    "water": "水深危险，请远离水域",
    "intrusion": "这里不能进入，请马上离开",
    "helmet": "骑车请戴好头盔",
    "rubbish": "垃圾请分类投放",
}


def set_up() -> None:
    """Bring in what is missing; runs at every start."""
    with journal.unit():
        for kind, titles in TITLES.items():
            if events.category(category_of(kind)) is None:
                incidents.add_category(
                    code=category_of(kind),
                    catalogue=CATALOGUE,
                    kind=events.CategoryKind.HAPPENING,
                    titles=titles,
                    after_evidence=True,
                )
        for kind, text in SHIPPED.items():
            for language in Language:
                if not VoiceText.objects.filter(kind=kind, language=language, area=None).exists():
                    sound = f"{kind}-{language}.mp3"
                    set_voice_text(kind=kind, language=language, text=text, sound=sound, actor=SYSTEM)
