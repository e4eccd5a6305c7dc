"""Photos and GIFs."""

from datetime import datetime

import strawberry

from domain import media
from schema.nodes import Node, rows_of


@strawberry.type(
    description="A photo or a GIF. Its links are paths at the origin of the API; they open without a token."
)
class Media(Node):
    """MSG-4."""

    is_type_of = rows_of(media.Media)
    url: str
    thumbnail_url: str = strawberry.field(description="A small still WebP.")
    url_expires_at: datetime = strawberry.field(description="When both links end: ask for the media again then.")
    content_type: str
    width: int
    height: int
    animated: bool


@strawberry.input(description="What POST /media answered with.")
class MediaContent:
    """MSG-4. Whether it is a photo or a GIF, its bytes say."""

    media_id: strawberry.ID
    text: str | None = strawberry.field(description="With a photo only.", default=None)
