"""Who a token belongs to: tokens of the built-in issuer, and of an OpenID Connect issuer by its published keys."""

import asyncio
import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import aiohttp
import argon2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey
from joserfc.jws import extract_compact
from structlog.stdlib import get_logger

from domain import clock, ids
from domain.errors import InvalidInput, Unauthenticated
from domain.house import House
from domain.queries import viewers
from domain.rules import inputs

BUILT_IN = "parley"
ROLE_CLAIM = "parley_role"
LIFETIME = timedelta(hours=12)
OWN_HEADER = jwt.encode({"alg": "HS256"}, {}, OctKey.generate_key()).partition(".")[0] + "."
LEEWAY = timedelta(seconds=60)
KEPT_TOKENS = 10_000
JWKS_SECONDS = 60.0  # between two looks at the issuer's keys, however many unknown ones are shown
JWKS_KEPT_SECONDS = 3600.0  # a key that the issuer took back is trusted no longer than this
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
HASHING_AT_ONCE = 2
# The hash of a password nobody has, so that an unknown handle takes as long as a wrong password.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$UH4Qo4WXUo2iS2HcTpy99A$POhQA/X7b3LLpVMAHzSOlB+tDhAyRl9vohOexD9XVqo"
HASHING_WAITING = 50
UNSEEN: tuple[None, float] = (None, 0.0)
LONGEST_SUBJECT = 200  # as wide as the columns that keep a user's, and the name of who is noted in the log

log = get_logger()


class Platform(StrEnum):
    """Whose a token is that is no member's: the value of the claim `parley_role`."""

    STAFF = "staff"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a valid token says: whose it is, for which account it was made, and until when it holds.

    `subject` is the key of a user, or an issuer and its subject; `platform` says that it is no member's.
    """

    subject: int | tuple[str, str]
    account: str | None
    expires_at: datetime
    platform: Platform | None = None


def issue(
    key: bytes, user_key: int, account: str | None = None, lifetime: timedelta = LIFETIME
) -> tuple[str, datetime]:
    """Make a token of the built-in issuer, and say when it expires."""
    expires_at = (clock.now() + lifetime).replace(microsecond=0)
    claims: dict[str, Any] = {"iss": BUILT_IN, "sub": str(user_key), "exp": int(expires_at.timestamp())}
    if account is not None:
        claims["account"] = account
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(key)), expires_at


def issue_platform(key: bytes, name: str, platform: Platform, lifetime: timedelta = LIFETIME) -> tuple[str, datetime]:
    """Make a token of the platform's own, for one of its staff or a service, and say when it expires."""
    expires_at = (clock.now() + lifetime).replace(microsecond=0)
    claims = {"iss": BUILT_IN, "sub": name, "exp": int(expires_at.timestamp()), ROLE_CLAIM: platform.value}
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(key)), expires_at


class SignIn:
    """Verifies tokens. Those seen lately are remembered until they expire: verifying costs more than a page's JSON."""

    def __init__(self, key: bytes, issuer: str | None = None, audience: str | None = None) -> None:
        self._key = OctKey.import_key(key)
        self._remote = RemoteKeys(issuer) if issuer else None
        self._audience = audience
        self._seen: OrderedDict[str, tuple[Identity, float]] = OrderedDict()

    async def identity(self, token: str) -> Identity:
        """Whose token this is. Raises Unauthenticated for one that is forged, expired, or meant for others."""
        known, until = self._seen.get(token, UNSEEN)
        if known is None or time.monotonic() >= until:
            self._seen.pop(token, None)
            known = await self._verified(token)
            self._seen[token] = known, self._trusted_until(known)
            if len(self._seen) > KEPT_TOKENS:
                self._seen.popitem(last=False)
        if clock.now() >= known.expires_at:
            self._seen.pop(token, None)
            raise Unauthenticated("Your token has expired: sign in again.")
        return known

    async def close(self) -> None:
        """Let the connection to the issuer go."""
        if self._remote:
            await self._remote.close()

    def _trusted_until(self, known: Identity) -> float:
        """Until when it is not verified again: no longer than the issuer's keys, since it may take one back."""
        remote, subject = self._remote, known.subject
        if remote is None or not isinstance(subject, tuple) or subject[0] != remote.issuer:
            return math.inf
        return remote.trusted_until

    async def _verified(self, token: str) -> Identity:
        try:
            if token.startswith(OWN_HEADER):  # ours, as they are made here: not taken apart twice
                return self._own(dict(jwt.decode(token, self._key, algorithms=["HS256"]).claims))
            header = extract_compact(token.encode()).headers()
            # Which key may verify is decided by us, from the algorithm, and each key by one issuer only.
            if header.get("alg") == "HS256":
                return self._own(dict(jwt.decode(token, self._key, algorithms=["HS256"]).claims))
            if self._remote is not None:
                keys = await self._remote.keys_for(header.get("kid"))
                return self._foreign(self._remote.issuer, dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims))
        except (JoseError, ValueError, KeyError, TypeError, OverflowError, OSError) as error:
            raise Unauthenticated("This token is not valid here.") from error
        raise Unauthenticated("This token is not valid here.")

    def _own(self, claims: dict[str, Any]) -> Identity:
        if claims["iss"] != BUILT_IN:
            raise ValueError("another issuer")
        if ROLE_CLAIM in claims:
            return Identity((BUILT_IN, _name(claims)), None, _expiry(claims), Platform(claims[ROLE_CLAIM]))
        key = int(claims["sub"])
        if not 0 < key <= ids.LARGEST:
            raise ValueError("no key of a user")
        return Identity(key, _account(claims), _expiry(claims))

    def _foreign(self, issuer: str, claims: dict[str, Any]) -> Identity:
        audiences = claims["aud"]
        if claims["iss"] != issuer or self._audience not in ([audiences] if isinstance(audiences, str) else audiences):
            raise ValueError("another issuer or audience")
        if "nbf" in claims and datetime.fromtimestamp(claims["nbf"], UTC) > clock.now() + LEEWAY:
            raise ValueError("not valid yet")
        if ROLE_CLAIM in claims:
            return Identity((issuer, _name(claims)), None, _expiry(claims), Platform(claims[ROLE_CLAIM]))
        return Identity((issuer, _name(claims)), _account(claims), _expiry(claims))


