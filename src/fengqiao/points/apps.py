from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "fengqiao.points"
    label = "points"

    def ready(self) -> None:
        from fengqiao.points.selectors.closings import hearings_waiting
        from fengqiao.points.selectors.unfinished import explain_unfinished, lines_open
        from fengqiao.points.selectors.waiting import explain_waiting, gifts_waiting, purses_waiting

        explain_waiting("closing", hearings_waiting)
        explain_waiting("redemption", gifts_waiting)
        explain_waiting("purse", purses_waiting)
        explain_unfinished("points", lines_open)
