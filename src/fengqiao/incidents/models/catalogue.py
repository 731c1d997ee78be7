"""What events can be about, in versions, and who answers for what where."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row
from fengqiao.incidents.domain.facts import CategoryKind
from fengqiao.incidents.domain.units import Basis, Part
from fengqiao.incidents.models.bases import choices


class Category(Row):
    """What an event is about. ``catalogue`` names the list it comes from; ``titles`` are its words by language.

    ``titles``, ``after_evidence`` and ``sensitive`` are those of the newest version, ``number`` is its number.
    ``after_evidence``: the work is reported done with a picture. ``withdrawn_at``: no new events from then on.
    """

    code = models.CharField(max_length=40, unique=True)
    catalogue = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=choices(CategoryKind))
    titles = models.JSONField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    after_evidence = models.BooleanField(default=False)
    sensitive = models.BooleanField(default=False)
    number = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)


class CategoryVersion(Row):
    """What a category was from ``created_at`` on. Written once; every event keeps the version it was reported under.

    ``fields``: the form, as ``domain.forms`` reads it. ``before_pictures``, ``after_pictures``: how many are demanded.
    ``on_spot``: may be solved and reported in one. ``duplicate_m``: within how many metres it may be the same matter.
    ``residents``: may be reported by residents themselves.
    """

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    titles = models.JSONField()
    fields = models.JSONField(default=list)
    before_pictures = models.PositiveSmallIntegerField(default=0)
    after_pictures = models.PositiveSmallIntegerField(default=0)
    sensitive = models.BooleanField(default=False)
    on_spot = models.BooleanField(default=True)
    duplicate_m = models.PositiveIntegerField(default=50)
    residents = models.BooleanField(default=True, db_default=True)
    by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category", "number"], name="incident_category_version")]


class CategoryDraft(Row):
    """What somebody is preparing: a new version of a category, or a new category. Nobody but its editors sees it.

    ``content``: the category as ``services.catalogue`` takes it. ``base``: the number of the version it started from.
    """

    code = models.CharField(max_length=40, unique=True)
    category = models.OneToOneField(Category, on_delete=models.PROTECT, null=True, related_name="draft")
    content = models.JSONField()
    base = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()


class SettingsSheet(Row):
    """An Excel file that somebody looks through before it counts; put away some days later. ``what``: its kind."""

    what = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)


class RoutingRule(Row):
    """What an organisation does for a category (and all below it) in an area (and all below it): it leads, it is
    asked to join, or it can be chosen. Ended rules stay, because old decisions refer to them."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("areas.Organisation", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=choices(Part), default=Part.LEAD)
    basis = models.CharField(max_length=10, choices=choices(Basis), default=Basis.PLACE)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["category", "area", "basis"],
                condition=Q(part="lead", ended_at__isnull=True),
                name="incident_one_lead",
            ),
            models.UniqueConstraint(
                fields=["category", "area", "organisation", "part", "basis"],
                condition=Q(ended_at__isnull=True),
                name="incident_route",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "part"], name="incident_route_of")]
