"""Where webhooks may be posted to, as far as an address says it; what a name stands for is seen when connecting."""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from domain.errors import InvalidInput
from domain.rules import access
from domain.viewer import Asking, Viewer
from domain.webhooks import EventKind

PLATFORM = 0  # whose endpoints the platform's are, as the index has it
LONGEST_URL = 2000  # as wide as the column that keeps it
WRITTEN = re.compile(r"[!-~]+")
HOST = re.compile(r"[A-Za-z0-9._:-]+")
LOCAL = ("localhost", ".localhost")
_WRONG = "Give an address that begins with https:// and has at most 2,000 characters, all of them ASCII."


def manage(viewer: Asking) -> int:
    """Refuse members without INTEGRATIONS (ACC-3, ACC-5); whose endpoints those are that the viewer manages.

    Staff and services of the marketplace manage the platform's.
    """
    if isinstance(viewer, Viewer):
        access.integrations(viewer)
        return viewer.account.key
    return PLATFORM


def url(text: str, field: str, *, private: bool) -> str:
    """An endpoint's address: https, to a host not plainly private, with neither credentials nor fragment (EVT-7).

    `private` allows http and private hosts, too: for development.
    """
    trimmed = text.strip()
    if not WRITTEN.fullmatch(trimmed) or len(trimmed) > LONGEST_URL:
        raise InvalidInput(field, _WRONG)
    try:
        parts = urlsplit(trimmed)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidInput(field, _WRONG) from error
    if parts.scheme not in ({"https", "http"} if private else {"https"}) or not host or not HOST.fullmatch(host):
        raise InvalidInput(field, _WRONG)
    if "@" in parts.netloc:
        raise InvalidInput(field, "Leave out user and password: posts are signed instead.")
    if "#" in trimmed:
        raise InvalidInput(field, "Leave out the part that begins with #: it would not be sent.")
    if not private and is_private(host):
        raise InvalidInput(field, "This host is a private one: give one that is reached over the internet.")
    return trimmed


def kinds(chosen: list[EventKind] | None, field: str) -> str:
    """Kinds as they are kept: each once, with spaces around; none for all."""
    if chosen is None:
        return ""
    if not chosen:
        raise InvalidInput(field, "Name at least one kind of event, or leave them out for all.")
    return f" {' '.join(kind for kind in EventKind if kind in chosen)} "


def is_private(host: str) -> bool:
    """Whether a host is an address that is not the internet's, however it is written; names are not looked up."""
    named = host.rstrip(".").lower()
    if named.endswith(LOCAL[1]) or named == LOCAL[0]:
        return True
    try:
        address = ipaddress.ip_address(named)
    except ValueError:
        try:
            address = ipaddress.IPv4Address(socket.inet_aton(named))  # 127.1, 0x7f000001, 017700000001
        except (OSError, ValueError):
            return False
    inner = getattr(address, "ipv4_mapped", None) or address
    return not inner.is_global or inner.is_multicast
