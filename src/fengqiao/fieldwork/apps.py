from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "fengqiao.fieldwork"
    label = "fieldwork"

    def ready(self) -> None:
        """From an event and from an alarm one can call volunteers: their pages show the way. Points for hazards say
        what they wait for, and a quarter which grades it waits for."""
        from fengqiao.fieldwork.selectors.hazards.waiting import checks_waiting, hazards_waiting
        from fengqiao.fieldwork.selectors.unfinished import grades_open
        from fengqiao.fieldwork.views.volunteers.ways import call_for_help
        from fengqiao.incidents.selectors.neighbours import add_way
        from fengqiao.points.selectors import explain_unfinished, explain_waiting

        add_way("volunteers", call_for_help)
        explain_waiting("hazard", hazards_waiting)
        explain_waiting("hazard_check", checks_waiting)
        explain_unfinished("handbooks", grades_open)
