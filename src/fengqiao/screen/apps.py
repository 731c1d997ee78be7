from django.apps import AppConfig


class ScreenConfig(AppConfig):
    name = "fengqiao.screen"
    label = "screen"
