"""Signing in with a password, and who of the demo one may be in development mode."""

import orjson
from aiohttp import web

from app import sign_in as tokens
from domain.errors import DomainError, ProblemCode, TopLevelCode
from domain.house import House
from domain.queries import viewers
from domain.rules import inputs
from schema.scalars import write_datetime

DEMO_PEOPLE = {
    "maya": "a creator, level Gold",
    "acme": "a seller, tier T2",
    "northstar": "an agency: CAP, TAP, LIVE partner",
    "noor": "a creator without a level",
    "fresh": "a seller with the starter's pack",
    "sam": "of acme's team: the inbox only",
    "theo": "maya's manager, an owner of her account",
}
LONGEST_PASSWORD = 1000

HOUSE: web.AppKey[House] = web.AppKey("house", House)
KEY: web.AppKey[bytes] = web.AppKey("key", bytes)
PASSWORDS: web.AppKey[tokens.Passwords] = web.AppKey("passwords", tokens.Passwords)


def _refused(status: int, code: ProblemCode | TopLevelCode, sentence: str, **headers: str) -> web.Response:
    error = {"message": sentence, "extensions": {"code": code.value}}
    return web.json_response({"errors": [error]}, status=status, headers=headers)


async def sign_in(request: web.Request) -> web.Response:
    """POST /sign-in {"handle", "password", "account"?}: a token of the built-in issuer (PLT-2)."""
    app = request.app
    house, key, passwords = app[HOUSE], app[KEY], app[PASSWORDS]
    try:
        handle, password, account = _credentials(orjson.loads(await request.read()))
    except (orjson.JSONDecodeError, DomainError, KeyError, TypeError) as error:
        detail = error.detail if isinstance(error, DomainError) else 'Send {"handle": "…", "password": "…"} as JSON.'
        return _refused(400, ProblemCode.INVALID_INPUT, detail)
    if passwords.busy:
        return _refused(429, ProblemCode.RATE_LIMITED, "Too many are signing in at once.", **{"Retry-After": "5"})
    user_key = await passwords.check(house, handle, password)
    if user_key is None:
        return _refused(401, TopLevelCode.UNAUTHENTICATED, "The handle or the password is wrong.")
    token, expires_at = tokens.issue(key, user_key, account)
    return web.json_response({"token": token, "expiresAt": write_datetime(expires_at)})


def _credentials(said: dict[str, object]) -> tuple[str, str, str | None]:
    handle, password, account = said["handle"], said["password"], said.get("account")
    if not isinstance(handle, str) or not isinstance(password, str) or not isinstance(account, str | None):
        raise TypeError("handle, password and account are text")
    if len(password) > LONGEST_PASSWORD:
        raise TypeError("no password is that long")
    inputs.storable(password, "password")
    return inputs.handle(handle, "handle"), password, inputs.handle(account, "account") if account else None


async def demo_people(app: web.Application) -> list[dict[str, str]]:
    """Those of the demo who are there, each with a token: in development mode only."""
    found = []
    for handle, about in DEMO_PEOPLE.items():
        if (user_key := await viewers.user_key(app[HOUSE], handle)) is not None:
            token, _ = tokens.issue(app[KEY], user_key)
            found.append({"handle": handle, "about": about, "token": token})
    return found
