"""Links to exports: signed, and valid for minutes; whoever follows one is asked again what it may read by then."""

import hmac
import re
from datetime import UTC, datetime
from enum import StrEnum

from msgspec import Struct

from domain.house import House
from domain.viewer import Service, Staff, System, Viewer

PURPOSE = "exports"
PLACE = "/exports/"  # below which the links lie, at the origin of the API
NOBODY = 0
_NUMBER = "(0|[1-9][0-9]{0,18})"
_TOKEN = re.compile(
    rf"([a-z]{{1,12}})\.([A-Z_]{{1,12}})\.{_NUMBER}\.{_NUMBER}\.{_NUMBER}\.{_NUMBER}\.([\w-]{{43}})", re.ASCII
)


class ExportFormat(StrEnum):
    """As what it is written."""

    JSON_LINES = "JSON_LINES"
    CSV = "CSV"


class Exported(StrEnum):
    """What is exported."""

    CONVERSATION = "conversation"
    ACCOUNT = "account"


class Export(Struct, frozen=True):
    """What a link leads to: a conversation or an account, by key, as a member of an account may read it.

    The platform's own have neither user nor account: their link alone is good.
    """

    what: Exported
    form: ExportFormat
    key: int
    user_key: int
    account_key: int
    expires_at: datetime


class ExportLink(Struct, frozen=True):
    """A link, and when it ends."""

    url: str
    url_expires_at: datetime


def link(
    viewer: Viewer | Staff | Service | System, what: Exported, form: ExportFormat, key: int, until: datetime
) -> ExportLink:
    """Make a link for whoever asks, to be followed until then."""
    expires_at = until.replace(microsecond=0)
    member = (viewer.user.key, viewer.account.key) if isinstance(viewer, Viewer) else (NOBODY, NOBODY)
    said = ".".join([what, form, str(key), *map(str, member), str(int(expires_at.timestamp()))])
    return ExportLink(f"{PLACE}{said}.{viewer.house.signature(PURPOSE, said)}", expires_at)


def export(house: House, token: str) -> Export | None:
    """What a link stands for, whether it has expired or not; None for one that was not made here."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    said, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature, house.signature(PURPOSE, said)):
        return None
    what, form, *numbers, _ = match.groups()
    key, user, account, until = map(int, numbers)
    return Export(Exported(what), ExportFormat(form), key, user, account, datetime.fromtimestamp(until, UTC))
