"""Changing places and people. Each verb is one transaction with its journal entries; ``actor`` comes last."""

from fengqiao.areas.services.accounts import (
    disable_account,
    enable_account,
    make_setup_link,
    open_account,
    set_password,
    set_preferences,
    use_setup_link,
)
from fengqiao.areas.services.errors import (
    AccountRefused,
    AreasRefused,
    AssignmentRefused,
    ListRefused,
    OutlineRefused,
)
from fengqiao.areas.services.grids import DrawnVersion, add_grid, draw_grid_version
from fengqiao.areas.services.lists import ImportReport, import_areas
from fengqiao.areas.services.people import add_person, assign, end_assignment, take_back_assignment
from fengqiao.areas.services.tree import (
    add_area,
    add_organisation,
    dissolve_organisation,
    draw_boundary,
    place_area,
)
from fengqiao.areas.services.use import note_active, note_active_days

__all__ = [
    "AccountRefused",
    "AreasRefused",
    "AssignmentRefused",
    "DrawnVersion",
    "ImportReport",
    "ListRefused",
    "OutlineRefused",
    "add_area",
    "add_grid",
    "add_organisation",
    "add_person",
    "assign",
    "disable_account",
    "dissolve_organisation",
    "draw_boundary",
    "draw_grid_version",
    "enable_account",
    "end_assignment",
    "import_areas",
    "make_setup_link",
    "note_active",
    "note_active_days",
    "open_account",
    "place_area",
    "set_password",
    "set_preferences",
    "take_back_assignment",
    "use_setup_link",
]
