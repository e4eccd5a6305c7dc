"""Who a request or a socket speaks for, as the gateway asks it (gateway.seams.Entrance)."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from aiohttp import web

from app.sign_in import Identity, Platform, SignIn
from domain import clock
from domain.errors import DomainError, Forbidden, Unauthenticated
from domain.house import House
from domain.queries import viewers
from domain.rules import inputs
from domain.viewer import Newcomer, Service, Staff
from gateway.seams import Rejected
from schema.context import Context

REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)


class Asker:
    """Finds out, once per operation, who a request or a socket speaks for."""

    __slots__ = ("_address", "_house", "account", "identity", "refusal")

    def __init__(self, house: House, address: str) -> None:
        self._house = house
        self._address = address
        self.identity: Identity | None = None
        self.account: str | None = None
        self.refusal: DomainError | None = None

    @property
    def expires_in(self) -> float | None:
        """Seconds until the token expires."""
        return (self.identity.expires_at - clock.now()).total_seconds() if self.identity is not None else None

    @property
    def user(self) -> Hashable | None:
        """Whose token it is."""
        return self.identity.subject if self.identity is not None else None

    async def present(self, sign_in: SignIn, authorization: object, account: object) -> None:
        """Take an Authorization and a Parley-Account; what is wrong with them is told to each operation."""
        try:
            if authorization is not None:
                scheme, _, token = str(authorization).partition(" ")
                if scheme.lower() != "bearer" or not token.strip():
                    raise Unauthenticated("Send the token as: Authorization: Bearer …")
                self.identity = await sign_in.identity(token.strip())
            self.account = inputs.handle(str(account), "Parley-Account") if account else None
        except DomainError as refusal:
            self.refusal = refusal

    async def context(self, request_id: str) -> Context:
        """Ask before anything of the operation is read: Viewer.position is older than all else it shows."""
        who = self.identity
        if self.refusal is not None or who is None:
            return Context(request_id, refusal=self.refusal)
        if clock.now() >= who.expires_at:
            return Context(request_id, refusal=Unauthenticated("Your token has expired: sign in again."))
        if who.platform is not None:
            kind = Staff if who.platform is Platform.STAFF else Service
            name = who.subject[1] if isinstance(who.subject, tuple) else str(who.subject)
            return Context(request_id, kind(self._house, name, self._address))
        try:
            asked = await viewers.identify(
                self._house, who.subject, self.account or who.account, who.expires_at, self._address
            )
        except Exception as refusal:  # noqa: BLE001 - a fault too is told by each field, so that it is masked there
            return Context(request_id, refusal=refusal, newcomer=self._newcomer(who, refusal))
        return Context(request_id, asked)

    def _newcomer(self, who: Identity, refusal: Exception) -> Newcomer | None:
        """Whom the token belongs to: somebody who is no member there, or whom only the other issuer knows as yet."""
        key, subject = (None, who.subject) if isinstance(who.subject, tuple) else (who.subject, None)
        is_known = isinstance(refusal, Forbidden) or (subject is not None and isinstance(refusal, Unauthenticated))
        return Newcomer(self._house, key, subject, self._address) if is_known else None


class Entrance:
    """Makes askers of headers and of connection_init."""

    def __init__(self, house: House, sign_in: SignIn, allows: Callable[[str], bool], proxies: int) -> None:
        self._house = house
        self._sign_in = sign_in
        self._allows = allows
        self._proxies = proxies

    async def of_request(self, request: web.Request) -> Asker:
        """By `Authorization` and `Parley-Account`."""
        asker = Asker(self._house, self.address(request))
        headers = request.headers
        await asker.present(self._sign_in, headers.get("Authorization"), headers.get("Parley-Account"))
        return asker

    async def of_socket(self, request: web.Request, payload: Mapping[str, Any]) -> Asker:
        """By `authorization` and `account`, the same two."""
        asker = Asker(self._house, self.address(request))
        await asker.present(self._sign_in, payload.get("authorization"), payload.get("account"))
        if asker.refusal is not None:
            raise Rejected
        return asker

    def allows_origin(self, origin: str) -> bool:
        """Those of PARLEY_ORIGINS."""
        return self._allows(origin)

    def request_id(self, request: web.Request) -> str:
        """As the log has it."""
        return request[REQUEST_ID]

    def address(self, request: web.Request) -> str:
        """The peer's; behind proxies that are trusted, the one that the first of them saw."""
        if self._proxies:
            seen = [part.strip() for part in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")]
            return seen[-min(self._proxies, len(seen))] or (request.remote or "")
        return request.remote or ""
