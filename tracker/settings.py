"""All settings, read once from the environment: safe on a laptop, strict in production.

docs/operator.md describes every variable; a test holds the two together.
"""

from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from tracker import engines, folders
from tracker.environment import choice, database, flag, kept_secret, mail, mail_service, number, required, text, words

BASE_DIR = Path(__file__).resolve().parent.parent


# Where and how it runs

VAR_DIR = folders.var_dir()
PRODUCTION = choice("POSITIONS_ENV", "laptop", "production") == "production"
DEBUG = flag("DEBUG")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG shows secrets to every visitor: unset it in production.")

if PRODUCTION:
    SECRET_KEY = required("SECRET_KEY", "give production a random key of 50 characters or more and keep it")
    if len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("SECRET_KEY is too short: give it 50 random characters or more.")
    required("ALLOWED_HOSTS", "name the hosts that visitors type, separated by commas")
    required("EMAIL_URL", "production sends passwords resets and digests by e-mail")
else:
    SECRET_KEY = text("SECRET_KEY") or kept_secret(VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost", ".localhost", "127.0.0.1", "[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", *(f"https://{host}" for host in ALLOWED_HOSTS if PRODUCTION))
# The address that mails link to.
BASE_URL = text("BASE_URL", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else f"http://localhost:{text('PORT', '8000')}")

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
INSTALLED_APPS = [
    "positions",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "pghistory",
    "pgtrigger",
    "rest_framework",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "positions.web.middleware.ReaderMiddleware",
    "positions.web.middleware.AddressMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "positions.web.frame.frame",
            ],
        },
    },
]

# Database, broker, cache

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **database(text("DATABASE_URL", engines.database_url(VAR_DIR))),
    }
}
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BROKER_SOCKET = engines.socket_dir(VAR_DIR) / engines.BROKER_SOCKET
# redis-py and kombu spell a unix socket differently.
REDIS_URL = text("REDIS_URL", f"unix://{BROKER_SOCKET}?db=0")
CELERY_BROKER_URL = text("REDIS_URL", f"redis+socket://{BROKER_SOCKET}?virtual_host=0")
# A stopped broker must not hold up a page: every wait on it is short.
REDIS_TIMEOUTS = {"socket_connect_timeout": 1, "socket_timeout": 3}
CACHES = {
    "default": {
        "BACKEND": "tracker.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
        "OPTIONS": REDIS_TIMEOUTS,
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# Background work

CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Files are written and taken in for up to half an hour: on a queue of its own such work keeps nothing else waiting.
# A worker that is told no queue serves both.
CELERY_TASK_DEFAULT_QUEUE, LONG_QUEUE = "celery", "long"
CELERY_TASK_QUEUES = [Queue(name, routing_key=name) for name in (CELERY_TASK_DEFAULT_QUEUE, LONG_QUEUE)]
CELERY_TASK_ROUTES = {f"positions.{task}": {"queue": LONG_QUEUE} for task in ("run_long", "index_vectors")}
CELERY_WORKER_CONCURRENCY = number("WORKERS", 2, least=1)
LONG_WORKERS = number("LONG_WORKERS", 1, least=1)
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500  # bounds what a leak in a parser can cost
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever: the worker waits for a broker that restarts
VISIBILITY_TIMEOUT = 120  # seconds; above the hard limit, so that no running task is handed out twice
CELERY_VISIBILITY_TIMEOUT = VISIBILITY_TIMEOUT
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": VISIBILITY_TIMEOUT,
    # Look for unacknowledged messages every 5 s, at every look.
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "global_keyprefix": "celery:",
    # A message for a stopped broker fails at once: its job stands in the database and the sweep rings again.
    "max_retries": 1,
    "interval_start": 0.1,
    "interval_max": 0.1,
    **REDIS_TIMEOUTS,
}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": VISIBILITY_TIMEOUT}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
# Beat only ticks; what is due stands in the database. A tick nobody took within its interval is worth nothing.
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "positions.sweep", "schedule": 10.0, "options": {"expires": 10}},
    "keep ledgers": {"task": "positions.keep_ledgers", "schedule": 15.0, "options": {"expires": 15}},
    "tick news": {"task": "positions.tick_news", "schedule": 60.0, "options": {"expires": 60}},
    "index vectors": {"task": "positions.index_vectors", "schedule": 60.0, "options": {"expires": 60}},
    "clear out": {"task": "positions.clear_out", "schedule": 3600.0, "options": {"expires": 3600}},
    "tick digests": {"task": "positions.tick_digests", "schedule": 60.0, "options": {"expires": 60}},
    "tick files": {"task": "positions.tick_files", "schedule": 600.0, "options": {"expires": 600}},
}

