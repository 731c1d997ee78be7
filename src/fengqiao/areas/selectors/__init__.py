"""Reading places and people. Whatever shows rows to a person takes that person's ``Actor`` and its scope."""

from fengqiao.areas.domain.kinds import GridKind, Level, OrganisationKind
from fengqiao.areas.domain.names import mask_name, mask_phone
from fengqiao.areas.domain.roles import ADMINISTRATORS, GRID_ROLES, Role
from fengqiao.areas.selectors.actors import SYSTEM, Actor, Duty, actor_of, holds, may_see_area, within
from fengqiao.areas.selectors.gridmap import GridHit, GridView, Responsibility, grids, locate, responsible
from fengqiao.areas.selectors.persons import (
    PersonInRole,
    PersonView,
    people,
    people_in_role,
    person,
    person_names,
    person_of_user,
    users_of_person,
)
from fengqiao.areas.selectors.rights import ActorRequest, requires
from fengqiao.areas.selectors.tree import (
    AreaView,
    OrganisationView,
    Outline,
    area,
    area_by_code,
    area_names,
    areas,
    boundaries,
    organisation,
    organisations,
    organisations_for,
    search_areas,
)

__all__ = [
    "ADMINISTRATORS",
    "GRID_ROLES",
    "SYSTEM",
    "Actor",
    "ActorRequest",
    "AreaView",
    "Duty",
    "GridHit",
    "GridKind",
    "GridView",
    "Level",
    "OrganisationKind",
    "OrganisationView",
    "Outline",
    "PersonInRole",
    "PersonView",
    "Responsibility",
    "Role",
    "actor_of",
    "area",
    "area_by_code",
    "area_names",
    "areas",
    "boundaries",
    "grids",
    "holds",
    "locate",
    "mask_name",
    "mask_phone",
    "may_see_area",
    "organisation",
    "organisations",
    "organisations_for",
    "people",
    "people_in_role",
    "person",
    "person_names",
    "person_of_user",
    "requires",
    "responsible",
    "search_areas",
    "users_of_person",
    "within",
]
