from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "fengqiao.points"
    label = "points"
