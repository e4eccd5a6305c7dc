"""Whose a token is, and which account is acted for."""

from datetime import timedelta
from typing import Any

import argon2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from app import sign_in
from app.pages import PASSWORDS
from domain.actions import teams
from domain.errors import Unauthenticated
from domain.viewer import System
from models.accounts import AccountKind
from tests.app.forgery import encoded, signed_with
from tests.app.served import SECRET, Client, acknowledged, connected, house_of
from tests.cast import Person, person
from tests.conftest import NOON, Hands

KEY = SECRET.get_secret_value().encode()
WHO = {"query": "{ viewer { user { handle } account { handle } } }"}
OTHER = b"some other secret, of somebody else's service"


@pytest.fixture
def dialect() -> str:
    """Signing in is the same on both."""
    return "sqlite"


@pytest.fixture
async def maya(client: Client) -> Person:
    """A creator whose password is known."""
    house = house_of(client)
    made = await person(house, AccountKind.CREATOR, "maya")
    hashed = argon2.PasswordHasher().hash("correct horse")
    key = await teams.create_user(System(house), "pat", "Pat", password_hash=hashed)
    await teams.add_owner(System(house), made.key, key)
    return made


async def who(client: Client, token: str, **headers: str) -> Any:
    """Who the server takes the sender of a token for, or the code of its refusal."""
    sent = {"Authorization": f"Bearer {token}", **headers}
    response = await client.post("/graphql", json=WHO, headers=sent)
    assert response.status == 200
    said = await response.json()
    if said["data"] is None:
        return said["errors"][0]["extensions"]["code"]
    return said["data"]["viewer"]["user"]["handle"], said["data"]["viewer"]["account"]["handle"]


async def signed_in(client: Client, body: Any) -> tuple[int, dict[str, Any]]:
    """What /sign-in answers."""
    response = await client.post("/sign-in", json=body)
    return response.status, await response.json()


@pytest.mark.rule("PLT-2")
async def test_the_right_password_gives_a_token(client: Client, maya: Person) -> None:
    status, said = await signed_in(client, {"handle": "@Pat", "password": "correct horse"})

    assert status == 200
    assert {*said} == {"token", "expiresAt"}
    assert await who(client, said["token"]) == ("pat", "maya")


async def test_a_token_can_be_made_for_one_account(client: Client, maya: Person) -> None:
    house = house_of(client)
    acme = await person(house, AccountKind.SELLER, "acme")
    said = (await signed_in(client, {"handle": "pat", "password": "correct horse"}))[1]
    pat = int(jwt.decode(said["token"], OctKey.import_key(KEY)).claims["sub"])
    await teams.add_owner(System(house), acme.key, pat)

    _, said = await signed_in(client, {"handle": "pat", "password": "correct horse", "account": "acme"})

    assert await who(client, said["token"]) == ("pat", "acme")
    # A header says otherwise; without either it is the oldest account.
    assert await who(client, said["token"], **{"Parley-Account": "@MAYA"}) == ("pat", "maya")
    assert await who(client, sign_in.issue(KEY, pat)[0]) == ("pat", "maya")
    assert await who(client, said["token"], **{"Parley-Account": "nobody"}) == "FORBIDDEN"
    assert await who(client, said["token"], **{"Parley-Account": "no such/handle"}) == "INVALID_INPUT"


async def test_a_wrong_password_and_an_unknown_user_look_the_same(client: Client, maya: Person) -> None:
    wrong = await signed_in(client, {"handle": "pat", "password": "wrong horse"})
    unknown = await signed_in(client, {"handle": "nobody", "password": "correct horse"})
    without = await signed_in(client, {"handle": "maya", "password": "correct horse"})

    assert wrong == unknown == without
    assert wrong[0] == 401
    assert wrong[1]["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        5,
        "text",
        {},
        {"handle": "pat"},
        {"password": "x"},
        {"handle": 5, "password": "x"},
        {"handle": "pat", "password": None},
        {"handle": "pat", "password": "x", "account": 5},
        {"handle": "pat\0", "password": "x"},
        {"handle": "pat", "password": "x\0"},
        {"handle": "pat", "password": "x" * 1001},
        {"handle": "", "password": "x"},
        {"handle": "x" * 41, "password": "x"},
    ],
    ids=str,
)
async def test_a_sign_in_of_the_wrong_shape_is_told_so(client: Client, body: Any) -> None:
    status, said = await signed_in(client, body)

    assert status == 400
    assert said["errors"][0]["extensions"] == {"code": "INVALID_INPUT"}


async def test_a_sign_in_that_is_no_json_is_told_so(client: Client) -> None:
    for body in (b"", b"\xff", b"{", b"[" * 5000, b'{"handle": "\\ud800", "password": "x"}'):
        response = await client.post("/sign-in", data=body)
        assert response.status == 400
        assert (await response.json())["errors"][0]["extensions"] == {"code": "INVALID_INPUT"}


async def test_too_many_at_once_are_asked_to_come_back(client: Client, maya: Person) -> None:
    assert client.app is not None
    client.app[PASSWORDS]._waiting = sign_in.HASHING_WAITING

    response = await client.post("/sign-in", json={"handle": "pat", "password": "correct horse"})

    assert response.status == 429
    assert response.headers["Retry-After"] == "5"
    assert (await response.json())["errors"][0]["extensions"] == {"code": "RATE_LIMITED"}


