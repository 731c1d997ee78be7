"""What an installation begins with: the catalogue of events and the shipped warnings. What is there stays."""

from __future__ import annotations

from fengqiao.areas.selectors import SYSTEM
from fengqiao.cameras.domain.spine import category_of
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
        if events.category(category_of("water")) is None:
            incidents.load_catalogue(incidents.shipped_catalogue(), actor=SYSTEM)
        for kind, text in SHIPPED.items():
            for language in Language:
                if not VoiceText.objects.filter(kind=kind, language=language, area=None).exists():
                    sound = f"{kind}-{language}.mp3"
                    set_voice_text(kind=kind, language=language, text=text, sound=sound, actor=SYSTEM)
