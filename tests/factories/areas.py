"""Small worlds for tests: areas, grids, people, accounts. Everything is made by the services, as the system.

home = village()                      # with its town and county above
lead = actor(Role.GRID_LEAD, home)    # a person with that duty and an account
"""

from __future__ import annotations

import hashlib
import itertools
from datetime import date, timedelta
from uuid import UUID

from fengqiao.areas import services
from fengqiao.areas.domain.roles import GRID_ROLES, Role
from fengqiao.areas.models import SetupLink, User
from fengqiao.areas.selectors import (
    SYSTEM,
    Actor,
    AreaView,
    Level,
    OrganisationKind,
    OrganisationView,
    PersonView,
    actor_of,
    area,
)
from fengqiao.core import clock

_numbers = itertools.count(1)
SINCE = date(2020, 1, 1)
PASSWORD = "a-long-test-password-1"


def county(name: str = "测试县") -> AreaView:
    """A county, a root of its own."""
    return services.add_area(
        code=f"9{next(_numbers):05}", official_name=name, level=Level.COUNTY, parent_id=None, actor=SYSTEM
    )


def town(above: AreaView | None = None, name: str = "测试镇") -> AreaView:
    """A town in a county."""
    above = above or county()
    return services.add_area(
        code=f"{above.code}{next(_numbers):03}", official_name=name, level=Level.TOWN, parent_id=above.id, actor=SYSTEM
    )


def village(above: AreaView | None = None, name: str = "测试村委会") -> AreaView:
    """A village in a town."""
    above = above or town()
    return services.add_area(
        code=f"{above.code}{next(_numbers):03}",
        official_name=name,
        level=Level.VILLAGE,
        parent_id=above.id,
        lon=113.63,
        lat=23.78,
        actor=SYSTEM,
    )


def square(lon: float = 113.63, lat: float = 23.78, side: float = 0.01) -> list[list[float]]:
    """A square outline with its south-west corner at lon, lat (WGS84 degrees)."""
    return [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side]]


def grid(where: AreaView | UUID, outline: list[list[float]] | None = None, **more: object) -> UUID:
    """A grid of the village with an outline in force from now on (``since=`` for another moment)."""
    area_id = where if isinstance(where, UUID) else where.id
    number = next(_numbers)
    made = services.add_grid(code=f"G{number:06}", name=f"第{number}网格", area_id=area_id, actor=SYSTEM)
    services.draw_grid_version(grid_id=made, outline=outline or square(), actor=SYSTEM, **more)
    return made


def organisation(
    where: AreaView, kind: OrganisationKind = OrganisationKind.OTHER, name: str | None = None
) -> OrganisationView:
    """An organisation that works for the area."""
    return services.add_organisation(
        name=name or f"测试单位{next(_numbers)}", kind=kind, area_id=where.id, actor=SYSTEM
    )


def person(where: AreaView, name: str | None = None, phone: str = "13800001234") -> PersonView:
    """A person without a duty."""
    return services.add_person(
        name=name or f"测试人{next(_numbers)}", phone=phone, area_id=where.id, invented=True, actor=SYSTEM
    )


def worker(role: Role, where: AreaView | UUID, **more: object) -> PersonView:
    """A person with the duty in the area; grid and organisation are made where the duty needs one."""
    place = area(where) if isinstance(where, UUID) else where
    one = person(place)
    if role in GRID_ROLES and "grid_id" not in more:
        more["grid_id"] = grid(place)
    if role is Role.HANDLER and "organisation_id" not in more:
        more["organisation_id"] = organisation(place).id
    more.setdefault("since", SINCE)
    services.assign(person_id=one.id, role=role, area_id=place.id, actor=SYSTEM, **more)
    return one


def account(role: Role, where: AreaView | UUID, **more: object) -> User:
    """A person with the duty and an account (password ``PASSWORD``)."""
    one = worker(role, where, **more)
    made = services.open_account(person_id=one.id, username=f"user{next(_numbers)}", password=PASSWORD, actor=SYSTEM)
    return User.objects.get(pk=made)


def actor(role: Role, where: AreaView | UUID, **more: object) -> Actor:
    """The actor of a fresh account with the duty."""
    return actor_of(account(role, where, **more))


def setup_token(where: AreaView) -> str:
    """The secret of a fresh set-up link, of a role that the area's people may have already."""
    token = f"token-{next(_numbers)}"
    SetupLink.objects.create(
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        role=Role.AUDIT_ADMIN,
        area_id=where.id,
        expires_at=clock.now() + timedelta(hours=1),
    )
    return token
