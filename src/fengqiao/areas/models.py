"""Tables of places and people: area tree, versioned grids, organisations, persons, their duties and accounts.

Periods that must not overlap are guarded by exclusion constraints in migration 0002.
"""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from fengqiao.areas.domain.kinds import GridKind, Level, OrganisationKind
from fengqiao.areas.domain.roles import Duty, Employment, Role
from fengqiao.core import ids
from fengqiao.core.bases import Row


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(value.value, value.name) for value in values]


class Area(Row):
    """A province, city, county, town or village. ``lineage`` is its way from the root down to itself.

    ``name`` is what people say (鹤田村), ``official_name`` what the list says (鹤田村委会). The code is a label
    within its scheme; nothing is ever read out of its digits.
    """

    scheme = models.CharField(max_length=20)
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=80)
    official_name = models.CharField(max_length=80)
    level = models.CharField(max_length=10, choices=_choices(Level))
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    lineage = ArrayField(models.UUIDField())
    pinyin = models.CharField(max_length=200, default="")
    initials = models.CharField(max_length=80, default="", db_index=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="area_code")]
        indexes = [GinIndex(fields=["lineage"], name="area_lineage")]

    def __str__(self) -> str:
        return self.name


class AreaBoundary(Row):
    """An area's outline, ``[[lon, lat], …]`` in WGS84, for a time. ``synthetic``: drawn for a demonstration."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="boundaries")
    outline = models.JSONField()
    synthetic = models.BooleanField(default=False)
    during = DateTimeRangeField()


class Grid(Row):
    """A piece of a village that somebody answers for. Its outlines are ``GridVersion``."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=_choices(GridKind), default=GridKind.COMPREHENSIVE)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="grids")

    def __str__(self) -> str:
        return self.name


class GridVersion(Row):
    """A grid's outline, ``[[lon, lat], …]`` in WGS84, for a time. Written once; only its end is set later."""

    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    outline = models.JSONField()
    synthetic = models.BooleanField(default=False)
    during = DateTimeRangeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grid", "number"], name="grid_version_number")]


class GridRevision(models.Model):
    """One row, renewed by the database with every change of grids; caches compare it with their own."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    token = models.UUIDField()


class Organisation(Row):
    """The centre, one of the six, or one of the N, working for an area. A dissolved one stays for what it did."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=_choices(OrganisationKind))
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="organisations")
    synthetic = models.BooleanField(default=False)
    dissolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="organisation_name")]

    def __str__(self) -> str:
        return self.name


class Person(Row):
    """Somebody with a duty. ``invented``: made up for a demonstration."""

    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, default="", blank=True)
    pinyin = models.CharField(max_length=200, default="")
    initials = models.CharField(max_length=80, default="", db_index=True)
    invented = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A sign-in account; at most one per person."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="user")
    language = models.CharField(max_length=10, default="", blank=True)
    elder = models.BooleanField(default=False)


class Assignment(Row):
    """A person's duty in an area, perhaps in a grid or an organisation, for a time (days in local time)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=20, choices=_choices(Role))
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="assignments")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="assignments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="assignments")
    duty = models.CharField(max_length=10, choices=_choices(Duty), default="", blank=True)
    employment = models.CharField(max_length=10, choices=_choices(Employment), default="", blank=True)
    during = DateRangeField()


class SetupLink(Row):
    """A link, good once and for a while, by which the first administrator makes an account. Only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=20, choices=_choices(Role))
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")


class ActiveDay(models.Model):
    """A local day on which somebody signed in. That they did is all that is kept: no hour, no device, no count."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="areas_active_day_once")]
        indexes = [models.Index(fields=["day"], name="areas_active_day")]
