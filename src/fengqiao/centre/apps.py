from django.apps import AppConfig


class CentreConfig(AppConfig):
    name = "fengqiao.centre"
    label = "centre"
