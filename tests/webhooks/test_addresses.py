"""Where posts never go: to what is not the internet's, however it is written, and whenever a name came to mean it."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from app.webhooks.addresses import is_public
from app.webhooks.sender import Sender
from domain import clock
from domain.webhooks import Outcome, Post
from tests import receivers
from tests.receivers import Receiver

SECRET = "whsec_c2VjcmV0"
PRIVATE = (
    "0.0.0.0 0.255.255.255 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 "
    "172.31.255.255 192.0.0.1 192.0.0.9 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 "
    "224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 "
    ":: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808 "
    "64:ff9b:1::1 100::1 2001::1 2001:2::1 2001:10::1 2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1 4000::1 "
    "5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%lo fec0::1 ff02::1 2606:4700::1%lo"
).split()
PUBLIC = "1.1.1.1 8.8.8.8 93.184.215.14 172.15.0.1 172.32.0.1 100.128.0.1 2606:4700::1111 2a00:1450::1".split()
# Of 127.0.0.1, and some more of what a host may be written as.
SPELLINGS = (
    "127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 017700000001 0x7f.0.0.1 0177.0.0.1 0 0.0.0.0 localhost LOCALHOST "
    "localhost. 127.0.0.1. [::1] [0:0:0:0:0:0:0:1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [64:ff9b::127.0.0.1] "
    "[2002:7f00:1::] 10.0.0.1 192.168.0.1 169.254.169.254 [fe80::1] [fd00::1] 127.0.0.1%2e \u2460\u2461\u2466.0.0.1 "
    "\uff11\uff12\uff17.0.0.1"
).split()
# Names, and not addresses, to some resolvers: they are not found, and so not connected to either.
NAMES = {"127.0.0.1.", "localhost.", "127.0.0.1%2e"}


def to(url: str) -> Post:
    """A post to somewhere."""
    return Post(1, 1, 1, url, (SECRET,), "message_sent", 1, clock.now(), 1, platform=False)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Somebody who listens at this machine."""
    async with receivers.receiving() as made:
        yield made


class Answering(AbstractResolver):
    """A resolver whose answers change: each look-up gives the next, the last one for good."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers: Iterator[list[str]] = iter(answers)
        self._last: list[str] = []
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """What the name stands for this time."""
        self.asked += 1
        self._last = next(self._answers, self._last)
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0, flags=socket.AI_NUMERICHOST,
            )
            for address in self._last
        ]  # fmt: skip

    async def close(self) -> None:
        """Nothing is open."""


async def tried(url: str, resolver: AbstractResolver | None = None, *, private: bool = False) -> Outcome:
    """What becomes of a post."""
    async with Sender(private=private, seconds=1.0, resolver=resolver) as sender:
        return await sender.post(to(url), b"{}")


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_the_internets_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_the_internets_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.rule("EVT-7", part="addresses")
@pytest.mark.parametrize("host", SPELLINGS)
async def test_this_machine_is_not_posted_to_however_it_is_spelt(receiver: Receiver, host: str) -> None:
    outcome = await tried(f"https://{host}:{receiver.port}/hook")

    assert (outcome.status_code, outcome.error) in {(None, "address"), (None, "connection")}
    assert outcome.error == "address" or host in NAMES
    assert receiver.posts == []


@pytest.mark.rule("EVT-7", part="addresses")
async def test_nothing_is_posted_without_tls(receiver: Receiver) -> None:
    assert (await tried(receiver.url)).error == "address"
    assert receiver.posts == []


@pytest.mark.rule("EVT-7", part="addresses")
@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["::1"], ["127.0.0.1", "10.0.0.1"], ["::ffff:127.0.0.1"]])
async def test_a_name_that_stands_for_a_private_address_is_refused(receiver: Receiver, addresses: list[str]) -> None:
    outcome = await tried(f"https://hooks.example.com:{receiver.port}/", Answering(addresses))

    assert (outcome.status_code, outcome.error) == (None, "address")


@pytest.mark.rule("EVT-7", part="addresses")
async def test_a_name_that_turns_private_between_two_posts_is_refused_then(receiver: Receiver) -> None:
    # 203.0.113.1 would be refused as well: a public address that nobody answers at, or no route to it.
    resolver = Answering(["192.31.196.1"], ["127.0.0.1"])
    async with Sender(private=False, seconds=0.3, resolver=resolver) as sender:
        url = f"https://hooks.example.com:{receiver.port}/hook"
        before = await sender.post(to(url), b"{}")
        after = await sender.post(to(url), b"{}")

    assert before.error in {"timeout", "connection"}
    assert after.error == "address"
    assert resolver.asked == 2
    assert receiver.posts == []


@pytest.mark.rule("EVT-7", part="addresses")
async def test_of_a_name_with_several_addresses_none_that_is_private_is_connected_to(receiver: Receiver) -> None:
    connections = 0

    async def count(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        writer.close()

    async with await asyncio.start_server(count, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        outcome = await tried(f"https://hooks.example.com:{port}/", Answering(["192.31.196.1", "127.0.0.1", "::1"]))

    assert outcome.error in {"address", "timeout", "connection"}
    assert connections == 0


async def test_a_name_server_that_hangs_keeps_no_thread_of_the_loops(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()
    ask = socket.getaddrinfo

    def asked(host: str, *more: Any) -> Any:
        if host == "hanging.example":
            answered.wait(10)
        return ask("127.0.0.1", *more)

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    async with Sender(private=True, seconds=0.5) as sender:
        hanging = [
            asyncio.create_task(sender.post(to(f"http://hanging.example:{receiver.port}/"), b"{}")) for _ in range(60)
        ]
        await asyncio.sleep(0)
        quick = await sender.post(to(f"http://quick.example:{receiver.port}/"), b"{}")
        outcomes = await asyncio.gather(*hanging)
    answered.set()

    assert quick.status_code == 200
    assert {outcome.error for outcome in outcomes} == {"timeout"}


@pytest.mark.parametrize("host", ["there-is-no-such-host.invalid", f"{'a' * 64}.example", "a..example"])
async def test_a_name_that_stands_for_nothing_is_a_failure(host: str) -> None:
    assert (await tried(f"https://{host}/")).error in {"connection", "address"}


async def test_every_post_asks_anew_and_connects_anew(receiver: Receiver) -> None:
    resolver = Answering(["127.0.0.1"])
    async with Sender(private=True, resolver=resolver) as sender:
        url = f"http://hooks.example.com:{receiver.port}/hook"
        outcomes = [await sender.post(to(url), b"{}") for _ in range(3)]

    assert [outcome.status_code for outcome in outcomes] == [200, 200, 200]
    assert resolver.asked == 3


async def test_who_runs_parley_gives_nothing_away(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    assert (await tried(receiver.url, private=True)).status_code == 200

    (post,) = receiver.posts
    assert post.signed_by(SECRET)
    assert {*post.headers} == {
        "Host", "Content-Type", "User-Agent", "Accept-Encoding", "Accept", "Content-Length", "Connection",
        "Parley-Webhook-Id", "Parley-Delivery-Id", "Parley-Timestamp", "Parley-Signature",
    }  # fmt: skip
