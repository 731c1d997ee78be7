"""``fengqiao first_account``: a fresh installation has no account; this prints a link that makes one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from fengqiao.areas import services
from fengqiao.areas.domain.roles import ADMINISTRATORS
from fengqiao.areas.selectors import SYSTEM, Role, area_by_code
from fengqiao.core.errors import NotYours


class Command(BaseCommand):
    help = "Print a link, good once within 24 hours, by which an administrator makes the first account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--area", required=True, metavar="CODE", help="the county or town, such as 441821")
        parser.add_argument(
            "--role",
            choices=sorted(ADMINISTRATORS),
            default=Role.SYSTEM_ADMIN.value,
            help="the three administrators are three different people, each with an own link",
        )
        parser.add_argument(
            "--site", default="http://localhost:8000", help="the address at which people reach the program"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            place = area_by_code(options["area"])
        except NotYours as error:
            raise CommandError(
                f"There is no area {options['area']}. Load it first: fengqiao areas import --county {options['area']}"
            ) from error
        try:
            token = services.make_setup_link(area_id=place.id, role=Role(options["role"]), actor=SYSTEM)
        except services.AreasRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(options["site"].rstrip("/") + reverse("areas:setup", kwargs={"token": token}))
