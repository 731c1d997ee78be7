from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "fengqiao.fieldwork"
    label = "fieldwork"

    def ready(self) -> None:
        """From an event and from an alarm one can call volunteers: their pages show the way."""
        from fengqiao.fieldwork.views.volunteers.ways import call_for_help
        from fengqiao.incidents.selectors.neighbours import add_way

        add_way("volunteers", call_for_help)
