"""What was before the limits of outreach counts as they would have counted it: a version 3 that holds data."""

from pathlib import Path

import pytest

from models.migrate import migrate
from tests.models.earlier import at_version
from tests.models.test_migrating import rows

SINCE = ["house_0004", "house_0005", "house_0006", "house_0007", "house_0008", "house_0009", "house_0010"]
DAY = "2026-11-{:02} 12:00:00+00:00"
# Creators 1 to 7, two sellers, an agency.
MAYA, NOOR, IDA, KOFI, LENA, OMAR, QUIET = range(1, 8)
ACME, FRESH, NORTHSTAR = 11, 12, 13


def account(key: int, kind: str) -> str:
    programmes = "CAP" if kind == "AGENCY" else ""
    return f"""
        INSERT INTO accounts (id, kind, handle, name, home_market, markets, status, level, verified, programmes,
            live_partner, created_at)
        VALUES ({key}, '{kind}', 'handle{key}', 'Name', 'US', 'US', 'ACTIVE', 'NONE', FALSE, '{programmes}', FALSE,
            '{DAY.format(1)}')"""


def talk(creator: int, partner: int, said: str) -> list[str]:
    """The pair and conversation of two, numbered by both; C and P said something, a day apart, N is a notice."""
    key, sender = partner * 10 + creator, {"C": creator, "P": partner, "N": "NULL"}
    texts = [
        f"""INSERT INTO messages (conversation_id, sequence, sender_id, kind, text, sent_at)
        VALUES ({key}, {n}, {sender[by]}, '{"NOTICE" if by == "N" else "TEXT"}', 'x', '{DAY.format(n + 1)}')"""
        for n, by in enumerate(said, 1)
    ]
    return [
        f"""INSERT INTO pairs (id, creator_id, partner_id, last_sequence, created_at)
        VALUES ({key}, {creator}, {partner}, {len(said)}, '{DAY.format(1)}')""",
        f"""INSERT INTO conversations (id, started_by_id, entry_point, created_at)
        VALUES ({key}, {partner}, 'FIND_CREATORS', '{DAY.format(1)}')""",
        *texts,
    ]


def invitation(creator: int, status: str, answered: int | None) -> str:
    """To the collaboration of the first seller."""
    moment = "NULL" if answered is None else f"'{DAY.format(answered)}'"
    return f"""
        INSERT INTO invitations (collaboration_id, seller_id, creator_id, conversation_id, sequence, status, sent_at,
            answered_at)
        VALUES (1, {ACME}, {creator}, {ACME * 10 + creator}, 1, '{status}', '{DAY.format(2)}', {moment})"""


def link(creator: int, status: str, answered: int | None, ends: int, unlinks: tuple[int, int] | None = None) -> str:
    """With the agency; `unlinks`: how often it was asked to end, and the day that it does."""
    moment = "NULL" if answered is None else f"'{DAY.format(answered)}'"
    times, due = (0, "NULL") if unlinks is None else (unlinks[0], f"'{DAY.format(unlinks[1])}'")
    return f"""
        INSERT INTO partnerships (agency_id, creator_id, conversation_id, sequence, programme, status, commission,
            ends_at, requested_at, expires_at, answered_at, unlink_requests, unlink_due_at)
        VALUES ({NORTHSTAR}, {creator}, {NORTHSTAR * 10 + creator}, 1, 'CAP', '{status}', 1000, '{DAY.format(ends)}',
            '{DAY.format(2)}', '{DAY.format(9)}', {moment}, {times}, {due})"""


def shown(creator: int, product: int) -> list[str]:
    """A product in a showcase."""
    return [
        f"INSERT INTO showcases (creator_id, size) VALUES ({creator}, 1)",
        f"""INSERT INTO showcase_entries (creator_id, product_id, added_at)
        VALUES ({creator}, {product}, '{DAY.format(3)}')""",
    ]


def figure(metric: str, day: int, value: int, currency: str = "NULL") -> str:
    """Of the first creator."""
    return f"""
        INSERT INTO statistics (account_id, metric, taken_at, value, currency)
        VALUES ({MAYA}, '{metric}', '{DAY.format(day)}', {value}, {currency})"""