def forged_tokens(user_key: int) -> dict[str, str]:
    """Tokens that must not work, by what is wrong with them."""
    good = {"iss": "parley", "sub": f"{user_key}", "exp": 2**33}
    own, other, rsa = OctKey.import_key(KEY), OctKey.import_key(OTHER), RSAKey.generate_key(2048)

    def signed(claims: dict[str, Any], **header: Any) -> str:
        return jwt.encode({"alg": "HS256", **header}, claims, own)

    right = signed(good)
    head, body, signature = right.split(".")
    tokens = {
        "another secret": jwt.encode({"alg": "HS256"}, good, other),
        "no algorithm": encoded(header={"alg": "none"}, claims=good),
        "no algorithm, in capitals": encoded(header={"alg": "NONE"}, claims=good, signature=b"x"),
        "an algorithm that is no text": encoded(header={"alg": ["HS256"]}, claims=good),
        "no header": encoded(header=b"", claims=good),
        "a header that is a list": encoded(header=[], claims=good),
        "a header that is no JSON": encoded(header=b"\xff\xfe", claims=good),
        "a public key as secret": signed_with(rsa.as_pem(private=False), good),
        "a strange key": jwt.encode({"alg": "RS256"}, good, rsa),
        "another issuer": signed({**good, "iss": "somebody"}),
        "no issuer": signed({k: v for k, v in good.items() if k != "iss"}),
        "no subject": signed({k: v for k, v in good.items() if k != "sub"}),
        "a subject that is no key": signed({**good, "sub": "maya"}),
        "no expiry": signed({k: v for k, v in good.items() if k != "exp"}),
        "an expiry of true": signed({**good, "exp": True}),
        "an expiry in words": signed({**good, "exp": "tomorrow"}),
        "an expiry beyond time": signed({**good, "exp": 10**20}),
        "expired": signed({**good, "exp": 1}),
        "an account that is no text": signed({**good, "account": ["maya"]}),
        "nobody known": signed({**good, "sub": "999999"}),
        "without its signature": f"{head}.{body}.",
        "another body": f"{head}.{encoded(header={}, claims={**good, 'sub': '1'}).split('.')[1]}.{signature}",
        "cut short": right[:-2],
    }
    garbage = (
        "x",
        "a.b",
        "a.b.c",
        "...",
        "🦊",
        "\u00ff",
        " ",
        "null",
        "x" * 100_000,
        f"{right}.x",
        f"{head}..{signature}",
    )
    return tokens | {f"garbage {number}": text for number, text in enumerate(garbage)}


async def test_no_forged_token_works(client: Client, maya: Person) -> None:
    asker = sign_in.SignIn(KEY)
    for wrong, token in forged_tokens(maya.user_key).items():
        if wrong != "nobody known":
            with pytest.raises(Unauthenticated):
                await asker.identity(token)
        if token.isascii() and len(token) < 8000:
            assert await who(client, token) == "UNAUTHENTICATED", wrong


async def test_a_socket_is_refused_with_a_forged_token(client: Client, maya: Person) -> None:
    for token in ("x", encoded(header={"alg": "none"}, claims={"sub": "1"}), 5, {"a": 1}):
        async with connected(client) as socket:
            said = token if isinstance(token, int | dict) else f"Bearer {token}"
            await socket.say("connection_init", payload={"authorization": said})
            assert await socket.closing() == 4403


async def test_a_token_expires(client: Client, maya: Person, clock: Hands) -> None:
    token, expires_at = sign_in.issue(KEY, maya.user_key)
    assert expires_at == NOON + sign_in.LIFETIME
    assert await who(client, token) == ("maya", "maya")

    clock.advance(hours=11, minutes=59)
    assert await who(client, token) == ("maya", "maya")
    clock.advance(minutes=1)
    assert await who(client, token) == "UNAUTHENTICATED"


async def test_an_expired_token_ends_what_is_listened_to(client: Client, maya: Person) -> None:
    token, _ = sign_in.issue(KEY, maya.user_key, lifetime=timedelta(seconds=2))

    async with connected(client) as socket:
        await socket.say("connection_init", payload={"authorization": f"Bearer {token}", "account": "maya"})
        assert (await socket.hear())["type"] == "connection_ack"
        await socket.subscribe("all", "subscription { events { position } }")
        said = await socket.hear()
        assert said["payload"]["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
        assert said["payload"]["errors"][0]["message"].startswith("Your token has expired")


async def test_the_header_must_be_a_bearer_token(client: Client, maya: Person) -> None:
    token, _ = sign_in.issue(KEY, maya.user_key)
    for header in ("", "Bearer", "Bearer ", f"Basic {token}", token, f"Bearer{token}"):
        response = await client.post("/graphql", json=WHO, headers={"Authorization": header})
        assert (await response.json())["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
    response = await client.post("/graphql", json=WHO, headers={"Authorization": f"bearer   {token}"})
    assert (await response.json())["data"]["viewer"]["user"]["handle"] == "maya"


async def test_an_account_is_chosen_for_a_whole_socket(client: Client, maya: Person) -> None:
    async with acknowledged(client, maya) as socket:
        await socket.subscribe("ask", "{ viewer { account { handle } } }")
        assert (await socket.hear())["payload"]["data"]["viewer"]["account"]["handle"] == "maya"


async def test_seen_tokens_are_kept_in_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "KEPT_TOKENS", 3)
    asker = sign_in.SignIn(KEY)

    for user_key in range(1, 9):
        assert (await asker.identity(sign_in.issue(KEY, user_key)[0])).subject == user_key

    assert len(asker._seen) == 3
