"""For the tests: cheap password hashes, static files as they are, everything else as in production."""

from fengqiao.config.settings.base import *  # noqa: F403 - settings build on settings

SECRET_KEY = "only-for-tests"  # noqa: S105 - guards nothing
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
LOOKOUT_SECRET = "ab" * 32
PHONE_KEY = "only-for-tests"
WHITENOISE_AUTOREFRESH = True  # no collected files to scan
DATABASES["default"]["OPTIONS"] = {}  # noqa: F405 - tests make and drop databases, which a pool would hold open

YUEPINGAN = "simulated"
