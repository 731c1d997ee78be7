from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "fengqiao.interop"
    label = "interop"

    def ready(self) -> None:
        """From an event it can be handed to the province: its page shows the way."""
        from fengqiao.incidents.selectors.neighbours import add_way
        from fengqiao.interop.views.ways import to_the_province

        add_way("province", to_the_province)
