"""Uploading and reading pictures over HTTP: who may, what is answered, what is stored."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pytest_aiohttp import AiohttpClient

from app import uploads
from app.keeping import delete_bytes
from app.server import build
from app.settings import Settings
from app.store import Store
from app.uploads import UPLOADS
from domain.actions import accounts, recalls, reports
from domain.actions.media import discard
from domain.house import House
from domain.viewer import Staff, System
from models.accounts import AccountKind, AccountStatus
from models.reports import ReportReason
from models.sql import statement
from models.teams import Permission
from tests.app.conftest import lying_in
from tests.app.served import SECRET, Asking, Client, headers, house_of, quicken, until
from tests.cast import Person, member, person, pictured, started
from tests.conftest import Hands
from tests.pictures import frames_of, gif, jpeg, opened, saved, scene


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the server stores."""
    return tmp_path / "media"


@pytest.fixture
async def client(
    database_url: str, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> Client:
    """A client of the whole server."""
    quicken(monkeypatch)
    settings = Settings(database=database_url, secret=SECRET, media=str(folder))
    return await aiohttp_client(build(settings))


@pytest.fixture
def house(client: Client) -> House:
    """The server's own."""
    return house_of(client)


DUE_BYTES = statement("SELECT 1 FROM due_work WHERE kind = 'MEDIA_BYTES'")
EVIDENCE_ENDS = statement("""
    INSERT INTO due_work (kind, subject_id, due_at, attempts)
    SELECT 'EVIDENCE_ENDS', id, reported_at, 0 FROM abuse_reports""")
Answer = tuple[int, Any]


async def upload(client: Client, who: Asking, body: Any, **more: str) -> Answer:
    """What an upload is answered with."""
    sent = BytesIO(body) if isinstance(body, bytes) else body
    async with client.post("/media", data=sent, headers=headers(client, who) | more) as answer:
        return answer.status, await answer.json()


def code(said: Any) -> Any:
    """The code of the one error of an answer, in the shape of all answers."""
    (error,) = said["errors"]
    assert {*said} == {"errors"}
    assert {*error} == {"message", "extensions"}
    return error["extensions"]["code"]


def stored(folder: Path) -> list[Path]:
    """The files of the store."""
    return [path for path in folder.rglob("*") if path.is_file()]


async def rows(house: House) -> int:
    """How many uploads the database knows of."""
    return int((await house.database.fetch(statement("SELECT count(*) FROM media")))[0][0])


@pytest.mark.rule("MSG-4")
async def test_what_is_uploaded_is_answered_as_the_api_names_it_and_can_be_read(
    client: Client, maya: Person, folder: Path
) -> None:
    status, media = await upload(client, maya, jpeg(640, 480))

    assert status == 201
    assert {key: media[key] for key in ("contentType", "width", "height", "animated")} == {
        "contentType": "image/jpeg", "width": 640, "height": 480, "animated": False,
    }  # fmt: skip
    assert media["id"] == "med_1"
    assert media["urlExpiresAt"].endswith("Z")
    assert len(stored(folder)) == 2
    for url, content_type, size in (
        (media["url"], "image/jpeg", (640, 480)), (media["thumbnailUrl"], "image/webp", (320, 240)),
    ):  # fmt: skip
        async with client.get(url) as answer:  # without a token: the link is one
            data = await answer.read()
            assert answer.status == 200
            assert answer.headers["Content-Type"] == content_type
            assert answer.headers["Content-Length"] == str(len(data))
            assert opened(data).size == size


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_pictures_can_lie_in_a_bucket(
    database_url: str, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch, bucket: str
) -> None:
    quicken(monkeypatch)
    client = await aiohttp_client(build(Settings(database=database_url, secret=SECRET, media=bucket)))
    maya = await person(house_of(client), AccountKind.CREATOR, "maya")

    status, media = await upload(client, maya, jpeg(640, 480))

    assert status == 201
    assert len(lying_in(bucket)) == 2
    for url, width in ((media["url"], 640), (media["thumbnailUrl"], 320)):
        async with client.get(url) as answer:
            assert opened(await answer.read()).width == width
        async with client.head(url) as answer:
            assert int(answer.headers["Content-Length"]) > 0
    await discard(await maya.viewer(), int(media["id"].removeprefix("med_")))
    await delete_bytes(house_of(client), Store(bucket), int(media["id"].removeprefix("med_")))
    assert lying_in(bucket) == []


@pytest.mark.rule("MSG-4")
async def test_a_gif_that_is_uploaded_still_moves(client: Client, maya: Person) -> None:
    sent = gif(4)

    status, media = await upload(client, maya, sent)

    assert (status, media["contentType"], media["animated"]) == (201, "image/gif", True)
    async with client.get(media["url"]) as answer:
        assert frames_of(await answer.read()) == frames_of(sent)


@pytest.mark.rule("MSG-4")
async def test_what_a_file_is_its_bytes_say_and_no_name_or_type(client: Client, maya: Person, folder: Path) -> None:
    claims = {
        "Content-Type": "text/html", "Content-Disposition": 'attachment; filename="../../../etc/passwd.exe"',
    }  # fmt: skip

    status, media = await upload(client, maya, saved(scene(), "PNG"), **claims)

    assert (status, media["contentType"]) == (201, "image/png")
    assert "passwd" not in str(media) + str(stored(folder))
    async with client.get(media["url"]) as answer:
        assert answer.headers["Content-Type"] == "image/png"


async def test_who_may_not_use_the_inbox_uploads_nothing(
    client: Client, house: House, maya: Person, acme: Person, folder: Path
) -> None:
    clerk = await member(maya, "clerk", Permission.LEAD_MANAGEMENT)
    await accounts.set_status(System(house), acme.key, AccountStatus.DEACTIVATED, "spam")
    too_large = jpeg() + bytes(11 * 1024 * 1024)

    for who, status, expected in (
        (None, 401, "UNAUTHENTICATED"),
        (clerk, 403, "FORBIDDEN"),
        (acme, 403, "ACCESS_REVOKED"),
    ):
        for body in (jpeg(), b"no picture", too_large):  # who may not is told first
            answered = await upload(client, who, body)
            assert (answered[0], code(answered[1])) == (status, expected)
    answered = await upload(client, maya, jpeg(), **{"Parley-Account": "acme"})
    assert (answered[0], code(answered[1])) == (403, "FORBIDDEN")
    async with client.post("/media", data=jpeg(), headers={"Authorization": "Bearer x.y.z"}) as answer:
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert (stored(folder), await rows(house)) == ([], 0)


async def test_what_is_lost_while_it_is_uploaded_counts(
    client: Client, house: House, maya: Person, folder: Path
) -> None:
    clerk = await member(maya, "clerk", Permission.INSTANT_MESSAGING)

    async def slowly() -> AsyncIterator[bytes]:
        data = jpeg()
        yield data[:100]
        await asyncio.sleep(0.1)
        async with house.database.transaction() as unit:
            await unit.fetch(statement("UPDATE roles SET permissions = 0 WHERE name = 'clerk''s role'"))
        yield data[100:]

    status, said = await upload(client, clerk, slowly())

    assert (status, code(said)) == (403, "FORBIDDEN")
    assert (stored(folder), await rows(house)) == ([], 0)


@pytest.mark.rule("MSG-4")
@pytest.mark.parametrize(
    ("body", "claims", "status", "detail"),
    [
        (b"", {}, 415, "The body is empty: send a JPEG, PNG or WebP photo, or a GIF."),
        (b"hello", {}, 415, "This is no picture: send a JPEG, PNG or WebP photo, or a GIF."),
        (
            b"--x", {"Content-Type": "multipart/form-data; boundary=x"}, 415,
            "Send the file itself as the body, not a form: send a JPEG, PNG or WebP photo, or a GIF.",
        ),
        (b"hello", {"Content-Encoding": "gzip"}, 415, "Send the file as it is, without a Content-Encoding."),
        (jpeg()[:300], {}, 422, "The file is damaged, or was cut short."),
    ],
    ids=["nothing", "words", "a form", "an encoding", "a part of a JPEG"],
)  # fmt: skip
async def test_what_cannot_be_sent_is_refused_with_its_reason(  # noqa: PLR0917 - a table
    client: Client,
    house: House,
    maya: Person,
    folder: Path,
    body: bytes,
    claims: dict[str, str],
    status: int,
    detail: str,
) -> None:
    answered = await upload(client, maya, body, **claims)

    assert answered == (
        status, {"errors": [{"message": detail, "extensions": {"code": "INVALID_INPUT", "field": "file"}}]},
    )  # fmt: skip
    assert (stored(folder), await rows(house)) == ([], 0)


async def test_a_file_of_exactly_the_limit_is_read_and_one_byte_more_is_not(
    client: Client, maya: Person, folder: Path
) -> None:
    most = 10 * 1024 * 1024
    picture = jpeg()

    async def in_pieces(size: int) -> AsyncIterator[bytes]:
        yield picture
        for at in range(len(picture), size, 64 * 1024):
            yield bytes(min(64 * 1024, size - at))

    assert (await upload(client, maya, picture + bytes(most - len(picture))))[0] == 201
    assert (await upload(client, maya, in_pieces(most)))[0] == 201
    for body in (picture + bytes(most - len(picture) + 1), in_pieces(most + 1)):
        status, said = await upload(client, maya, body)
        assert (status, code(said)) == (413, "INVALID_INPUT")
        assert said["errors"][0]["message"] == "The file is too large: at most 10,485,760 bytes."
    assert len(stored(folder)) == 4


async def test_who_sends_too_slowly_is_not_waited_for(
    client: Client, maya: Person, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "IDLE_SECONDS", 0.2)

    async def never() -> AsyncIterator[bytes]:
        yield jpeg()[:100]
        await asyncio.sleep(30)
        yield b""

    async def dripping() -> AsyncIterator[bytes]:
        for byte in jpeg()[:300]:
            yield bytes([byte])
            await asyncio.sleep(0.05)

    assert (await upload(client, maya, never()))[0] == 408
    monkeypatch.setattr(uploads, "WHOLE_SECONDS", 1.0)
    assert (await upload(client, maya, dripping()))[0] == 408
    assert stored(folder) == []


async def test_who_goes_away_leaves_nothing(client: Client, house: House, maya: Person, folder: Path) -> None:
    async def cut() -> AsyncIterator[bytes]:
        yield jpeg()[:100]
        raise RuntimeError("gone")

    with pytest.raises((aiohttp.ClientError, RuntimeError)):
        await upload(client, maya, cut())
    async with asyncio.timeout(5):
        while client.app[UPLOADS]._under_way:
            await asyncio.sleep(0.01)

    assert (stored(folder), await rows(house)) == ([], 0)


async def test_a_user_uploads_so_many_at_once_and_so_many_a_minute(client: Client, maya: Person, acme: Person) -> None:
    begun, go_on = asyncio.Semaphore(0), asyncio.Event()

    async def waiting() -> AsyncIterator[bytes]:
        data = jpeg()
        yield data[:100]
        begun.release()
        await go_on.wait()
        yield data[100:]

    under_way = [asyncio.create_task(upload(client, maya, waiting())) for _ in range(uploads.AT_ONCE_EACH)]
    for _ in under_way:
        await begun.acquire()
    async with asyncio.timeout(5):
        while client.app[UPLOADS]._under_way.total() < uploads.AT_ONCE_EACH:
            await asyncio.sleep(0.01)
    async with client.post("/media", data=jpeg(), headers=headers(client, maya)) as answer:
        assert (answer.status, code(await answer.json())) == (429, "RATE_LIMITED")
        assert answer.headers["Retry-After"] == "5"
    assert (await upload(client, acme, jpeg()))[0] == 201
    go_on.set()
    assert [status for status, _ in await asyncio.gather(*under_way)] == [201] * uploads.AT_ONCE_EACH

    # Six of sixty a minute are spent: the rest is asked for without a picture, which costs as much.
    statuses = [(await upload(client, maya, b""))[0] for _ in range(60)]
    assert 429 in statuses
    async with client.post("/media", data=jpeg(), headers=headers(client, maya)) as answer:
        assert (answer.status, code(await answer.json())) == (429, "RATE_LIMITED")
        assert int(answer.headers["Retry-After"]) >= 1
        assert "RateLimit" in answer.headers


async def test_what_could_not_be_stored_is_not_there(
    client: Client, house: House, maya: Person, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write_text("a file in the folder's place")

    status, said = await upload(client, maya, jpeg())

    assert (status, code(said)) == (500, "INTERNAL")
    due = await house.database.fetch(statement("SELECT kind, subject_id FROM due_work"))
    assert ("MEDIA_BYTES", 1) in {tuple(row) for row in due}
    found = await house.database.fetch(statement("SELECT deleted_at IS NOT NULL FROM media"))
    assert [bool(row[0]) for row in found] == [True]


# ── links ──


@pytest.mark.rule("MSG-4")
async def test_a_picture_is_shown_where_a_page_puts_it_and_can_do_nothing_else(client: Client, maya: Person) -> None:
    _, media = await upload(client, maya, jpeg())
    origin = {"Origin": "http://localhost:5173"}

    async with client.get(media["url"], headers=origin) as answer:
        told, data = answer.headers, await answer.read()
    async with client.head(media["url"]) as answer:
        assert (answer.status, answer.headers["Content-Length"]) == (200, str(len(data)))
        assert await answer.read() == b""
    async with client.get(media["url"], headers={"If-None-Match": told["ETag"]}) as answer:
        assert (answer.status, await answer.read()) == (304, b"")

    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert told["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert told["Referrer-Policy"] == "no-referrer"
    assert told["Content-Disposition"] == "inline"
    assert told["Access-Control-Allow-Origin"] == origin["Origin"]
    assert told["Server"] == "Parley"
    assert told["X-Request-Id"]
    kind, _, seconds = told["Cache-Control"].rpartition("=")
    assert kind == "private, max-age"
    assert 500 < int(seconds) <= 600


async def test_pages_of_allowed_origins_may_upload(client: Client, maya: Person) -> None:
    origin = {"Origin": "http://localhost:5173"}
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, parley-account"}

    async with client.options("/media", headers=origin | asked) as answer:
        assert answer.status == 204
        assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    async with client.post("/media", data=jpeg(), headers=headers(client, maya) | origin) as answer:
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (201, origin["Origin"])
    async with client.post("/media", data=jpeg(), headers={"Origin": "https://evil.example"}) as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.rule("MSG-4")
async def test_a_link_ends_after_ten_minutes(client: Client, maya: Person, clock: Hands) -> None:
    _, media = await upload(client, maya, jpeg())

    clock.advance(minutes=9, seconds=59)
    async with client.get(media["url"]) as answer:
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "private, max-age=1")
    clock.advance(seconds=1)
    for ask in (client.get, client.head):
        async with ask(media["url"]) as answer:
            assert (answer.status, answer.headers["Cache-Control"]) == (410, "no-store")
    async with client.get(media["url"]) as answer:
        assert code(await answer.json()) == "NOT_FOUND"


@pytest.mark.rule("MSG-4")
@pytest.mark.parametrize("token", ["x", "%2e%2e%2fetc", "a" * 5000, "%00", "%C3%A9", "{}", "full"])
async def test_a_link_that_was_not_made_here_leads_nowhere(client: Client, token: str) -> None:
    async with client.get(f"/media/{token}") as answer:
        assert answer.status == 404
        assert code(await answer.json()) == "NOT_FOUND"


@pytest.mark.rule("MSG-5")
async def test_a_recalled_picture_is_gone_from_its_link_at_once_and_from_the_store_next(
    client: Client, house: House, maya: Person, acme: Person, folder: Path
) -> None:
    conversation = await started(maya, acme)
    _, media = await upload(client, maya, jpeg())
    _, other = await upload(client, maya, jpeg())
    key = int(media["id"].removeprefix("med_"))
    await pictured(maya, conversation, key)
    store = Store(str(folder))
    await delete_bytes(house, store, key)
    assert len(stored(folder)) == 4  # nothing is deleted that still stands

    await recalls.recall(await maya.viewer(), conversation, 1)

    for url in (media["url"], media["thumbnailUrl"]):
        for ask in (client.get, client.head):
            async with ask(url) as answer:
                assert answer.status == 410
    await until(lambda: len(stored(folder)) == 2)  # by itself
    for harmless in (key, 999):
        await delete_bytes(house, store, harmless)
    assert len(stored(folder)) == 2
    async with client.get(other["url"]) as answer:
        assert answer.status == 200


@pytest.mark.rule("MSG-5")
async def test_the_bytes_of_a_reported_picture_outlive_its_recall_until_its_evidence_ends(
    client: Client, house: House, maya: Person, acme: Person, folder: Path
) -> None:
    conversation, staff = await started(maya, acme), Staff(house, "ada")
    _, media = await upload(client, maya, jpeg(640, 480))
    key = int(media["id"].removeprefix("med_"))
    await pictured(maya, conversation, key)
    await reports.report(await acme.viewer(), conversation, 1, reason=ReportReason.SPAM)

    await recalls.recall(await maya.viewer(), conversation, 1)
    while await house.database.fetch(DUE_BYTES):  # by itself, at once
        await asyncio.sleep(0.05)

    async with client.get(media["url"]) as answer:
        assert answer.status == 410
    body = {"query": "{ reports { nodes { id evidence { media { id url thumbnailUrl } } } } }"}
    async with client.post("/graphql", json=body, headers=headers(client, staff)) as answer:
        (report,) = (await answer.json())["data"]["reports"]["nodes"]
    evidence = report["evidence"]["media"]
    for url, width in ((evidence["url"], 640), (evidence["thumbnailUrl"], 320)):
        async with client.get(url) as answer:
            assert opened(await answer.read()).width == width
    assert len(stored(folder)) == 2

    async with house.database.transaction() as unit:  # as if so many days had passed since it was resolved
        await unit.fetch(EVIDENCE_ENDS)
    await until(lambda: stored(folder) == [])
    for url in (evidence["url"], evidence["thumbnailUrl"]):
        async with client.get(url) as answer:
            assert answer.status == 410


async def test_no_link_stands_in_the_log(
    client: Client, maya: Person, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    _, media = await upload(client, maya, jpeg())
    async with client.get(media["url"]) as answer:
        assert answer.status == 200

    out, err = capfd.readouterr()
    assert "/media/…" in out + err + caplog.text
    assert media["url"].removeprefix("/media/").split(".")[0] not in out + err + caplog.text