def _name(claims: dict[str, Any]) -> str:
    if not isinstance(claims["sub"], str):
        raise TypeError("sub is text")
    if not 1 <= len(claims["sub"]) <= LONGEST_SUBJECT:
        raise ValueError("no subject that anybody could have")
    try:
        return inputs.storable(claims["sub"], "sub")
    except InvalidInput as error:
        raise ValueError("no subject that anybody could have") from error


def _account(claims: dict[str, Any]) -> str | None:
    account = claims.get("account")
    if account is None:
        return None
    if not isinstance(account, str) or inputs.HANDLE.fullmatch(account) is None:
        raise TypeError("account is a handle")
    return account


def _expiry(claims: dict[str, Any]) -> datetime:
    if isinstance(claims["exp"], bool) or not isinstance(claims["exp"], int | float):
        raise TypeError("exp is a number")
    return datetime.fromtimestamp(claims["exp"], UTC)


class RemoteKeys:
    """An OpenID Connect issuer's public keys, fetched when an unknown one is shown, at most once a minute."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._keys = KeySet([])
        self._looked_at = -JWKS_SECONDS
        self._lock = asyncio.Lock()
        self._session: aiohttp.ClientSession | None = None

    async def keys_for(self, kid: object) -> KeySet:
        """The issuer's keys, with the named one among them if the issuer has it."""
        if self._due(kid):
            async with self._lock:
                if self._due(kid):
                    self._looked_at = time.monotonic()
                    try:
                        self._keys = await self._fetch()
                    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
                        log.warning("the issuer's keys could not be fetched", issuer=self.issuer, error=repr(error))
        return self._keys

    @property
    def trusted_until(self) -> float:
        """When they are looked at again, known or not."""
        return self._looked_at + JWKS_KEPT_SECONDS

    def _due(self, kid: object) -> bool:
        known = any(key.kid == kid for key in self._keys.keys)
        return time.monotonic() - self._looked_at >= (JWKS_KEPT_SECONDS if known else JWKS_SECONDS)

    async def close(self) -> None:
        """Let the connection go."""
        if self._session is not None:
            await self._session.close()

    async def _fetch(self) -> KeySet:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5))
        place = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        async with self._session.get(place) as answer:
            address = (await answer.json())["jwks_uri"]
        async with self._session.get(address) as answer:
            published = (await answer.json())["keys"]
        keys = []
        for key in published:
            try:
                keys += KeySet.import_key_set({"keys": [key]}).keys
            except (JoseError, ValueError, KeyError, TypeError) as error:
                # A kind of key that is not known here must not take the others with it.
                log.warning("a key of the issuer is not usable", issuer=self.issuer, error=repr(error))
        return KeySet(keys)


class Passwords:
    """Checks passwords with argon2: slow on purpose, in threads, a few at a time and a bounded number waiting."""

    def __init__(self) -> None:
        self._hasher = argon2.PasswordHasher()
        self._places = asyncio.Semaphore(HASHING_AT_ONCE)
        self._waiting = 0

    @property
    def busy(self) -> bool:
        """Whether so many wait that another should come back later."""
        return self._waiting >= HASHING_WAITING

    async def check(self, house: House, handle: str, password: str) -> int | None:
        """The user's key, or None; a handle that is not known takes as long as a wrong password."""
        self._waiting += 1  # before anything is waited for: a burst is counted whole
        try:
            user_key, hashed = await viewers.password_hash(house, handle) or (None, None)
            async with self._places:
                right = await asyncio.to_thread(self._matches, hashed or NOBODY, password)
        finally:
            self._waiting -= 1
        return user_key if right and hashed is not None else None

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False
