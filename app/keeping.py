"""Keeps pictures that were developed: noted in the database first, then stored (MSG-4)."""

import asyncio
import secrets

from app.darkroom import Developed
from app.pictures.kinds import Limits
from app.store import Store, under
from domain.actions import media as actions
from domain.actions.media import Upload
from domain.house import House
from domain.media import Media, Variant
from domain.policy import Numbers
from domain.queries import media as queries
from domain.viewer import Viewer


def limits(numbers: Numbers) -> Limits:
    """What the policy of a market lets a picture be."""
    return Limits(max_pixels=numbers.media_max_pixels, thumbnail_pixels=numbers.media_thumbnail_pixels)


async def keep(viewer: Viewer, store: Store, developed: Developed) -> Media:
    """Note it, then store it: so all that is stored is known, and goes again if it is not sent."""
    picture, name = developed.picture, secrets.token_hex(16)
    size = (await asyncio.to_thread(developed.full.stat)).st_size
    media = await actions.keep(viewer, Upload(
        name=name, content_type=picture.content_type, size=size, width=picture.width, height=picture.height,
        animated=picture.animated,
    ))  # fmt: skip
    try:
        await store.put(under(name, Variant.FULL), developed.full)
        await store.put(under(name, Variant.THUMBNAIL), developed.thumbnail)
    except BaseException:
        await actions.discard(viewer, media.key)
        raise
    return media


async def delete_bytes(house: House, store: Store, media_key: int) -> None:
    """Delete what is stored of something that was deleted; harmless to repeat."""
    name = await queries.name_of_deleted(house, media_key)
    if name is not None:
        for variant in Variant:
            await store.delete(under(name, variant))
