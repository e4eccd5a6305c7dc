"""An OpenID Connect issuer, as far as Parley asks one."""

from typing import Any

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import RSAKey

AUDIENCE = "parley"
LATER = 2**33


class Issuer:
    """Discovery, keys that can be turned over, and how often they were asked for."""

    def __init__(self) -> None:
        self.keys: list[RSAKey] = []
        self.looks = 0
        self.url = ""
        self.answer: Any = None
        self.turn()

    def turn(self) -> None:
        """Sign with a new key from now on; publish it beside none of the old."""
        self.keys = [RSAKey.generate_key(2048, parameters={"kid": f"key{self.looks}{id(self)}{len(self.url)}"})]

    def token(self, key: Any = None, alg: str = "RS256", kid: str | None = None, **claims: Any) -> str:
        """A token as the issuer would make it, but for what is given."""
        key = key or self.keys[0]
        said = {"iss": self.url, "aud": AUDIENCE, "sub": "maya@issuer", "exp": LATER} | claims
        return jwt.encode(
            {"alg": alg, "kid": kid or self.keys[0].kid},
            {name: value for name, value in said.items() if value is not None},
            key,
            algorithms=[alg],
        )

    async def discovery(self, _request: web.Request) -> web.Response:
        """Say where the keys are."""
        self.looks += 1
        return web.json_response({"jwks_uri": f"{self.url}/keys"} if self.answer is None else self.answer)

    async def jwks(self, _request: web.Request) -> web.Response:
        """The public keys."""
        return web.json_response({"keys": [key.as_dict(private=False) for key in self.keys]})

    def application(self) -> web.Application:
        """What serves it."""
        serving = web.Application()
        serving.router.add_get("/.well-known/openid-configuration", self.discovery)
        serving.router.add_get("/keys", self.jwks)
        return serving
