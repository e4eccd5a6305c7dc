"""`POST /media`: a file is taken in, made a picture, and kept (MSG-4)."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import web

from app.darkroom import Darkroom
from app.entrance import Entrance
from app.keeping import keep, limits
from app.pictures.kinds import UNSUPPORTED, WANTED, Refused
from app.refusals import refused, told
from app.store import Store
from domain.errors import DomainError, ProblemCode
from domain.house import House
from domain.media import Media
from gateway.http import CLIENT_CLOSED_REQUEST, ClientIsGone, limited
from gateway.rates import Rates
from schema.scalars import write_datetime

POINTS = 2_000  # of the rates: what a picture takes of a processor, beside what a page takes
AT_ONCE, AT_ONCE_EACH = 50, 5  # uploads under way, and those of one user
IDLE_SECONDS, WHOLE_SECONDS = 20.0, 300.0
TOO_LARGE, TOO_SLOW = 413, 408


class Busy(Exception):
    """So many are at it that another should come back later."""


class Uploads:
    """Takes files in: as they come, onto disk, and never whole into memory."""

    def __init__(self, house: House, store: Store, entrance: Entrance, rates: Rates) -> None:
        self._house = house
        self._store = store
        self._entrance = entrance
        self._rates = rates
        self._darkroom = Darkroom()
        self._under_way: Counter[Hashable] = Counter()

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request: 201 and the media, or why not."""
        try:
            return await self._answer(request)
        except DomainError as refusal:
            return told(refusal)
        except Refused as refusal:
            return refused(refusal.status, ProblemCode.INVALID_INPUT, refusal.detail, field="file")
        except Busy:
            sentence, later = "Too much is being uploaded at the moment: try again in 5 s.", {"Retry-After": "5"}
            return refused(429, ProblemCode.RATE_LIMITED, sentence, later, retryAfter=5)
        except web.RequestPayloadError:
            return refused(400, ProblemCode.INVALID_INPUT, "The body is not encoded as its headers say.")
        except ClientIsGone:  # nobody reads this answer, but the log has its line
            return web.Response(status=CLIENT_CLOSED_REQUEST)

    async def _answer(self, request: web.Request) -> web.Response:
        request_id = self._entrance.request_id(request)
        asker = await self._entrance.of_request(request)
        viewer = (await asker.context(request_id)).messenger
        standing = self._rates.spend(asker.user, self._entrance.address(request), POINTS)
        if standing is not None and standing.retry_after is not None:
            error = limited(ProblemCode.RATE_LIMITED.value, standing)
            return web.json_response({"errors": [error]}, status=429, headers=standing.headers)
        numbers = viewer.house.policy.of(viewer.account.home_market)
        _announced(request, numbers.media_max_bytes)
        with self._place(asker.user), tempfile.TemporaryDirectory(prefix="parley-") as folder:
            source = Path(folder) / "upload"
            await _receive(request, source, numbers.media_max_bytes)
            developed = await self._darkroom.develop(source, Path(folder), limits(numbers))
            # It may have taken minutes: who asks must still be allowed to.
            media = await keep((await asker.context(request_id)).messenger, self._store, developed)
        return web.json_response(shown(media), status=201, headers=standing.headers if standing is not None else None)

    @contextmanager
    def _place(self, user: Hashable) -> Iterator[None]:
        """A place among those that are at it."""
        if self._darkroom.busy or self._under_way.total() >= AT_ONCE or self._under_way[user] >= AT_ONCE_EACH:
            raise Busy
        self._under_way[user] += 1
        try:
            yield
        finally:
            self._under_way[user] -= 1
            if not self._under_way[user]:
                del self._under_way[user]


def _announced(request: web.Request, most: int) -> None:
    """Refuse by its headers what need not be read."""
    if request.content_type.startswith("multipart/"):
        raise Refused(UNSUPPORTED, f"Send the file itself as the body, not a form: {WANTED}.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused(UNSUPPORTED, "Send the file as it is, without a Content-Encoding.")
    if request.content_length is not None and request.content_length > most:
        raise _too_large(most)


def _too_large(most: int) -> Refused:
    return Refused(TOO_LARGE, f"The file is too large: at most {most:,} bytes.")


async def _receive(request: web.Request, into: Path, most: int) -> None:
    """Write the body to a file as it comes. Raises Refused once it is too large, or comes too slowly."""
    received = 0
    file = await asyncio.to_thread(into.open, "wb")
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            while chunk := await asyncio.wait_for(request.content.readany(), IDLE_SECONDS):
                received += len(chunk)
                if received > most:
                    raise _too_large(most)
                await asyncio.to_thread(file.write, chunk)
    except TimeoutError:
        raise Refused(TOO_SLOW, "The file came too slowly: try again.") from None
    except ConnectionError as error:
        raise ClientIsGone from error
    finally:
        await asyncio.to_thread(file.close)
    if not received:
        raise Refused(UNSUPPORTED, f"The body is empty: {WANTED}.")


def shown(media: Media) -> dict[str, object]:
    """A media as JSON, named as the API names it."""
    return {
        "id": media.id,
        "url": media.url,
        "thumbnailUrl": media.thumbnail_url,
        "urlExpiresAt": write_datetime(media.url_expires_at),
        "contentType": media.content_type,
        "width": media.width,
        "height": media.height,
        "animated": media.animated,
    }


UPLOADS: web.AppKey[Uploads] = web.AppKey("uploads", Uploads)
