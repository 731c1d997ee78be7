"""What a service refuses, told to who asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from fengqiao.core.errors import Refused


@contextmanager
def refusal_told(request: HttpRequest) -> Iterator[None]:
    """For an act after which the same page is shown again: a refusal ends the block and stands above that page.

    What is not theirs or is not there (404) goes on to who answers that for all pages.
    """
    try:
        yield
    except Refused as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, str(refusal))
