"""Turns: a few at each turn of the loop, first come first served."""

import asyncio

import pytest

from gateway.turns import Turns


async def pass_by(turns: Turns, number: int, passed: list[int]) -> None:
    """Take a turn, and say so."""
    await turns.take()
    passed.append(number)


async def test_who_comes_alone_does_not_wait() -> None:
    turns = Turns(at_once=1)
    coroutine = turns.take()

    with pytest.raises(StopIteration):  # it ends without having waited
        coroutine.send(None)


async def test_a_crowd_passes_in_order_and_others_are_heard_meanwhile() -> None:
    turns, passed = Turns(at_once=2), list[int]()
    crowd = [asyncio.create_task(pass_by(turns, number, passed)) for number in range(10)]
    seen = []

    while not all(one.done() for one in crowd):
        await asyncio.sleep(0)
        seen.append(len(passed))

    assert passed == [*range(10)]
    assert max(after - before for before, after in zip([0, *seen], seen, strict=False)) <= 2


async def test_who_gives_up_takes_nobodys_turn() -> None:
    turns, passed = Turns(at_once=1), list[int]()
    crowd = [asyncio.create_task(pass_by(turns, number, passed)) for number in range(5)]
    await asyncio.sleep(0)
    for one in crowd[1:4]:
        one.cancel()

    await asyncio.gather(*crowd, return_exceptions=True)
    await turns.take()

    assert passed == [0, 4]
