"""Users for now; the area tree follows."""

from __future__ import annotations
from django.contrib.auth.models import AbstractUser
from django.db import models
from fengqiao.core import ids


class User(AbstractUser):
    """A sign-in account; one per person."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
