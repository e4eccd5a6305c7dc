"""`/metrics`, as Prometheus reads it."""

from collections import Counter

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

Samples = dict[str, float]


async def text(url: str) -> str:
    """What a scrape gets."""
    async with aiohttp.ClientSession() as session, session.get(f"{url}/metrics") as answer:
        assert answer.status == 200
        return await answer.text()


async def scraped(url: str) -> Samples:
    """Every sample, by its name and its labels in the order of their names."""
    found: Samples = {}
    for family in text_string_to_metric_families(await text(url)):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def moved(before: Samples, after: Samples, *beginnings: str) -> Samples:
    """What has changed, of the metrics that begin so; no buckets and no times."""
    changes = Counter(after)
    changes.subtract(before)
    return {
        name: change
        for name, change in changes.items()
        if change and name.startswith(beginnings) and "_bucket" not in name and "_sum" not in name
    }
