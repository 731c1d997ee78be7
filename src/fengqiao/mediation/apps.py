from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "fengqiao.mediation"
    label = "mediation"

    def ready(self) -> None:
        """Points for a part in a mediation are those of its event; what they wait for is known here."""
        from fengqiao.mediation.selectors.waiting import disputes_waiting
        from fengqiao.points.selectors import explain_waiting

        explain_waiting("incident", disputes_waiting, closer=True)
