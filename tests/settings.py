"""The product's settings with what tests need otherwise: nothing that leaves the machine, nothing slow."""

import os
import tempfile

# The tests' engines are the embedded ones, whatever the shell says.
for name in ("DATABASE_URL", "REDIS_URL", "POSITIONS_ENV", "DEBUG"):
    os.environ.pop(name, None)
# Each run has a data folder of its own, unless told one; workers of the run inherit it.
if not os.environ.get("VAR_DIR"):
    os.environ["VAR_DIR"] = os.environ["TESTS_VAR_DIR"] = tempfile.mkdtemp(prefix="positions-tests-")
os.environ.setdefault("EMBEDDINGS_BACKEND", "fake")

from tracker.settings import *

WORKER_NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
# Database 0 stays free; each test process has its own broker and cache.
REDIS_NUMBER = WORKER_NUMBER + 1
REDIS_URL = f"unix://{BROKER_SOCKET}?db={REDIS_NUMBER}"
CELERY_BROKER_URL = f"redis+socket://{BROKER_SOCKET}?virtual_host={REDIS_NUMBER}"
CACHES["default"]["LOCATION"] = REDIS_URL
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A test asks as often as it likes; tests of the rates set their own.
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = dict.fromkeys(REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "100000/min")

INSTALLED_APPS = [*INSTALLED_APPS, "tests.emptying"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_AUTOREFRESH = True
