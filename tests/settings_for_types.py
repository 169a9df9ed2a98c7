"""Django's settings for the type checker alone: where the tables are. A running Shoal is told by its workspace."""

from __future__ import annotations

INSTALLED_APPS = ["django.contrib.sessions", "shoal.ledger"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
PAGE_IS_SECURE = False
LOOK_COOKIE_NAME = "shoal_look"
