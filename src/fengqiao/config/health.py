"""Is the web process well, and does it reach the database?"""

from __future__ import annotations

from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 ``ok``, or 503 with the part that does not work. Tells nothing else, so it needs no sign-in."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq FROM core_journalhead")
    except DatabaseError:
        return HttpResponse("database away\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
