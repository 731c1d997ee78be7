"""Set-up links by their secret."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet

from fengqiao.areas.domain.roles import Role
from fengqiao.areas.models import SetupLink
from fengqiao.core import clock


def token_hash(token: str) -> str:
    """What the database keeps of a link's secret; it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def fresh_links(token: str) -> QuerySet[SetupLink]:
    """The unused link with this secret that has not run out: one or none."""
    return SetupLink.objects.filter(token_hash=token_hash(token), used_by=None, expires_at__gt=clock.now())


def setup_link_role(token: str) -> Role | None:
    """The administrator's role that a fresh link gives; None for every other text."""
    row = fresh_links(token).first()
    return Role(row.role) if row else None
