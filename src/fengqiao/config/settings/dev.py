"""For work on the code: errors in the page, static files as they are."""

from fengqiao.config.settings.base import *  # noqa: F403 - settings build on settings

DEBUG = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
