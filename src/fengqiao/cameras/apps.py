from django.apps import AppConfig


class CamerasConfig(AppConfig):
    name = "fengqiao.cameras"
    label = "cameras"
