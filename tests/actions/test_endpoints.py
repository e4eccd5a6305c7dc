"""Endpoints: who may make, change, resume and delete them, and where they may be (EVT-7)."""

import asyncio
import base64
from typing import Any

import pytest

from domain.actions import accounts, endpoints, erasures, webhooks
from domain.actions.endpoints import Changes
from domain.errors import AccessRevoked, Forbidden, InvalidInput, LimitReached, NotFound
from domain.house import House
from domain.queries import audit, notifications
from domain.queries import webhooks as queries
from domain.viewer import Asking, Service, Staff, System
from domain.webhooks import EventKind, Webhook
from models.accounts import AccountStatus
from models.notifications import NotificationKind
from models.sql import statement
from models.teams import Permission
from models.webhooks import WebhookStatus
from tests.cast import Person, member, say, started, time_does_its_work
from tests.conftest import Hands, NothingHappens
from tests.hooks import URL, claimed, hooked, lines, platform_hooked, posted, refused

pytestmark = pytest.mark.usefixtures("lines_are_whole")

MESSAGES = EventKind.MESSAGE_RECEIVED
SECRETS = statement("SELECT secret, previous_secret FROM webhooks ORDER BY id")


@pytest.fixture
async def hook(acme: Person) -> Webhook:
    """An endpoint of acme's, for messages."""
    return await hooked(acme, MESSAGES)


async def listed(viewer: Asking) -> list[Webhook]:
    """What a viewer finds, the newest first."""
    return (await queries.page(viewer)).nodes


# ── made and changed ──


@pytest.mark.rule("EVT-7", part="endpoints")
async def test_a_new_one_has_a_secret_of_32_bytes_and_is_active(acme: Person) -> None:
    hook = await hooked(acme, EventKind.SAMPLE_CHANGED, MESSAGES)

    assert hook.secret.startswith("whsec_")
    assert len(base64.b64decode(hook.secret.removeprefix("whsec_"), validate=True)) == 32
    assert (hook.url, hook.status, hook.failing_since) == (URL, WebhookStatus.ACTIVE, None)
    assert hook.kinds == [MESSAGES, EventKind.SAMPLE_CHANGED]
    assert await listed(await acme.viewer()) == [hook]


async def test_to_make_one_is_safe_to_repeat(acme: Person, nothing_happens: NothingHappens) -> None:
    hook = await hooked(acme, MESSAGES)

    async with nothing_happens():
        assert await hooked(acme, MESSAGES) == hook
        with pytest.raises(InvalidInput, match="used for something else"):
            await hooked(acme)


async def test_what_is_not_given_stays(acme: Person, hook: Webhook, nothing_happens: NothingHappens) -> None:
    viewer = await acme.viewer()
    async with nothing_happens():
        assert await endpoints.change(viewer, hook.key, Changes(url=hook.url)) == hook

    moved = await endpoints.change(viewer, hook.key, Changes(url="https://other.example.com"))
    assert (moved.url, moved.kinds, moved.secret) == ("https://other.example.com", [MESSAGES], hook.secret)

    of_all = await endpoints.change(viewer, hook.key, Changes(kinds=None, choose=True))
    assert (of_all.url, of_all.kinds) == ("https://other.example.com", None)


@pytest.mark.rule("EVT-7", part="endpoints")
async def test_for_a_day_the_secret_before_signs_beside_the_new_one(
    house: House, acme: Person, maya: Person, hook: Webhook, clock: Hands
) -> None:
    talk = await started(acme, maya)
    changed = await endpoints.change(await acme.viewer(), hook.key, Changes(rotate=True))
    await say(acme, talk, "one", "two")

    (first,) = await claimed(house)
    assert first.secrets == (changed.secret, hook.secret)
    clock.advance(hours=24)
    (again,) = await claimed(house)
    assert again.secrets == (changed.secret,)


async def test_at_another_address_what_failed_is_tried_at_once(
    house: House, acme: Person, maya: Person, hook: Webhook
) -> None:
    await say(acme, await started(acme, maya), "one")
    await refused(house)

    await endpoints.change(await acme.viewer(), hook.key, Changes(url="https://other.example.com"))

    (post,) = await claimed(house)
    assert post.url == "https://other.example.com"
    assert (await listed(await acme.viewer()))[0].failing_since is None


async def test_one_that_is_deleted_is_told_of_nothing_more_and_forgets_its_secrets(
    house: House, acme: Person, maya: Person, hook: Webhook, clock: Hands
) -> None:
    talk = await started(acme, maya)
    await say(acme, talk, "one")

    await endpoints.delete(await acme.viewer(), hook.key)
    await say(acme, talk, "two")

    assert await listed(await acme.viewer()) == []
    assert await claimed(house) == []
    assert [tuple(row) for row in await house.database.fetch(SECRETS)] == [("", None)]
    clock.advance(hours=1)
    assert not await webhooks.trim(System(house))
    assert await lines(house) == []
    assert await house.database.fetch(SECRETS) == []


