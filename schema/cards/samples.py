"""The sample card."""

import strawberry

from domain import samples as rows
from domain.cards import samples
from schema.context import Info
from schema.nodes import resolved, rows_of
from schema.samples import SampleRequest


async def _sample(card: strawberry.Parent[samples.SampleCard], info: Info) -> rows.Sample | None:
    return await info.context.loaders.samples.load(card.sample_key)


@strawberry.type(description="A creator's request for a sample.")
class SampleCard:
    """SMP-1."""

    is_type_of = rows_of(samples.SampleCard)

    title: str = strawberry.field(description="The product's, as it was then.")
    sample: SampleRequest = resolved(_sample, "As it stands today.")
