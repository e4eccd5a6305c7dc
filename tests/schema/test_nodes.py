"""Nodes: what has an id is found by it, by whoever may see it; a wrong id is told from an unknown one."""

from collections.abc import Callable

import pytest

from domain.house import House
from models.accounts import AccountKind
from tests.app.served import Client
from tests.cast import Person, person, say, started
from tests.conftest import NothingHappens
from tests.schema.conftest import Api
from tests.schema.documents import told

NODE = "query($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"

MALFORMED = [
    "",
    " ",
    "nonsense",
    "acc",
    "acc_",
    "acc_0",
    "acc_01",
    "acc_-1",
    "acc_+1",
    "acc_1 ",
    "acc_1\n",
    " acc_1",
    "acc_1.0",
    "acc_1_1",
    "acc_٣",
    "acc_９",
    "acc_1\u0000",
    "ACC_1",
    "acc-1",
    "acc_9223372036854775808",
    f"acc_{'9' * 40}",
    "cnv_9223372036854775808",
    "cnv_1_1",
    "msg_1",
    "msg_1_0",
    "msg_0_1",
    "msg_1_2147483648",
    "msg_9223372036854775808_1",
    "msg_1_1_1",
    "vwr_0",
    "usr_x",
    "mbr_",
    "xyz_1",
    "YWNjOjE=",
    "x" * 10_000,
]


async def test_every_type_is_found_by_its_id(api: Api, acme: Person, maya: Person, northstar: Person) -> None:
    key = await started(acme, maya)
    await say(acme, key, "hello")
    data, _ = await api(acme, "{ viewer { id } }")
    mine = data["viewer"]["id"]
    wanted = {
        mine: "Viewer",
        f"acc_{acme.key}": "Seller",
        f"acc_{maya.key}": "Creator",
        f"acc_{northstar.key}": "Agency",
        f"cnv_{key}": "Conversation",
        f"msg_{key}_1": "Message",
    }

    for id, typename in wanted.items():
        data, errors = await api(acme, NODE, id=id)
        assert (data["node"], errors) == ({"__typename": typename, "id": id}, [])
    data, errors = await api(acme, NODES, ids=[*wanted, f"acc_{2**63 - 1}"])

    assert errors == []
    assert data["nodes"] == [{"__typename": typename, "id": id} for id, typename in wanted.items()] + [None]


async def test_what_is_not_the_viewers_looks_like_what_is_not_there(
    api: Api, house: House, acme: Person, maya: Person, fresh: Person
) -> None:
    key = await started(fresh, maya)
    await say(fresh, key, "hello")
    silent = await started(acme, maya)
    far = await person(house, AccountKind.CREATOR, "yuki", ("JP",))
    data, _ = await api(fresh, "{ viewer { id } }")
    theirs = data["viewer"]["id"]
    hidden = [f"cnv_{key}", f"msg_{key}_1", f"acc_{far.key}", theirs]
    unknown = [f"cnv_{2**63 - 1}", f"msg_{2**63 - 1}_1", f"acc_{2**62}", "vwr_999999", f"msg_{silent}_1"]

    data, errors = await api(acme, NODES, ids=hidden + unknown)

    assert (data["nodes"], errors) == ([None] * 9, [])
    # An empty conversation is its starter's only.
    data, _ = await api(maya, NODES, ids=[f"cnv_{silent}", f"cnv_{key}"])
    assert data["nodes"] == [None, {"__typename": "Conversation", "id": f"cnv_{key}"}]


async def test_a_malformed_id_is_told_as_such(api: Api, acme: Person, nothing_happens: NothingHappens) -> None:
    async with nothing_happens():
        for id in MALFORMED:
            data, errors = await api(acme, NODE, id=id)
            assert data == {"node": None}
            assert told(errors) == {"code": "INVALID_INPUT", "field": "id"}, id
            assert errors[0]["message"].startswith("This is not ")


async def test_a_malformed_id_among_others_is_named_and_so_is_a_list_that_is_too_long(
    api: Api, acme: Person, nothing_happens: NothingHappens
) -> None:
    async with nothing_happens():
        data, errors = await api(acme, NODES, ids=["acc_1", "x"])
        many, too_many = await api(acme, NODES, ids=["acc_1"] * 101)

    assert data is None
    assert told(errors) == {"code": "INVALID_INPUT", "field": "id"}
    assert many is None
    assert told(too_many) == {"code": "INVALID_INPUT", "field": "ids"}


@pytest.fixture
def asks(client: Client) -> Callable[[str], str]:
    """A node asked for under many names at once."""
    return lambda ids: "{ " + " ".join(f'n{n}: node(id: "{id}") {{ id }}' for n, id in enumerate(ids.split())) + " }"


async def test_nodes_under_many_names_are_all_found(
    api: Api, acme: Person, maya: Person, noor: Person, asks: Callable[[str], str]
) -> None:
    ids = f"acc_{maya.key} acc_{noor.key} acc_{acme.key} acc_{maya.key}"

    data, errors = await api(acme, asks(ids))

    assert errors == []
    assert [found["id"] for found in data.values()] == ids.split()
