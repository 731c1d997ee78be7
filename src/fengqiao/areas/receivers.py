"""What the areas learn from signing in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from fengqiao.areas.services import note_active


@receiver(user_logged_in, dispatch_uid="areas.note_active")
def signed_in(sender: object, *, user: Any, **_more: object) -> None:
    """A sign-in makes the day an active one for the account's person. A session ends after twelve hours, so whoever
    uses the platform on a day signs in on it."""
    if user.person_id is not None:
        note_active(user.person_id)
