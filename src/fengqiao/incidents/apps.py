from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "fengqiao.incidents"
    label = "incidents"

    def ready(self) -> None:
        from fengqiao.incidents.selectors.waiting import events_waiting
        from fengqiao.points.selectors import explain_waiting

        explain_waiting("incident", events_waiting)
