"""Django settings, from the environment. The same file serves the demo, production and the tests."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from mingjing.ledger.signing import Signer
from mingjing.ledger.sm2 import Sm2Signer
from mingjing.ledger.twin import twin_origin
from mingjing.project import database, logs, places, security
from mingjing.project.secrets import secret


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


DEBUG = False
SECRET_KEY = secret("django", "MINGJING_SECRET_KEY")
ALLOWED_HOSTS = _list("MINGJING_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = _list("MINGJING_ORIGINS")
HTTPS = _flag("MINGJING_HTTPS", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_htmx",
    "mingjing.agencies",
    "mingjing.work",
    "mingjing.records",
    "mingjing.cases",
    "mingjing.uploads",
    "mingjing.media",
    "mingjing.archive",
    "mingjing.review",
    "mingjing.disclosure",
    "mingjing.reading",
    "mingjing.rules",
    "mingjing.desk",
    "mingjing.portal",
    "mingjing.api",
]

MIDDLEWARE = [
    "mingjing.project.refusals.readable",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mingjing.project.refusals.body_limit",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "mingjing.project.urls"
WSGI_APPLICATION = "mingjing.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = database.databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/desk/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/desk/login/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_IPWARE_PROXY_COUNT = int(os.environ.get("MINGJING_PROXIES", "0"))
AXES_CLIENT_IP_CALLABLE = "mingjing.portal.client_address.client_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "mingjing.project.refusals.locked_out"

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if _flag("MINGJING_PROXY_TLS", default=False) else None
)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CSRF_FAILURE_VIEW = "mingjing.project.answers.forbidden"
CONTENT_SECURITY_POLICY = security.CONTENT_SECURITY_POLICY

DATA_UPLOAD_MAX_MEMORY_SIZE = security.FORM_LIMIT
FILE_UPLOAD_MAX_MEMORY_SIZE = security.MEMORY_LIMIT_OF_A_FILE
MINGJING_BODY_LIMIT = int(os.environ.get("MINGJING_BODY_LIMIT", security.BODY_LIMIT))
DATA_UPLOAD_MAX_NUMBER_FIELDS = security.FIELDS_LIMIT
DATA_UPLOAD_MAX_NUMBER_FILES = security.FILES_LIMIT

STATIC_URL = "/static/"
# Only the built files that pages load, not the packages' sources.
STATICFILES_DIRS = [
    (f"vendor/{name}", folder)
    for name, folder in {
        "bootstrap": places.NODE_MODULES / "bootstrap" / "dist",
        "htmx": places.NODE_MODULES / "htmx.org" / "dist",
        "alpine": places.NODE_MODULES / "@alpinejs" / "csp" / "dist",
        "icons": places.NODE_MODULES / "@tabler" / "icons-webfont" / "dist",
        "noto-sans-sc": places.NODE_MODULES / "@fontsource" / "noto-sans-sc",
        "tus": places.NODE_MODULES / "tus-js-client" / "dist",
        "fflate": places.NODE_MODULES / "fflate" / "esm",
        "noble-hashes": places.NODE_MODULES / "@noble" / "hashes",
        "noble-ed25519": places.NODE_MODULES / "@noble" / "ed25519",
    }.items()
    if folder.is_dir()
]
# No build step: whitenoise serves straight from the apps and node_modules.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

logs.configure()
LOGGING = logs.logging_settings(os.environ.get("MINGJING_LOG_LEVEL", "WARNING"))

# -- Mingjing's own ----------------------------------------------------------------------------------------
MINGJING_VAR = places.VAR
MINGJING_VAULT = places.VAULT
MINGJING_UPLOADS = places.UPLOADS
MINGJING_UPLOAD_LIMIT = int(os.environ.get("MINGJING_UPLOAD_LIMIT", security.UPLOAD_LIMIT))
MINGJING_UPLOAD_QUOTA = int(os.environ.get("MINGJING_UPLOAD_QUOTA", security.UPLOAD_QUOTA))
MINGJING_UPLOAD_HOURS = int(os.environ.get("MINGJING_UPLOAD_HOURS", "48"))
MINGJING_PACKS = places.PACKS
MINGJING_NOTICES = places.NOTICES
MINGJING_LAYERS = _list("MINGJING_LAYERS", "cn,cn-emergency,cn-990105-yj")
MINGJING_LOG_DIR = places.LOG
MINGJING_LOG_ORIGIN = os.environ.get("MINGJING_LOG_ORIGIN", "log.yunhu-yj.example/2026")
# A C2SP tlog-policy file that names the log's witnesses and their quorum; it goes into exported case files.
MINGJING_LOG_KEY = secret("log-key", "MINGJING_LOG_KEY", lambda: Signer.generate(MINGJING_LOG_ORIGIN).skey)
MINGJING_SM2_KEY = secret(
    "sm2-key", "MINGJING_SM2_KEY", lambda: Sm2Signer.generate(twin_origin(MINGJING_LOG_ORIGIN)).skey
)
MINGJING_POLICY = Path(os.environ.get("MINGJING_POLICY") or places.VAR / "policy").resolve()
MINGJING_WITNESS_SECONDS = float(os.environ.get("MINGJING_WITNESS_SECONDS", "5"))
MINGJING_PUBLIC_URL = os.environ.get(
    "MINGJING_PUBLIC_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
)
MINGJING_SEQUENCER_SECONDS = float(os.environ.get("MINGJING_SEQUENCER_SECONDS", "1"))
# The hour (Asia/Shanghai) at which the nightly duties begin, and for how many hours they may go on.
MINGJING_NIGHT_HOUR = int(os.environ.get("MINGJING_NIGHT_HOUR", "2"))
MINGJING_NIGHT_LENGTH = int(os.environ.get("MINGJING_NIGHT_LENGTH", "5"))
