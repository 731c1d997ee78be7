"""A job lives and dies with the transaction that asked for it, wherever that is."""

from __future__ import annotations

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.testing import InMemoryConnector

from fengqiao.core import jobs

pytestmark = pytest.mark.django_db
NAME = "cameras.tick"


def test_a_job_is_rolled_back_with_its_facts() -> None:
    def fail() -> None:
        with transaction.atomic():
            jobs.defer(NAME, alarm_id="x")
            assert ProcrastinateJob.objects.count() == 1
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert ProcrastinateJob.objects.count() == 0


def test_within_another_job_it_is_the_same() -> None:
    """The worker gives the app a connection of its own; jobs that a job asks for must not take that way."""
    other = InMemoryConnector()
    with app.replace_connector(other):
        jobs.defer(NAME, alarm_id="x")
    assert other.jobs == {}
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.queue_name, job.args) == (NAME, "alarms", {"alarm_id": "x"})


def test_one_that_waits_already_spoils_nothing() -> None:
    with transaction.atomic():
        jobs.defer(NAME, once="mark", alarm_id="x")
        jobs.defer(NAME, once="mark", alarm_id="x")
        jobs.defer(NAME, alarm_id="y")
    assert ProcrastinateJob.objects.count() == 2
