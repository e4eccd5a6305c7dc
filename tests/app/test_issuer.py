"""Tokens of an OpenID Connect issuer: a real one, on a port of this machine."""

from types import SimpleNamespace
from typing import Any

import pytest
from joserfc.jwk import OctKey, RSAKey
from pytest_aiohttp import AiohttpClient

from app import sign_in
from app.server import SIGN_IN, build
from app.settings import Settings
from domain.actions import member_invitations, teams
from domain.member_invitations import PLACE
from domain.queries import viewers
from domain.viewer import System
from models.accounts import AccountKind
from tests.app.forgery import signed_with
from tests.app.issuing import AUDIENCE, LATER, Issuer
from tests.app.served import SECRET, Client, house_of, quicken
from tests.cast import person

WHO = {"query": "{ viewer { user { handle } account { handle } } }"}


@pytest.fixture
def dialect() -> str:
    """Signing in is the same on both."""
    return "sqlite"


@pytest.fixture
async def client(
    issuer: Issuer, database_url: str, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch
) -> Client:
    """A Parley that trusts the issuer, and knows one of its people."""
    quicken(monkeypatch)
    chosen = Settings(database=database_url, secret=SECRET, issuer=issuer.url, audience=AUDIENCE)
    made = await aiohttp_client(build(chosen))
    house = house_of(made)
    maya = await person(house, AccountKind.CREATOR, "maya")
    key = await teams.create_user(System(house), "mm", "Maya M", issuer=issuer.url, subject="maya@issuer")
    await teams.add_owner(System(house), maya.key, key)
    return made


async def who(client: Client, token: str) -> Any:
    """Who the server takes the sender of a token for, or the code of its refusal."""
    response = await client.post("/graphql", json=WHO, headers={"Authorization": f"Bearer {token}"})
    assert response.status == 200
    said = await response.json()
    if said["data"] is None:
        return said["errors"][0]["extensions"]["code"]
    return said["data"]["viewer"]["user"]["handle"], said["data"]["viewer"]["account"]["handle"]


@pytest.mark.rule("PLT-2")
async def test_a_token_of_the_issuer_is_somebodys(client: Client, issuer: Issuer) -> None:
    assert await who(client, issuer.token()) == ("mm", "maya")
    assert await who(client, issuer.token(aud=["other", AUDIENCE])) == ("mm", "maya")
    assert await who(client, issuer.token(alg="PS256")) == ("mm", "maya")
    assert await who(client, issuer.token(account="acme")) == "FORBIDDEN"
    assert issuer.looks == 1


async def test_there_are_no_passwords_then(client: Client) -> None:
    assert (await client.post("/sign-in", json={"handle": "maya", "password": "maya"})).status == 404


async def test_tokens_of_the_built_in_issuer_still_work(client: Client) -> None:
    assert await who(client, sign_in.issue(SECRET.get_secret_value().encode(), 1)[0]) == ("maya", "maya")


async def test_a_token_that_is_not_for_here_is_refused(client: Client, issuer: Issuer) -> None:
    stranger = RSAKey.generate_key(2048)
    public = issuer.keys[0].as_pem(private=False)
    good = {"iss": issuer.url, "aud": AUDIENCE, "sub": "maya@issuer", "exp": LATER}
    wrong = {
        "another audience": issuer.token(aud="other"),
        "other audiences": issuer.token(aud=["other"]),
        "an audience that is a number": issuer.token(aud=5),
        "no audience": issuer.token(aud=None),
        "another issuer": issuer.token(iss="https://issuer.example"),
        "the built-in issuer": issuer.token(iss="parley", sub="1"),
        "no issuer": issuer.token(iss=None),
        "expired": issuer.token(exp=1),
        "no expiry": issuer.token(exp=None),
        "an expiry in words": issuer.token(exp="later"),
        "not yet": issuer.token(nbf=LATER),
        "no subject": issuer.token(sub=None),
        "a subject that is no text": issuer.token(sub=1),
        "nobody known": issuer.token(sub="nobody"),
        "a subject that no database holds": issuer.token(sub="maya\0"),
        "another key of this name": issuer.token(key=stranger),
        "the public key as secret": signed_with(public, good, kid=str(issuer.keys[0].kid)),
    }

    for name, token in wrong.items():
        assert await who(client, token) == "UNAUTHENTICATED", name
    assert await who(client, issuer.token(nbf=1)) == ("mm", "maya")


async def test_the_built_in_secret_does_not_sign_for_the_issuer(client: Client, issuer: Issuer) -> None:
    own = OctKey.import_key(SECRET.get_secret_value().encode())

    assert await who(client, issuer.token(key=own, alg="HS256")) == "UNAUTHENTICATED"


