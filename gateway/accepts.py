"""Which of the two media types of GraphQL over HTTP an Accept header wants."""

from functools import lru_cache

RESPONSE = "application/graphql-response+json"
JSON = "application/json"
LONGEST = 1000


@lru_cache(maxsize=256)
def chosen(accept: str | None) -> str | None:
    """The type to answer with: the one accepted with the higher q, JSON where all is equal; None: neither is."""
    if accept is None or not accept.strip():
        return JSON
    quality = {RESPONSE: _quality(RESPONSE, accept[:LONGEST]), JSON: _quality(JSON, accept[:LONGEST])}
    best = max(quality.values())
    if best == 0:
        return None
    wanted = [kind for kind in (RESPONSE, JSON) if quality[kind] == best]
    named = [kind for kind in wanted if kind in accept.lower()]
    return named[0] if named else wanted[-1]


def _quality(kind: str, accept: str) -> float:
    """By the most specific range that matches."""
    family = kind.partition("/")[0] + "/*"
    found: dict[int, float | None] = {1: None, 2: None, 3: None}
    for part in accept.lower().split(","):
        range_, *parameters = (word.strip() for word in part.split(";"))
        rank = {kind: 3, family: 2, "*/*": 1}.get(range_)
        if rank is not None:
            found[rank] = max(found[rank] or 0.0, _q(parameters))
    return next((quality for rank in (3, 2, 1) if (quality := found[rank]) is not None), 0.0)


def _q(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
