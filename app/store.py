"""Where the bytes of photos and GIFs lie: a folder, or a bucket of S3 or what speaks like it."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from obstore.store import LocalStore, S3Store

from domain.media import Variant

BUCKET = re.compile(
    r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>[\w-][\w.-]*(?:/[\w-][\w.-]*)*))?/?"
)
ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
CHUNK = 256 * 1024
PART = 5 * 1024 * 1024  # the least that S3 takes as a part of many
CONNECTING, WHOLE, TRYING = timedelta(seconds=5), timedelta(seconds=60), timedelta(seconds=20)


def check(place: str) -> str:
    """Refuse what names neither a folder nor a bucket."""
    if BUCKET.fullmatch(place) is None and ("://" in place or "\0" in place):
        raise ValueError("give a folder, or a bucket as s3://bucket or s3://bucket/prefix")
    if "://" not in place and Path(place).exists() and not Path(place).is_dir():
        raise ValueError(f"{place} is no folder")
    return place


def unusable(place: str) -> str | None:
    """Why nothing could be stored here, as far as this machine knows; or None."""
    if "://" in place:
        return None
    folder = Path(place).absolute()
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    return None if os.access(there, os.W_OK | os.X_OK) else f"{there} cannot be written to"


def under(name: str, variant: Variant) -> str:
    """Where a picture's bytes lie: in folders that do not grow too large."""
    return f"{name[:2]}/{name}-{variant}"


class Object:
    """Something stored: its size, and its bytes in pieces."""

    def __init__(self, size: int, pieces: AsyncIterator[bytes]) -> None:
        self.size = size
        self.pieces = pieces


class Store:
    """Holds files under names of ours. Nothing is opened, or made, before it is needed."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._opened: LocalStore | S3Store | None = None

    async def put(self, name: str, file: Path) -> None:
        """Store a file, whole or not at all."""
        await self._store().put_async(name, file, chunk_size=PART, max_concurrency=2)

    async def get(self, name: str) -> Object | None:
        """What is stored under a name; None where nothing is."""
        try:
            found = await self._store().get_async(name)
        except FileNotFoundError:
            return None
        return Object(found.meta["size"], aiter(found.stream(CHUNK)))

    async def size(self, name: str) -> int | None:
        """How large it is; None where there is nothing."""
        try:
            return (await self._store().head_async(name))["size"]
        except FileNotFoundError:
            return None

    async def delete(self, name: str) -> None:
        """Delete it, if it is there."""
        with suppress(FileNotFoundError):
            await self._store().delete_async(name)

    def _store(self) -> LocalStore | S3Store:
        if self._opened is None:
            self._opened = _bucket(self._place) if "://" in self._place else _folder(self._place)
        return self._opened


def _folder(place: str) -> LocalStore:
    """A folder that nobody else of the machine looks into."""
    folder = Path(place).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return LocalStore(folder)


def _bucket(place: str) -> S3Store:
    """A bucket; who we are there, and where it is, the usual variables say: AWS_ACCESS_KEY_ID, AWS_REGION and so on."""
    match = BUCKET.fullmatch(place)
    assert match is not None  # noqa: S101 - the settings were checked
    endpoint = next((os.environ[name] for name in ENDPOINTS if os.environ.get(name)), "")
    return S3Store(
        match["bucket"],
        prefix=match["prefix"],
        client_options={"connect_timeout": CONNECTING, "timeout": WHOLE, "allow_http": endpoint.startswith("http://")},
        retry_config={"max_retries": 3, "retry_timeout": TRYING},
    )


STORE: web.AppKey[Store] = web.AppKey("store", Store)