# Accounts: one login for the pages, the admin and the API's page

AUTH_USER_MODEL = "positions.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # for a change of password, address or second factor
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "tracker.accounts.AccountAdapter"
OPEN_SIGNUP = flag("OPEN_SIGNUP")
MFA_ADAPTER = "tracker.accounts.MFAAdapter"
# Where strangers make accounts, one must not lock out an address's owner. Elsewhere an administrator knows whose it is.
MFA_ALLOW_UNVERIFIED_EMAIL = not OPEN_SIGNUP
MFA_TOTP_TOLERANCE = 1  # one step of 30 s to either side: clocks differ and typing takes time (RFC 6238, 5.2)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = text("SITE_NAME", "Positions")
# Browsers allow passkeys on http://localhost; elsewhere they need https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# Safety

SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a balancer asks over plain HTTP
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
if flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # a pasted text of 5 MB may grow twofold in its form encoding
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "positions.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "positions.api.authentication.TokenReaches",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["positions.api.parsers.Body"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "positions.api.errors.answer_error",
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_SCHEMA_CLASS": "positions.api.schema.Description",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "positions.api.throttles.AccountRate",
        "positions.api.throttles.WriteRate",
        "positions.api.throttles.ComputedRate",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": "60/min",
        "account": text("API_RATE", "1200/min"),
        "write": text("API_WRITE_RATE", "300/min"),
        "computed": text("API_COMPUTED_RATE", "120/min"),
    },
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Positions",
    "DESCRIPTION": "Who has said what they want in a negotiation, when, through whom, and in which words.",
    "VERSION": "1.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "positions.api.examples.add_examples",
        "positions.api.slugs.describe_slugs",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    # Closed groups, no list of schemas: with all open, Swagger UI stops drawing after a few of the 160 operations.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "docExpansion": "none", "defaultModelsExpandDepth": -1},
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Columns of one name hold different words: the schema names them after our own enumerations.
    "ENUM_NAME_OVERRIDES": {
        **{name: f"positions.enums.{name}" for name in (
            "PartyKind", "PartyRole", "SpeechKind", "JobKind", "JobState", "ArticleState", "ConditionState", "Role",
            "Precision", "Relation",
        )},
        "ProposedRelation": "positions.api.nearest.RELATIONS",
    },
}  # fmt: skip
KNOX_TOKEN_MODEL = "positions.Token"
REST_KNOX = {
    "TOKEN_PREFIX": "pos_",  # by which a scanner for lost secrets knows one
    "TOKEN_TTL": timedelta(days=number("TOKEN_DAYS", 90, least=1)),
    "TOKEN_LIMIT_PER_USER": 20,
    "AUTO_REFRESH": False,
}

# Language, time, files

LANGUAGE_CODE = "en-gb"  # in which the texts are written; dates read "7 October 2016"
LANGUAGES = [("en-gb", "English"), ("fr", "Français"), ("ru", "Русский")]  # catalogues: positions/locale
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = VAR_DIR / "media"

# Mail

globals().update(mail(text("EMAIL_URL", f"file://{VAR_DIR / 'mail'}")))
ANYMAIL = mail_service()
# Where a mail service tells of bounces and complaints; there is no such address without the secret.
MAIL_EVENTS = bool(ANYMAIL.get("WEBHOOK_SECRET"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("EMAIL_FROM", "Positions <positions@localhost>")
ADMINS = [("", address) for address in words("ADMIN_EMAILS")]

# The product's own

# Fill an empty product with the example negotiation.
DEMO = flag("DEMO", default=True)
# Text to vector: the small model that comes with the product, or the tests' deterministic stand-in.
EMBEDDINGS_BACKEND = choice("EMBEDDINGS_BACKEND", "minilm", "fake")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": choice("LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR")},
}
