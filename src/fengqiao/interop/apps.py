from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "fengqiao.interop"
    label = "interop"
