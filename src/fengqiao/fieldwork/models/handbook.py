"""Tables of the grid handbook: households, contacts, care by consent, visits, samples and grades."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fengqiao.core.bases import Row
from fengqiao.fieldwork.domain.care import CareKind, ConsentWay, VisitAbout
from fengqiao.fieldwork.domain.doubts import OF_A_WAY
from fengqiao.fieldwork.domain.quality import Grade
from fengqiao.fieldwork.models.patrol import Shift, choices


class Household(Row):
    """A house in a grid. One that wants not to be in the handbook keeps only its address, so that nobody asks again."""

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey("areas.Grid", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=80)
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    people = models.PositiveIntegerField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    made_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    opted_out_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grid", "address"], name="fieldwork_household_once"),
            models.CheckConstraint(
                condition=Q(opted_out_at__isnull=True) | Q(name="", phone="", people__isnull=True),
                name="fieldwork_opted_out_is_empty",
            ),
        ]


class KeyContact(Row):
    """Somebody to ring up for a matter of the grid: the clinic, the school, the power station."""

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey("areas.Grid", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=30)
    ended_at = models.DateTimeField(null=True)


class CareRecord(Row):
    """Somebody who asked for care, by consent. Withdrawn: nothing of the person is left in it."""

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey("areas.Grid", on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="care")
    kind = models.CharField(max_length=10, choices=choices(CareKind))
    name = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    needs = models.CharField(max_length=500, blank=True)
    consent_by = models.CharField(max_length=80, blank=True)
    consent_way = models.CharField(max_length=10, choices=choices(ConsentWay))
    consent_on = models.DateField()
    guardian = models.BooleanField(default=False)
    every = models.PositiveIntegerField(null=True)
    made_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(name="", phone="", needs="", consent_by=""),
                name="fieldwork_withdrawn_care_is_empty",
            )
        ]


class Visit(Row):
    """A visit at a house, or with somebody who asked for care, within a shift. ``id`` is made by the phone.

    The note of a visit in care is read by who may see the care record, and goes with it.
    """

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="visits")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="visits")
    care = models.ForeignKey(CareRecord, on_delete=models.PROTECT, null=True, related_name="visits")
    about = models.CharField(max_length=10, choices=choices(VisitAbout))
    at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    photo = models.CharField(max_length=200, blank=True)
    distance = models.FloatField(null=True)
    doubts = ArrayField(models.CharField(max_length=10, choices=choices(OF_A_WAY)), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(household__isnull=False) | Q(care__isnull=False), name="fieldwork_visit_somewhere"
            )
        ]
        indexes = [models.Index(fields=["-at"], name="fieldwork_visits_newest")]


class HandbookSample(Row):
    """A worker's quarter drawn for a blind look. ``code`` is all that a sampler sees; ``machine``: the score then.

    ``score``: what was agreed on; None while an opinion is missing.
    """

    code = models.CharField(max_length=8, unique=True)
    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    quarter = models.PositiveIntegerField()
    machine = models.PositiveIntegerField()
    score = models.PositiveIntegerField(null=True)
    drawn_by = models.ForeignKey("areas.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "year", "quarter"], name="fieldwork_sample_once"),
        ]


class SampleOpinion(Row):
    """What a sampler found, by five marks and in words."""

    sample = models.ForeignKey(HandbookSample, on_delete=models.PROTECT, related_name="opinions")
    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    marks = models.JSONField()
    score = models.PositiveIntegerField()
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "number"], name="fieldwork_opinion_number"),
            models.UniqueConstraint(fields=["sample", "person"], name="fieldwork_two_samplers"),
            models.CheckConstraint(condition=Q(number__in=[1, 2]), name="fieldwork_two_opinions"),
        ]


class HandbookGrade(Row):
    """What a worker's quarter came to, as it was settled, with the counts behind it. Never changed."""

    person = models.ForeignKey("areas.Person", on_delete=models.PROTECT, related_name="+")
    town = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    quarter = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    machine = models.PositiveIntegerField()
    score = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    shares = models.JSONField()
    grade = models.CharField(max_length=10, choices=choices(Grade))
    points = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "year", "quarter"], name="fieldwork_grade_once"),
            models.CheckConstraint(condition=Q(score__lte=100) & Q(machine__lte=100), name="fieldwork_grade_scores"),
        ]
