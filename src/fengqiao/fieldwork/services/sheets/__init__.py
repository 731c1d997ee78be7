"""Lists that the desk brings in and takes out as Excel files."""

from fengqiao.fieldwork.services.sheets.assignments import ASSIGNMENTS
from fengqiao.fieldwork.services.sheets.checking import Checked, Sheet
from fengqiao.fieldwork.services.sheets.keeping import drop_sheet, keep_sheet, kept_sheet
from fengqiao.fieldwork.services.sheets.pushes import PUSHES

SHEETS: dict[str, Sheet] = {"push": PUSHES, "assignments": ASSIGNMENTS}

__all__ = ["SHEETS", "Checked", "Sheet", "drop_sheet", "keep_sheet", "kept_sheet"]
