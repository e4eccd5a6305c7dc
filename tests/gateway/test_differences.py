"""Random operations are answered as graphql-core answers them: three hundred, the same ones in every run."""

from domain.house import House
from tests.conftest import Hands
from tests.gateway import executing, trying
from tests.gateway.awkward import roots
from tests.gateway.comparing import Tally

pytestmark = trying.FORGOTTEN


async def test_operations_of_the_awkward_schema() -> None:
    tally = await trying.awkward_operations(range(110))

    tally.is_sane(110)


async def test_a_mutation_waits_for_all_that_is_below_the_one_before() -> None:
    subject, context = trying.awkward(Tally()), roots.context()
    document = "mutation { a: doLater(number: 1) { number after } b: do(number: 2) { after } count c: do { failing } }"

    await executing.compiled(subject.schema, document, None, context)

    assert context.log == ["later 1", "after 1", "do 2", "after 2", "count", "do 1", "failing 1"]


async def test_subscriptions_of_the_awkward_schema() -> None:
    tally = await trying.awkward_subscriptions(range(20))

    assert tally.all == 20


async def test_documents_of_hypothesis_on_the_awkward_schema() -> None:
    tally = await trying.awkward_documents(40)

    assert tally.all == 40
    assert tally.whole + tally.partial >= 20


async def test_operations_of_parley(clock: Hands, house: House) -> None:
    tally = await trying.parley_operations(house, range(50))

    tally.is_sane(50)


async def test_documents_of_hypothesis_on_parley(clock: Hands, house: House) -> None:
    tally = await trying.parley_documents(house, 15)

    assert tally.all == 15
    assert tally.whole + tally.partial >= 10
