"""Where webhooks may be posted to: asked as each connection is made, of the very address that it is made to (EVT-7).

A name may stand for another address each time that it is asked for. So what counts is neither what it stood for when
the endpoint was saved nor what a look-up of our own says, but what the socket is about to be connected to.
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from aiohttp import TCPConnector
from aiohttp.abc import AbstractResolver

# Global by the registries, and yet nobody's endpoint: relays of 6to4, and addresses that a protocol keeps for itself.
_NOT_HOSTS = (ip_network("192.0.0.0/24"), ip_network("192.88.99.0/24"))
# What is given to networks of the internet; translations of IPv4 (mapped, NAT64) lie outside.
_UNICAST = ip_network("2000::/3")
# Within it: Teredo and other protocols, examples, and 6to4, which carries any IPv4 address.
_NOT_UNICAST = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))

AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]


class AddressRefusedError(OSError):
    """The address is none of the internet's. It is not named, so that nobody learns what a name stands for inside."""

    def __init__(self) -> None:
        super().__init__("this address is not posted to")


def is_public(host: str) -> bool:
    """Whether a numeric address, as sockets take it, is one of the internet's: global, and one host's alone."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        return _is_public6(address)
    return _is_public4(address)


def _is_public4(address: IPv4Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address in network for network in _NOT_HOSTS)


def _is_public6(address: IPv6Address) -> bool:
    if address.scope_id is not None or address not in _UNICAST or not address.is_global:
        return False
    return not any(address in network for network in _NOT_UNICAST)


def sockets(*, private: bool) -> Callable[[AddressInfo], socket.socket]:
    """What makes sockets for addresses that are public; `private` lets all others be, too: for development."""

    def make(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, address = info
        if not private and not is_public(address[0]):
            raise AddressRefusedError
        return socket.socket(family, kind, protocol)

    return make


def connector(*, private: bool, resolver: AbstractResolver) -> TCPConnector:
    """What makes connections: each for one post, to an address that is looked up and judged anew."""
    return TCPConnector(
        limit=0,  # whoever posts keeps count
        use_dns_cache=False,
        force_close=True,
        resolver=resolver,
        socket_factory=sockets(private=private),
    )
