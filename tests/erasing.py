"""What an account can say, all of it with one word in it: so that it can be looked for once the account is erased."""

from datetime import timedelta
from typing import Any

from domain import clock
from domain.actions import bulk, erasures, invitations, notes, partnerships, recalls, samples, teams
from domain.actions.audiences import NewBulk
from domain.actions.drafts import Draft
from domain.actions.partnerships import NewLink
from domain.actions.requests import NewSample, request
from domain.actions.targets import NewTarget, create
from domain.house import House
from domain.samples import Address
from domain.viewer import Staff, System
from models.accounts import AccountKind, Programme
from models.sql import statement
from models.teams import Permission
from tests import cast
from tests.cast import Person, time_does_its_work
from tests.conftest import Hands
from tests.house.test_tables import MODELS
from tests.pools import write

WORD = "zanzibar"  # theirs, wherever it stands
KEPT = "everlasting"  # the other side's
ADDRESS = Address(f"{WORD} Lin", f"1 {WORD} Street", None, "Portland", "OR", "97201", "US", None)


async def where(house: House, word: str = WORD) -> dict[str, int]:
    """The columns of the whole database that hold a word, and in how many rows."""
    found: dict[str, int] = {}
    for model in MODELS:
        table, columns = model._meta.db_table, list(model._meta.fields_map)
        for row in await house.database.fetch(statement(f"SELECT {', '.join(columns)} FROM {table}")):
            for column, value in zip(columns, row, strict=True):
                if word in (value if isinstance(value, str) else repr(value)).lower():
                    place = f"{table}.{column}"
                    found[place] = found.get(place, 0) + 1
    return found


async def put(house: House, table: str, **values: Any) -> None:
    """A row that other doors would have written."""
    numbers = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    text = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({numbers})"
    async with house.database.transaction() as unit:
        await unit.fetch(statement(text), *values.values())


async def account(house: House, kind: AccountKind) -> Person:
    """An account whose every word is theirs, with a team."""
    person = await cast.person(house, kind, WORD, category=WORD, avatar_url=f"https://cdn.example/{WORD}.png")
    helper = await cast.member(person, f"{WORD}-helper", Permission.INSTANT_MESSAGING)
    subject = await teams.create_user(
        System(house), f"{WORD}-signs-in", f"{WORD} too", password_hash=WORD, issuer=f"https://{WORD}.example",
        subject=WORD,
    )  # fmt: skip
    await teams.add_member(await person.viewer(), subject, helper.role.key)
    now = clock.now()
    await put(
        house, "member_invitations", account_id=person.key, email=f"{WORD}@example.com", role_id=helper.role.key,
        invited_by_id=person.user_key, secret_hash=b"1", created_at=now, expires_at=now,
    )  # fmt: skip
    return person


async def talk(by: Person, other: Person, hands: Hands) -> int:
    """What any account says in a conversation, and the other side with it."""
    key = await cast.started(by, other)
    await cast.say(by, key, f"{WORD} one", f"{WORD} two")
    await cast.say(other, key, f"{KEPT} one")
    await recalls.recall(await by.viewer(), key, 2)
    await cast.pictured(by, key, await cast.uploaded(by), f"{WORD} picture")
    await cast.pictured(other, key, await cast.uploaded(other), f"{KEPT} picture")
    await cast.uploaded(by)
    await cast.saved(by, f"{WORD} hello", f"{WORD} reply")
    await cast.to_go(by, key, f"{WORD} soon", made=f"{WORD} soon")
    hands.advance(hours=1)
    await time_does_its_work(by.house)
    await cast.to_go(by, key, f"{WORD} later", hours=99, made=f"{WORD} later")
    await cast.to_go(other, key, f"{KEPT} later", hours=99)
    return key


async def reported(by: Person, other: Person, key: int) -> None:
    """Reports of each side's: what by said, as evidence; what the other said, with a note of by's."""
    same = {"conversation_id": key, "reason": "SPAM", "reported_at": clock.now()}
    await put(by.house, "abuse_reports", account_id=other.key, reported_by_id=other.user_key, sender_id=by.key,
              sequence=1, note=f"{KEPT} note", evidence=f"{WORD} one", **same)  # fmt: skip
    await put(by.house, "abuse_reports", account_id=by.key, reported_by_id=by.user_key, sender_id=other.key,
              sequence=3, note=f"{WORD} note", evidence=f"{KEPT} one", **same)  # fmt: skip


async def noted(by: Person, creator: Person) -> None:
    """What a partner writes about a creator for itself."""
    viewer = await by.viewer()
    await notes.add(viewer, f"{WORD} note", creator.key, f"{WORD} note")
    await notes.set_labels(viewer, creator.key, [WORD])
    await put(by.house, "leads", partner_id=by.key, creator_id=creator.key, source="INSTANT_MESSAGE",
              status="FOLLOW_UP", requested_at=clock.now(), note=f"{WORD} lead", contact_shared=False,
              level="NONE", followers=-1, search_text=creator.handle)  # fmt: skip
    await put(by.house, "live_partner_ranks", market="US", partner_id=by.key, rank=1)
    draft = Draft(text=f"Hi {{creator_name}}, {WORD} here")
    await bulk.start(viewer, f"{WORD} bulk", NewBulk(creators=[creator.key], draft=draft))


