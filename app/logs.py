"""Structured logs: a line of JSON per event in production, words in development. No message text is ever logged."""

import logging
import sys

import asyncpg
import structlog
from structlog.typing import EventDict


def configure(*, development: bool) -> None:
    """Send structlog's and the standard library's records the same way, to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_rows,
        structlog.processors.format_exc_info,
    ]
    last: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if development
        else structlog.processors.JSONRenderer()
    )
    if development:
        shared.pop()  # the console renders exceptions itself
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # Strawberry logs each refusal as an error, with the words of the request; schema.refusals logs what matters.
    logging.getLogger("strawberry.execution").setLevel(logging.CRITICAL)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)


def _without_rows(_logger: object, _name: str, event: EventDict) -> EventDict:
    """Drop what PostgreSQL quotes in its errors: the row or the value that was refused may be somebody's words."""
    told: object = event.get("exc_info")
    told = sys.exc_info() if told is True else told
    error = told[1] if isinstance(told, tuple) else told
    while isinstance(error, BaseException):
        if isinstance(error, asyncpg.PostgresError | asyncpg.InterfaceError):
            error.detail = None
            error.args = tuple(str(word).partition(": ")[0] for word in error.args)
        error = error.__cause__ or error.__context__
    return event
