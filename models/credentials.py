"""What a PostgreSQL URL says of a connection, and of a pool of them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# What a PostgreSQL URL may carry after its "?", and as what asyncpg takes it.
_CONNECTION_OPTIONS: dict[str, Callable[[str], Any]] = {
    "ssl": str,
    "sslmode": str,
    "command_timeout": float,
    "statement_cache_size": int,
}
_POOL_OPTIONS: dict[str, Callable[[str], Any]] = {"minsize": int, "maxsize": int}


def credentials(url: str) -> dict[str, Any]:
    """As asyncpg takes it. Raises ValueError for an option that there is not."""
    parts = urlsplit(url)
    options: dict[str, Any] = {"minsize": 2, "maxsize": 10, "max_inactive_connection_lifetime": 0}
    for name, value in parse_qsl(parts.query):
        read = {**_CONNECTION_OPTIONS, **_POOL_OPTIONS}.get(name)
        if read is None:
            known = ", ".join([*_CONNECTION_OPTIONS, *_POOL_OPTIONS])
            raise ValueError(f"a PostgreSQL URL has no option {name!r}; it may have {known}")
        options["ssl" if name == "sslmode" else name] = read(value)
    return {
        "host": parts.hostname or "localhost",
        "port": parts.port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password) if parts.password else None,
        "database": unquote(parts.path.removeprefix("/")) or "postgres",
        **options,
    }
