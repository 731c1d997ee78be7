"""For a county's server. Refuses to run in demo mode."""

from django.core.exceptions import ImproperlyConfigured

from fengqiao.config import env
from fengqiao.config.settings.base import *  # noqa: F403 - settings build on settings

if env.flag("FENGQIAO_DEMO"):
    raise ImproperlyConfigured("Demo mode has well-known passwords and never starts with the production settings.")

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_SSL_REDIRECT = not env.flag("FENGQIAO_PLAIN_HTTP")
SESSION_COOKIE_SECURE = not env.flag("FENGQIAO_PLAIN_HTTP")
CSRF_COOKIE_SECURE = not env.flag("FENGQIAO_PLAIN_HTTP")