async def creator(house: House, acme: Person, northstar: Person, hands: Hands) -> tuple[Person, int]:
    """A creator with a seller, an agency, samples, and what is licensed of it; the conversation with the seller."""
    by = await account(house, AccountKind.CREATOR)
    key = await talk(by, acme, hands)
    await reported(by, acme, key)
    red, blue = await cast.offered(acme, f"{KEPT} red", f"{KEPT} blue", samples_offered=True)
    await cast.shown(acme, key, [red])
    await invitations.invite(await acme.viewer(), KEPT, await cast.target(acme, [red]), [by.key])
    link = NewLink(creator_key=by.key, programme=Programme.CAP, rate=1000, ends_at=hands.at + timedelta(days=99))
    await cast.agreed(by, await partnerships.invite(await northstar.viewer(), KEPT, link))
    await request(await by.viewer(), f"{WORD} asks", NewSample(product_key=red, address=ADDRESS))
    shipped = await request(await by.viewer(), f"{WORD} asks more", NewSample(product_key=blue, address=ADDRESS))
    await samples.review(await acme.viewer(), shipped.key, approve=True, reason=None)
    await samples.ship(await acme.viewer(), shipped.key, f"{KEPT} post", f"{KEPT}-1")
    await samples.receive(await by.viewer(), shipped.key)
    await samples.submit_content(await by.viewer(), shipped.key, f"https://{WORD}.example/video")
    now = clock.now()
    await write(house, "UPDATE accounts SET live_partner = TRUE WHERE id = $1", acme.key)
    await put(house, "leads", partner_id=acme.key, creator_id=by.key, source="COLLABORATION_REQUEST",
              status="CONTACTED", requested_at=now, note=f"{KEPT} lead", contact_shared=True,
              licensed_until=now + timedelta(days=6), licensed=f'{{"contact": "{WORD}"}}', level="GOLD", followers=7,
              search_text=WORD)  # fmt: skip
    await put(house, "creator_licences", creator_id=by.key, contact=f"{WORD}@example.com", profile=WORD)
    await put(house, "live_dashboards", creator_id=by.key, external_id=f"{WORD}-live", started_at=now, ended_at=now,
              gmv=1, currency="USD", unique_viewers=1, orders=1)  # fmt: skip
    await notes.add(await acme.viewer(), "kept", by.key, f"{KEPT} note")
    return by, key


async def seller(house: House, maya: Person, northstar: Person, hands: Hands) -> tuple[Person, int]:
    """A seller with a creator, and an agency that lists its products; the conversation with the creator."""
    by = await account(house, AccountKind.SELLER)
    key = await talk(by, maya, hands)
    await reported(by, maya, key)
    more = {"image_url": f"https://cdn.example/{WORD}.png", "category": WORD, "samples_offered": True}
    red, blue = await cast.offered(by, f"{WORD} red", f"{WORD} blue", **more)
    await cast.shown(by, key, [red, blue], f"{WORD} products")
    new = NewTarget(name=f"{WORD} launch", ends_at=hands.at.replace(month=12), products=[(red, 2000)],
                    message=f"{WORD} message")  # fmt: skip
    made = await create(await by.viewer(), f"{WORD} target", new)
    await invitations.invite(await by.viewer(), f"{WORD} invites", made.key, [maya.key])
    asked = await cast.requested(maya, red)
    await samples.review(await by.viewer(), asked.key, approve=True, reason=None)
    await samples.ship(await by.viewer(), asked.key, f"{WORD} post", f"{WORD}-1")
    await cast.say(maya, key, f"{KEPT} two")
    listed = await cast.listed(northstar, [red], f"{KEPT} picks")
    await cast.sent_list(northstar, await cast.started(northstar, maya), listed)
    await noted(by, maya)
    return by, key


async def agency(house: House, maya: Person, acme: Person, hands: Hands) -> tuple[Person, int]:
    """An agency with a creator and a campaign of a seller's products; the conversation with the creator."""
    by = await account(house, AccountKind.AGENCY)
    key = await talk(by, maya, hands)
    await reported(by, maya, key)
    products = await cast.offered(acme, f"{KEPT} red")
    await cast.sent_list(by, key, await cast.listed(by, products, f"{WORD} picks"))
    await cast.say(maya, key, f"{KEPT} two")
    await cast.linked(by, maya)
    await noted(by, maya)
    async with house.database.transaction() as unit:
        await unit.fetch(statement("UPDATE campaigns SET title = $1"), f"{WORD} summer")
    return by, key


async def partner(house: House, kind: AccountKind, maya: Person, hands: Hands) -> Person:
    """The one or the other of these, with a third of its own."""
    if kind is AccountKind.SELLER:
        return (await seller(house, maya, await cast.person(house, AccountKind.AGENCY, "northstar"), hands))[0]
    return (await agency(house, maya, await cast.person(house, AccountKind.SELLER, "acme"), hands))[0]


async def erase(who: Person) -> None:
    """Erase an account as staff do, until all is done."""
    await erasures.erase(Staff(who.house, "sam"), who.key, who.handle)
    await time_does_its_work(who.house)
