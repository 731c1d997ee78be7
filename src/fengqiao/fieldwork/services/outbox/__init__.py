"""The server's side of the telephones' outboxes."""

from fengqiao.fieldwork.services.outbox.forgetting import VOICE_DAYS, forget_positions, forget_voices
from fengqiao.fieldwork.services.outbox.items import Handler, Item, Outcome
from fengqiao.fieldwork.services.outbox.looking import look_at
from fengqiao.fieldwork.services.outbox.receiving import Answer, receive

__all__ = [
    "VOICE_DAYS",
    "Answer",
    "Handler",
    "Item",
    "Outcome",
    "forget_positions",
    "forget_voices",
    "look_at",
    "receive",
]
