"""Who talks with whom: some partners with thousands of creators, most with tens; creators with a few to a hundred."""

import random
from collections.abc import Sequence
from itertools import accumulate

from bench.dataset.people import Person

MOST_OF_A_MARKET = 0.6


def draw(rng: random.Random, people: Sequence[Person], wanted: int) -> list[tuple[Person, Person]]:
    """Pairs of a creator and a partner who share the partner's home market, no pair twice."""
    creators = [person for person in people if person.is_creator]
    partners = [person for person in people if not person.is_creator]
    fame = {creator.key: rng.lognormvariate(0, 0.8) for creator in creators}
    pools = {home: [c for c in creators if home in c.markets] for home in sorted({p.home for p in partners})}
    weights = {home: list(accumulate(fame[c.key] for c in pool)) for home, pool in pools.items()}
    drawn: list[tuple[Person, Person]] = []
    most = [int(len(pools[partner.home]) * MOST_OF_A_MARKET) for partner in partners]
    for partner, count in zip(partners, _shares(rng, most, wanted), strict=True):
        known: dict[int, Person] = {}
        while len(known) < count:
            more = rng.choices(pools[partner.home], cum_weights=weights[partner.home], k=count - len(known))
            known |= {creator.key: creator for creator in more}
        drawn += [(creator, partner) for creator in known.values()]
    return drawn


def _shares(rng: random.Random, most: Sequence[int], wanted: int) -> list[int]:
    """How many conversations each partner has: `wanted` in all, or fewer where not everybody has room for more."""
    sizes = [rng.lognormvariate(0, 1.5) for _ in most]
    whole = sum(sizes)
    shares = [min(limit, int(wanted * size / whole)) for limit, size in zip(most, sizes, strict=True)]
    missing = wanted - sum(shares)
    while missing > 0 and (roomy := [i for i, limit in enumerate(most) if shares[i] < limit]):
        for i in rng.sample(roomy, k=min(missing, len(roomy))):
            shares[i] += 1
            missing -= 1
    return shares
