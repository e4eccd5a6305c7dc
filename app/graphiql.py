"""GraphiQL at /graphiql: a page to try queries with. It is built by web/graphiql."""

from aiohttp import web

from app.built import Built
from app.settings import Settings

# Monaco, the editor, puts <style> elements into the page: those carry the nonce. It also writes lines of text as HTML
# in which style attributes say where each one stands. Attributes have no nonce, so any is taken; none can run anything,
# or load what the rest of the policy forbids.
POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; font-src 'self'; "
    "img-src 'self' data:; style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = Built("graphiql", POLICY)


def routes(settings: Settings) -> list[web.RouteDef]:
    """Where the schema may be asked for, the page; in development mode also who one may be."""
    return PAGE.routes(settings) if settings.allows_introspection else []