async def test_new_keys_are_looked_for_once_a_minute_at_most(
    client: Client, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(sign_in, "time", SimpleNamespace(monotonic=lambda: now[0]))
    assert client.app is not None
    remote = client.app[SIGN_IN]._remote
    assert remote is not None
    remote._looked_at = -1000.0
    old = issuer.token()
    assert await who(client, old) == ("mm", "maya")
    assert issuer.looks == 1

    issuer.turn()
    for number in range(5):
        assert await who(client, issuer.token(kid=f"made up {number}")) == "UNAUTHENTICATED"
        assert await who(client, issuer.token(sub=f"{number}")) == "UNAUTHENTICATED"
    assert issuer.looks == 1

    now[0] += sign_in.JWKS_SECONDS
    assert await who(client, issuer.token()) == ("mm", "maya")
    assert issuer.looks == 2
    # What the old key signed and was not seen before is refused, and asks nobody.
    assert await who(client, issuer.token(kid="made up")) == "UNAUTHENTICATED"
    assert issuer.looks == 2


async def test_a_key_that_was_taken_back_is_trusted_an_hour_longer_at_most(
    client: Client, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(sign_in, "time", SimpleNamespace(monotonic=lambda: now[0]))
    assert client.app is not None
    remote = client.app[SIGN_IN]._remote
    assert remote is not None
    remote._looked_at = -1000.0
    old, own = issuer.token(), sign_in.issue(SECRET.get_secret_value().encode(), 1)[0]
    assert await who(client, old) == ("mm", "maya")
    assert await who(client, own) == ("maya", "maya")

    issuer.turn()
    now[0] += sign_in.JWKS_KEPT_SECONDS - 1
    assert await who(client, old) == ("mm", "maya")
    now[0] += 1

    for _ in range(2):
        assert await who(client, old) == "UNAUTHENTICATED"
    assert await who(client, issuer.token()) == ("mm", "maya")
    assert await who(client, own) == ("maya", "maya")


@pytest.mark.parametrize(
    "answer", [[], {}, "text", 5, {"jwks_uri": 5}, {"jwks_uri": "nonsense"}, {"jwks_uri": ["x"]}], ids=str
)
async def test_an_issuer_that_answers_nonsense_lets_nobody_in(client: Client, issuer: Issuer, answer: Any) -> None:
    issuer.answer = answer

    assert await who(client, issuer.token()) == "UNAUTHENTICATED"


async def test_an_issuer_that_is_away_lets_nobody_in(issuer: Issuer) -> None:
    asker = sign_in.SignIn(b"x" * 32, "http://127.0.0.1:9", AUDIENCE)

    with pytest.raises(Exception, match="not valid here"):
        await asker.identity(issuer.token())

    await asker.close()


async def test_the_issuer_says_who_is_staff(client: Client, issuer: Issuer) -> None:
    said = await who(client, issuer.token(sub="ada@platform", parley_role="staff"))

    assert said == "FORBIDDEN"  # staff are no members of accounts


@pytest.mark.parametrize("sub", ["", "s" * 201])
async def test_a_subject_that_no_user_could_have_is_no_identity(client: Client, issuer: Issuer, sub: str) -> None:
    assert await who(client, issuer.token(sub="s" * 200, parley_role="staff")) == "FORBIDDEN"
    assert await who(client, issuer.token(sub=sub, parley_role="staff")) == "UNAUTHENTICATED"


async def test_a_role_that_is_not_known_is_no_identity(client: Client, issuer: Issuer) -> None:
    assert await who(client, issuer.token(parley_role="admin")) == "UNAUTHENTICATED"
    assert await who(client, issuer.token(parley_role=["staff"])) == "UNAUTHENTICATED"


JOIN = """mutation($token: String!, $handle: String) {
    acceptMemberInvitation(input: { token: $token, handle: $handle }) {
        __typename ... on Problem { code }
        ... on AcceptMemberInvitationSuccess {
            membership { user { handle name } account { handle } role { name } } } } }"""


async def joins(client: Client, token: str, /, **variables: str) -> Any:
    """What joining is answered with, as whoever the issuer says."""
    body = {"query": JOIN, "variables": variables}
    response = await client.post("/graphql", json=body, headers={"Authorization": f"Bearer {token}"})
    said = await response.json()
    assert "errors" not in said, said
    return said["data"]["acceptMemberInvitation"]


@pytest.mark.rule("ACC-4")
async def test_whom_only_the_issuer_knows_joins_a_team_and_is_known_from_then_on(
    client: Client, issuer: Issuer
) -> None:
    house = house_of(client)
    owner = await viewers.identify(house, 1, "maya")
    invitation = await member_invitations.invite(owner, "one", "anna@example.com", owner.role.key)
    assert invitation.link is not None
    secret = invitation.link.removeprefix(PLACE)
    anna = issuer.token(sub="anna@issuer")
    assert await who(client, anna) == "UNAUTHENTICATED"

    refused = [await joins(client, anna, token="x"), await joins(client, anna, token=secret, handle="maya")]
    joined = await joins(client, anna, token=secret)
    again = await joins(client, anna, token=secret, handle="another")

    assert [answer["code"] for answer in refused] == ["NOT_FOUND", "INVALID_INPUT"]
    assert joined["membership"] == {
        "user": {"handle": "anna", "name": "anna"}, "account": {"handle": "maya"}, "role": {"name": "Owner"},
    }  # fmt: skip
    assert again == joined
    assert await who(client, anna) == ("anna", "maya")
    assert (await joins(client, issuer.token(sub="ben@issuer"), token=secret))["code"] == "CLOSED"
    assert await who(client, issuer.token(sub="ben@issuer")) == "UNAUTHENTICATED"


@pytest.mark.rule("ACC-4")
async def test_staff_join_no_team(client: Client, issuer: Issuer) -> None:
    body = {"query": JOIN, "variables": {"token": "x"}}
    token = issuer.token(sub="ada@platform", parley_role="staff")

    response = await client.post("/graphql", json=body, headers={"Authorization": f"Bearer {token}"})

    assert (await response.json())["data"]["acceptMemberInvitation"]["code"] == "FORBIDDEN"