BEFORE = [
    *(account(key, "CREATOR") for key in range(MAYA, QUIET + 1)),
    *(account(key, "SELLER") for key in (ACME, FRESH)),
    account(NORTHSTAR, "AGENCY"),
    f"""INSERT INTO products (id, seller_id, title, search_text, price, currency, samples_offered, state, created_at)
    VALUES (1, {FRESH}, 'Red', 'red', 100, 'USD', FALSE, 'ACTIVE', '{DAY.format(1)}')""",
    f"""INSERT INTO target_collaborations (id, seller_id, name, search_text, ends_at, free_sample,
        auto_approve_samples, created_at)
    VALUES (1, {ACME}, 'Spring', 'spring', '{DAY.format(30)}', FALSE, FALSE, '{DAY.format(1)}')""",
    *talk(MAYA, ACME, "PPCPPN"),
    *talk(NOOR, ACME, "PPPP"), invitation(NOOR, "DECLINED", 4),
    *talk(IDA, ACME, "PPNP"), invitation(IDA, "EXPIRED", None),
    *talk(KOFI, ACME, "PP"), invitation(KOFI, "WITHDRAWN", 2),  # accepted, and withdrawn afterwards
    *talk(MAYA, NORTHSTAR, "PPP"), link(MAYA, "LINKED", 3, ends=29),
    *talk(NOOR, NORTHSTAR, "PP"), link(NOOR, "UNLINK_REQUESTED", 3, ends=29, unlinks=(2, 20)),
    *talk(IDA, NORTHSTAR, "P"), link(IDA, "UNLINK_REQUESTED", 3, ends=29, unlinks=(1, 20)),
    *talk(KOFI, NORTHSTAR, "P"), link(KOFI, "DECLINED", 3, ends=29),
    *talk(LENA, NORTHSTAR, "P"), link(LENA, "REQUESTED", None, ends=29),
    *shown(OMAR, 1),
    *talk(LENA, FRESH, "P"), *shown(LENA, 1),
    figure("FOLLOWERS", 1, 10), figure("FOLLOWERS", 3, 30), figure("FOLLOWERS", 2, 20),
    figure("AFFILIATE_GMV_30D", 2, 500, "'USD'"), figure("VIDEO_VIEWS", 2, 7),
]  # fmt: skip


@pytest.fixture
async def filled(blank_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of the version before, with what was said and agreed then."""
    await at_version(blank_url, SINCE, tmp_path, monkeypatch)
    for text in BEFORE:
        await rows(blank_url, text)
    return blank_url


async def test_who_was_connected_linked_or_waited_for_still_is(filled: str) -> None:
    assert await migrate(filled) == SINCE

    found = await rows(filled, "SELECT creator_id, partner_id, connected, awaiting, linked_until FROM pairs")
    stand = {(row[0], row[1]): (bool(row[2]), row[3], row[4] and str(row[4])) for row in found}
    assert stand == {
        (MAYA, ACME): (True, 2, None),
        (NOOR, ACME): (True, 1, None),  # declined with the third message: the fourth came after it
        (IDA, ACME): (False, 3, None),
        (KOFI, ACME): (True, 1, None),
        (MAYA, NORTHSTAR): (True, 0, DAY.format(29)),
        (NOOR, NORTHSTAR): (True, 0, DAY.format(20)),
        (IDA, NORTHSTAR): (True, 0, DAY.format(29)),
        (KOFI, NORTHSTAR): (True, 0, None),
        (LENA, NORTHSTAR): (False, 0, None),
        (OMAR, FRESH): (True, 0, None),
        (LENA, FRESH): (True, 1, None),
    }


async def test_the_latest_figures_are_those_taken_last(filled: str) -> None:
    await migrate(filled)

    ((key, followers, gmv, currency),) = await rows(
        filled, "SELECT account_id, followers, affiliate_gmv, affiliate_gmv_currency FROM latest_figures"
    )
    assert (key, followers, gmv, currency) == (MAYA, 30, 500, "USD")
