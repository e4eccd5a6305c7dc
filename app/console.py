"""The console at /console: the reference client, for people. It is built by web/console, and talks to /graphql only."""

from aiohttp import web

from app.built import Built
from app.settings import Settings
from gateway.documents import read_manifest

_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "style-src 'self' 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors "
)
POLICY = _POLICY + "'none'"
# Two people of the demo stand side by side in one page: it may hold itself, and nobody else holds it.
SIDE_BY_SIDE = _POLICY + "'self'; frame-src 'self'"
PAGE = Built("console", POLICY, SIDE_BY_SIDE)
# The links of invitations to a team lead to /join.
PLACES = ("/console/", "/console/{page:(?!people$)[a-z]+}", "/console/c/{id}", "/join")
START = ("/", "/side-by-side")


def shown(settings: Settings) -> bool:
    """Whether there is a console: by setting, else in development mode. It signs in by Parley's own tokens only."""
    if settings.console is None:
        return settings.development and settings.issuer is None
    return settings.console


def routes(settings: Settings) -> list[web.RouteDef]:
    """The page, for the inbox, each conversation and what is beside them; in development mode one starts there."""
    if not shown(settings):
        return []
    return PAGE.routes(settings, *PLACES, *(START if settings.development else ()))


def documents(settings: Settings) -> dict[str, str]:
    """What the console asks, by its hash: trusted where there is a console."""
    return read_manifest(PAGE.folder / "documents.json") if shown(settings) else {}
