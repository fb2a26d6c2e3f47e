"""Logs: one JSON object a line, without personal data (no names, payloads, query strings or bodies)."""

from __future__ import annotations

from typing import Any

import structlog

# Whatever carries one of these keys stays out of the log, wherever it comes from.
PERSONAL = frozenset(
    {"name", "party", "payload", "fields", "id_number", "phone", "address", "manifest", "password", "request"}
)


def drop_personal_data(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key not in PERSONAL}


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    drop_personal_data,
]


def configure() -> None:
    """Send structlog's events through the standard library, so that there is one stream."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def logging_settings(level: str) -> dict[str, Any]:
    """Django's LOGGING."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "axes": {"level": "WARNING"},
            "django": {"handlers": [], "level": level, "propagate": True},
        },
    }
