"""Points: refilled steadily, taken or refused, never half taken."""

from gateway.rates import SECONDS, SWEEP_ABOVE, Rate, Rates, network


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.seconds


def left(rate: Rate, key: str, cost: int) -> int | None:
    """How many points are left after spending; None where it was refused."""
    if rate.refused(key, cost) is not None:
        return None
    standing = rate.take(key, cost)
    assert standing is not None
    return standing.remaining


def test_points_come_back_steadily() -> None:
    watch = Watch()
    rate = Rate("user", 60, watch)

    assert left(rate, "maya", 60) == 0
    watch.seconds += 10
    assert left(rate, "maya", 4) == 6
    watch.seconds += SECONDS
    assert left(rate, "maya", 1) == 59


def test_a_refusal_takes_nothing_and_says_how_long_to_wait() -> None:
    watch = Watch()
    rate = Rate("user", 60, watch)
    assert left(rate, "maya", 50) == 10

    standing = rate.refused("maya", 15)
    assert standing is not None
    assert standing.retry_after == 5
    assert standing.headers["Retry-After"] == "5"
    assert left(rate, "maya", 10) == 0
    assert left(rate, "noor", 60) == 0


def test_what_costs_more_than_a_minute_holds_waits_for_all_of_it_and_goes_through() -> None:
    watch = Watch()
    rate = Rate("user", 60, watch)

    assert left(rate, "maya", 1000) == 0
    assert left(rate, "maya", 1000) is None
    watch.seconds += SECONDS
    assert left(rate, "maya", 1000) == 0


def test_those_who_are_full_again_are_forgotten() -> None:
    watch = Watch()
    rate = Rate("address", 60, watch)
    for number in range(SWEEP_ABOVE):
        rate.take(number, 1)
    watch.seconds += SECONDS

    rate.take("one more", 1)

    assert len(rate._full_at) == 1


def test_the_nearer_limit_is_told_and_no_points_are_no_limit() -> None:
    both = Rates(per_user=10, per_address=20)

    told = both.spend("maya", "here", 5)
    nobody = both.spend(None, "here", 10)
    refused = both.spend("noor", "here", 9)

    assert told is not None
    assert (told.name, told.remaining) == ("user", 5)
    assert nobody is not None
    assert (nobody.name, nobody.remaining) == ("address", 5)
    assert refused is not None
    assert (refused.name, refused.retry_after is not None) == ("address", True)
    assert Rates(0, 0).spend("maya", "here", 10**9) is None


def test_who_is_refused_takes_nothing_from_those_at_the_same_address() -> None:
    both = Rates(per_user=10, per_address=100)
    for _ in range(5):
        both.spend("maya", "here", 10)

    told = both.spend(None, "here", 1)

    assert told is not None
    assert (told.name, told.remaining) == ("address", 89)


def test_an_address_is_a_subscribers_network() -> None:
    assert network("192.0.2.7") == "192.0.2.7"
    assert network("2001:db8::1") == network("2001:db8::ffff") == "2001:db8::/64"
    assert network("[2001:db8::1]:443") == network("2001:db8::1%eth0") == network("2001:db8::/64") == "2001:db8::/64"
    assert network("::ffff:192.0.2.7") == network("192.0.2.7:51000") == "192.0.2.7"
    assert network("::ffff:192.0.2.7") != network("::ffff:192.0.2.8")
    assert network("nonsense:") == "nonsense:"
