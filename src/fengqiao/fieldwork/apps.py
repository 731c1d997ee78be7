from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "fengqiao.fieldwork"
    label = "fieldwork"