async def test_there_are_at_most_ten(house: House, acme: Person, nothing_happens: NothingHappens) -> None:
    for n in range(10):
        await hooked(acme, made=f"hook {n}")
        await platform_hooked(house)

    async with nothing_happens():
        with pytest.raises(LimitReached) as refusal:
            await hooked(acme, made="one more")
        assert refusal.value.limit == 10
        with pytest.raises(LimitReached):
            await platform_hooked(house)


async def test_ten_at_once_are_not_eleven(house: House, acme: Person) -> None:
    made = [hooked(acme, made=f"hook {n}") for n in range(12)] + [platform_hooked(house) for _ in range(12)]

    answers = await asyncio.gather(*made, return_exceptions=True)

    assert sum(isinstance(answer, LimitReached) for answer in answers) == 4
    assert sum(isinstance(answer, Webhook) for answer in answers) == 20


# ── who may ──


async def all_of_it(viewer: Asking, hook: Webhook, delivery_key: int) -> list[Any]:
    """What a viewer is answered, whatever it asks of an endpoint."""
    tries = [
        endpoints.change(viewer, hook.key, Changes(rotate=True)),
        endpoints.resume(viewer, hook.key),
        endpoints.delete(viewer, hook.key),
        endpoints.replay(viewer, delivery_key),
    ]
    return [type(answer) for answer in await asyncio.gather(*tries, return_exceptions=True)]


@pytest.mark.rule("ACC-3", part="webhooks")
@pytest.mark.rule("EVT-7", part="endpoints")
async def test_it_is_for_who_holds_integrations_and_for_nobody_else(
    house: House, acme: Person, maya: Person, hook: Webhook, nothing_happens: NothingHappens
) -> None:
    await say(acme, await started(acme, maya), "one")
    (post,) = await posted(house)
    sam = await member(acme, "sam", ~Permission.INTEGRATIONS & Permission(31))
    ida = await member(acme, "ida", Permission.INTEGRATIONS)

    async with nothing_happens():
        assert await all_of_it(sam, hook, post.key) == [Forbidden] * 4
        with pytest.raises(Forbidden):
            await endpoints.create(sam, "mine", URL)
        with pytest.raises(Forbidden):
            await queries.page(sam)
        assert not await queries.some(sam, [hook.key])
        assert not await queries.some_deliveries(sam, [post.key])
        for other in (await maya.viewer(), Service(house, "shop"), Staff(house, "ada")):
            assert await all_of_it(other, hook, post.key) == [NotFound] * 4
            assert await listed(other) == []
            assert not await queries.some(other, [hook.key])
            assert not await queries.some_deliveries(other, [post.key])
    assert await listed(ida) == [hook]


@pytest.mark.rule("ACC-5", part="webhooks")
async def test_of_an_account_that_is_not_active_nothing_is_posted_until_it_is(
    house: House, acme: Person, maya: Person, hook: Webhook, nothing_happens: NothingHappens
) -> None:
    talk = await started(acme, maya)
    await say(acme, talk, "one")
    await accounts.set_status(System(house), acme.key, AccountStatus.DEACTIVATED)

    assert await claimed(house) == []
    async with nothing_happens():
        with pytest.raises(AccessRevoked):
            await endpoints.create(await acme.viewer(), "new", URL)
        with pytest.raises(AccessRevoked):
            await endpoints.resume(await acme.viewer(), hook.key)

    await accounts.set_status(System(house), acme.key, AccountStatus.ACTIVE)
    assert len(await posted(house)) == 1


@pytest.mark.rule("PLT-4", part="webhooks")
async def test_with_an_account_that_is_erased_its_endpoints_and_what_they_were_told_go(
    house: House, acme: Person, maya: Person, hook: Webhook, clock: Hands
) -> None:
    kept = await hooked(maya, MESSAGES)
    await say(acme, await started(acme, maya), "one")

    await erasures.erase(Staff(house, "ada"), acme.key, "acme")
    assert [tuple(row) for row in await house.database.fetch(SECRETS)] == [("", None), (kept.secret, None)]
    await time_does_its_work(house)
    clock.advance(hours=1)
    await webhooks.trim(System(house))

    assert {row[0] for row in await lines(house)} == {kept.key}
    assert [tuple(row) for row in await house.database.fetch(SECRETS)] == [(kept.secret, None)]


# ── where ──


