"""Of all that stands against a mutation or a subscription, the first in the order of REF-2 is the answer."""

import itertools
from pathlib import Path
from typing import Any

import pytest

from domain import policy
from domain.errors import ProblemCode
from domain.house import House
from models.sql import statement
from models.teams import ALL_PERMISSIONS
from tests.app.served import Asking, Client, acknowledged, refusal
from tests.conftest import everything
from tests.pools import write
from tests.schema.conftest import Api
from tests.schema.scene import Scene, set_up
from tests.schema.standing import Case, Wrong, account, built, result_of, rows
from tests.schema.standing_deals import DEALS
from tests.schema.standing_talk import TALK

CASES = TALK + DEALS
ORDER = [code.value for code in ProblemCode]
PLATFORM = {"staff", "service", "owner"}
OF_ANNA = "name LIKE 'anna-%'"
POWERLESS = rows("roles", OF_ANNA, "permissions = 0", f"permissions = {int(ALL_PERMISSIONS)}")


def revoked(case: Case) -> Wrong:
    """The accounts of all who ask are not active."""
    asking = {case.by, *(wrong.by for wrong in case.wrongs.values())} - {None, "staff", "service"}
    handles = ", ".join(f"'{'acme' if one == 'owner' else one}'" for one in sorted(str(one) for one in asking))
    update = f"UPDATE accounts SET status = '{{}}' WHERE handle IN ({handles})"
    return Wrong(rows=update.format("DEACTIVATED"), undo=update.format("ACTIVE"))


def standing(case: Case) -> dict[str, list[Wrong]]:
    """What can stand against a mutation, by code and in order: more than one thing may be FORBIDDEN."""
    found = {code: [wrong] for code, wrong in case.wrongs.items()}
    if case.by not in PLATFORM and case.name != "acceptMemberInvitation":
        found.setdefault("FORBIDDEN", []).append(POWERLESS)
    if case.by not in {"staff", "service"} and "ACCESS_REVOKED" in result_of(case.name):
        found["ACCESS_REVOKED"] = [revoked(case)]
    return dict(sorted(found.items(), key=lambda one: ORDER.index(one[0])))


class Trial:
    """A server on which things are made wrong, and right again."""

    def __init__(self, api: Api, scene: Scene, house: House, folder: Path) -> None:
        self._api, self._scene, self._house, self._file = api, scene, house, folder / "policy.toml"

    async def answer(self, case: Case, wrongs: list[Wrong]) -> str:
        """The code that a mutation is answered with while all this is wrong."""
        given: dict[str, Any] = dict(case.given)
        by, numbers = case.by, [wrong.number for wrong in wrongs if wrong.number]
        for wrong in wrongs:
            given |= wrong.given
            by = wrong.by or by
        await self._write([wrong.rows for wrong in wrongs])
        usual = self._house.policy
        if numbers:
            self._file.write_text("[numbers]\n" + "\n".join(numbers), encoding="utf-8")
            self._house.policy = policy.load(self._file)
        try:
            return await self._asked(case.name, self._scene.people[by], self._scene.filled(given))
        finally:
            self._house.policy = usual
            await self._write([wrong.undo for wrong in wrongs])

    async def _asked(self, name: str, who: Asking, given: Any) -> str:
        kind = built().mutation_type.fields[name].args["input"].type.of_type.name
        document = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ __typename ... on Problem {{ code }} }} }}"
        data, errors = await self._api(who, document, input=given)
        return str(errors[0]["extensions"]["code"] if errors else data[name].get("code", "SUCCESS"))

    async def _write(self, queries: list[str]) -> None:
        async with self._house.database.transaction() as unit:
            for query in queries:
                if query:
                    await unit.fetch(statement(self._scene.filled(query)))


def test_every_mutation_is_in_the_table_with_all_that_its_result_can_say() -> None:
    schema: Any = built().mutation_type
    told: dict[str, set[str]] = {}
    never: dict[str, list[set[str]]] = {}
    for case in CASES:
        told.setdefault(case.name, set()).update(standing(case))
        never.setdefault(case.name, []).append(set(case.never))

    assert {name: codes | set[str].intersection(*never[name]) for name, codes in told.items()} == {
        name: result_of(name) for name in schema.fields
    }
    assert not [name for name, codes in told.items() if codes & set[str].intersection(*never[name])]


@pytest.mark.rule("REF-2")
@pytest.mark.parametrize("cases", [TALK, DEALS], ids=["talk", "deals"])
async def test_of_any_two_refusals_that_can_stand_at_once_the_first_in_order_is_the_answer(
    api: Api, house: House, tmp_path: Path, cases: list[Case]
) -> None:
    scene = await set_up(house)
    trial, before, wrong_answers, pairs = Trial(api, scene, house, tmp_path), await everything(house), [], 0

    for case in cases:
        found = [(code, wrong) for code, wrongs in standing(case).items() for wrong in wrongs]
        always = {code for code, wrong in found if wrong == Wrong()}
        together = [[one] for one in found]
        together += [[one, other] for one, other in itertools.combinations(found, 2) if one[1].goes_with(other[1])]
        pairs += len(together) - len(found)
        for those in together:
            wanted = min(always | {code for code, _ in those}, key=ORDER.index)
            said = await trial.answer(case, [wrong for _, wrong in those])
            if said != wanted:
                wrong_answers.append(f"{case.name} by {case.by}: {[code for code, _ in those]} is {said}")

    assert not wrong_answers, "\n".join(wrong_answers)
    assert pairs > 200
    assert await everything(house) == before


@pytest.mark.rule("REF-2", part="subscriptions")
async def test_a_position_that_is_not_kept_is_the_last_that_a_subscription_is_refused_for(
    client: Client, house: House
) -> None:
    scene = await set_up(house)
    anna = scene.people["northstar"]
    listen = 'subscription {{ messageReceived(conversationId: "cnv_{}", after: "{}") {{ position }} }}'
    expired, nonsense = "0000.0", "nonsense"

    async def said(conversation: object, after: str) -> str:
        async with acknowledged(client, anna) as socket:
            return str((await refusal(socket, listen.format(conversation, after)))["extensions"]["code"])

    pair = scene.keys["pair"]
    answers = [await said(pair, expired), await said(pair, nonsense), await said(999, expired)]
    for wrong in (account("northstar", "status = 'DEACTIVATED'", "status = 'ACTIVE'"), POWERLESS):
        await write(house, wrong.rows)
        answers.append(await said(999, expired))

    assert answers == ["HISTORY_EXPIRED", "INVALID_INPUT", "NOT_FOUND", "ACCESS_REVOKED", "FORBIDDEN"]
