"""Logs: one JSON object a line, without personal data (no names, payloads, query strings or bodies)."""

from __future__ import annotations

import traceback
from types import TracebackType
from typing import Any

import structlog

# Whatever carries one of these keys stays out of the log, wherever it comes from.
PERSONAL = frozenset(
    {"name", "party", "payload", "fields", "id_number", "phone", "address", "manifest", "password", "request"}
)


def drop_personal_data(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key not in PERSONAL}


def exception_without_values(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Where an exception arose and of which type; never its message, which may quote what was entered."""
    info = event.pop("exc_info", None)
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if isinstance(info, tuple) and info[0] is not None:
        event["exception"] = [*_chain(info[1])]
    return event


def _chain(fault: BaseException | None) -> list[str]:
    told: list[str] = []
    while fault is not None and len(told) < 5:
        told.append(f"{type(fault).__module__}.{type(fault).__qualname__} at {_place(fault.__traceback__)}")
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return told


def _place(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)[-12:]
    return " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))


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
                    exception_without_values,
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