@pytest.mark.rule("EVT-7", part="endpoints")
@pytest.mark.parametrize(
    "url",
    [
        "", "http://example.com", "ftp://example.com", "//example.com", "https://", "https:///x", "example.com",
        "https://user@example.com", "https://user:word@example.com", "https://example.com/#part", "https://example.com/#",
        "https://exa mple.com", "https://example.com/a\nb", "https://exämple.com", "https://example.com:99999",
        "https://[::1", "https://example.com/" + "x" * 2000, "https://localhost", "https://a.localhost./", "https://LOCALHOST",
        "https://127.0.0.1", "https://10.1.2.3:8443/x", "https://192.168.0.1", "https://169.254.169.254/latest",
        "https://100.64.0.1", "https://0.0.0.0", "https://224.0.0.1", "https://127.1", "https://2130706433",
        "https://0x7f000001", "https://0177.0.0.1", "https://[::1]", "https://[fe80::1]", "https://[fd00::1]",
        "https://[::ffff:127.0.0.1]", "https://[::]",
    ],
)  # fmt: skip
async def test_no_endpoint_is_where_it_may_not_be(acme: Person, nothing_happens: NothingHappens, url: str) -> None:
    viewer = await acme.viewer()
    async with nothing_happens():
        with pytest.raises(InvalidInput) as refusal:
            await endpoints.create(viewer, "new", url)
    assert refusal.value.field == "url"


@pytest.mark.parametrize(
    "url",
    ["https://example.com", "https://EXAMPLE.com:8443/a/b?c=d%20e", "https://8.8.8.8/x", "https://[2606:4700::1]/"],
)
async def test_others_are(acme: Person, url: str) -> None:
    assert (await hooked(acme, url=url)).url == url


async def test_for_development_http_and_private_hosts_are_allowed(house: House, acme: Person) -> None:
    house.webhooks_private = True

    assert (await hooked(acme, url="http://127.0.0.1:9000/x")).url == "http://127.0.0.1:9000/x"
    with pytest.raises(InvalidInput):
        await hooked(acme, url="http://user@127.0.0.1", made="other")


async def test_no_choice_is_no_kind(acme: Person, hook: Webhook, nothing_happens: NothingHappens) -> None:
    viewer = await acme.viewer()
    async with nothing_happens():
        with pytest.raises(InvalidInput) as refusal:
            await endpoints.create(viewer, "new", URL, [])
        assert refusal.value.field == "kinds"
        with pytest.raises(InvalidInput):
            await endpoints.change(viewer, hook.key, Changes(kinds=[], choose=True))
        with pytest.raises(InvalidInput) as refusal:
            await endpoints.create(viewer, "new", None)
        assert refusal.value.field == "url"


# ── what is written down ──


@pytest.mark.rule("PLT-3", part="webhooks")
async def test_what_is_done_to_endpoints_is_written_down_without_secrets(
    house: House, acme: Person, maya: Person, clock: Hands
) -> None:
    hook = await hooked(acme, MESSAGES)
    viewer = await acme.viewer()
    await say(acme, await started(acme, maya), "one")
    for _ in range(2):
        await refused(house)
        clock.advance(days=1)
    await refused(house)
    await endpoints.resume(viewer, hook.key)
    await endpoints.resume(viewer, hook.key)
    (post,) = await posted(house)
    await endpoints.replay(viewer, post.key)
    await endpoints.change(viewer, hook.key, Changes(rotate=True))
    await endpoints.delete(viewer, hook.key)

    entries = [
        entry for entry in reversed((await audit.page(viewer, first=100)).nodes) if entry.action.startswith("WEBHOOK")
    ]

    assert [(entry.actor, entry.action, entry.subject) for entry in entries] == [
        ("MEMBER", "WEBHOOK_CREATED", hook.id),
        ("SYSTEM", "WEBHOOK_SUSPENDED", hook.id),
        ("MEMBER", "WEBHOOK_RESUMED", hook.id),
        ("MEMBER", "WEBHOOK_REPLAYED", f"dlv_{post.key}"),
        ("MEMBER", "WEBHOOK_CHANGED", hook.id),
        ("MEMBER", "WEBHOOK_DELETED", hook.id),
    ]
    assert [[(fact.name, fact.value) for fact in entry.facts] for entry in entries] == [
        [], [], [], [("webhook", hook.id)], [("secretRotated", "yes")], [],
    ]  # fmt: skip
    (told,) = [
        one for one in (await notifications.page(viewer)).nodes if one.kind == NotificationKind.WEBHOOK_SUSPENDED
    ]
    assert (told.text, told.about, told.subject_key) == (
        "A webhook is suspended: what was posted to it has failed for too long.", "webhook", hook.key,
    )  # fmt: skip
