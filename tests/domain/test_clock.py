"""Weeks, months and days begin at the first instant of the market's own calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import clock

ZONES = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("posix/", "right/")))
SINCE = datetime(2012, 1, 8, tzinfo=UTC)
MOMENTS = st.floats(0, 28 * 365).map(lambda days: SINCE + timedelta(days=days))


def at(text: str) -> datetime:
    """A moment of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.rule("ACC-10", part="calendar")
@pytest.mark.parametrize(
    ("zone", "moment", "begins"),
    [
        ("Asia/Tokyo", "2026-11-18T12:00", "2026-11-14T15:00"),
        ("America/New_York", "2026-11-18T12:00", "2026-11-15T05:00"),
        ("America/New_York", "2026-11-15T05:00", "2026-11-15T05:00"),
        ("America/New_York", "2026-11-15T04:59:59.999999", "2026-11-08T05:00"),
        ("UTC", "2026-11-21T23:59:59.999999", "2026-11-15T00:00"),
    ],
)
def test_a_week_begins_on_sunday_at_midnight_in_the_markets_zone(zone: str, moment: str, begins: str) -> None:
    assert clock.week_start(at(moment), ZoneInfo(zone)) == at(begins)


@pytest.mark.rule("ACC-10", part="calendar")
@pytest.mark.parametrize(
    ("zone", "sunday", "begins"),
    [
        ("America/Havana", "2025-03-09", "2025-03-09T05:00"),  # clocks go from 00:00 to 01:00
        ("Asia/Beirut", "2026-03-29", "2026-03-28T22:00"),
        ("America/Asuncion", "2023-10-01", "2023-10-01T04:00"),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00"),
        ("Africa/Cairo", "2010-05-02", "2010-05-01T21:00"),  # a usual one: its change was on a Friday
    ],
)
def test_where_midnight_does_not_exist_the_week_begins_with_the_first_instant_that_does(
    zone: str, sunday: str, begins: str
) -> None:
    start = at(begins)

    assert clock.week_start(start, ZoneInfo(zone)) == start
    assert clock.week_start(start + timedelta(days=3), ZoneInfo(zone)) == start
    assert clock.week_start(start - timedelta(microseconds=1), ZoneInfo(zone)) < start
    assert start.astimezone(ZoneInfo(zone)).date() == date.fromisoformat(sunday)


@pytest.mark.rule("ACC-10", part="calendar")
@pytest.mark.parametrize(
    ("zone", "begins"),
    [
        ("America/Havana", "2026-11-01T04:00"),  # 00:00 comes twice: the first counts
        ("Asia/Beirut", "2026-10-24T22:00"),  # 23:00 of Saturday comes twice, then comes Sunday
        ("America/Asuncion", "2024-03-24T04:00"),
    ],
)
def test_where_an_hour_comes_twice_the_week_begins_with_the_first_instant_of_sunday(zone: str, begins: str) -> None:
    start = at(begins)

    assert clock.week_start(start, ZoneInfo(zone)) == start
    assert clock.week_start(start + timedelta(hours=1), ZoneInfo(zone)) == start
    assert clock.week_start(start - timedelta(microseconds=1), ZoneInfo(zone)) < start


@pytest.mark.rule("ACC-10", part="calendar")
@pytest.mark.parametrize(
    ("zone", "moment", "hours"),
    [
        ("America/New_York", "2026-03-08T06:00", 167),  # clocks go forward in this week
        ("America/New_York", "2026-11-01T06:00", 169),  # and back in this one
        ("America/Havana", "2025-03-05T12:00", 168),
        ("America/Havana", "2025-03-09T05:00", 167),
        ("Asia/Tokyo", "2026-11-18T12:00", 168),
    ],
)
def test_the_next_week_begins_when_the_clocks_say_so(zone: str, moment: str, hours: int) -> None:
    begins = clock.week_start(at(moment), ZoneInfo(zone))

    assert clock.next_week_start(at(moment), ZoneInfo(zone)) - begins == timedelta(hours=hours)


@pytest.mark.rule("ACC-10", part="calendar")
@pytest.mark.parametrize(
    ("zone", "moment", "begins"),
    [
        ("Asia/Tokyo", "2026-11-30T15:00", "2026-11-30T15:00"),
        ("Asia/Tokyo", "2026-11-30T14:59:59", "2026-10-31T15:00"),
        ("America/Asuncion", "2023-10-18T12:00", "2023-10-01T04:00"),  # midnight of the 1st did not exist
        ("America/Havana", "2026-11-20T12:00", "2026-11-01T04:00"),  # it came twice
    ],
)
def test_a_month_begins_with_the_first_instant_of_its_first_day(zone: str, moment: str, begins: str) -> None:
    assert clock.month_start(at(moment), ZoneInfo(zone)) == at(begins)


@pytest.mark.rule("ACC-8")
@pytest.mark.parametrize(
    ("zone", "moment", "last", "following"),
    [
        ("Asia/Tokyo", "2026-11-18T12:00", "2026-11-01T15:00", "2026-12-01T15:00"),
        ("Asia/Tokyo", "2026-12-01T14:59:59.999999", "2026-11-01T15:00", "2026-12-01T15:00"),
        ("Asia/Tokyo", "2026-12-01T15:00", "2026-12-01T15:00", "2027-01-01T15:00"),  # at it, the next is another
        ("America/New_York", "2026-11-02T04:59", "2026-10-02T04:00", "2026-11-02T05:00"),  # still the 1st over there
        ("America/New_York", "2027-01-01T12:00", "2026-12-02T05:00", "2027-01-02T05:00"),
        ("Asia/Beirut", "2012-04-01T12:00", "2012-03-01T22:00", "2012-04-01T21:00"),
        ("Asia/Amman", "2010-04-01T12:00", "2010-03-01T22:00", "2010-04-01T21:00"),
        ("America/Sao_Paulo", "2003-11-18T12:00", "2003-11-02T02:00", "2003-12-02T02:00"),
        ("America/Sao_Paulo", "2004-11-01T12:00", "2004-10-02T03:00", "2004-11-02T03:00"),  # midnight did not exist
        ("America/Havana", "2014-11-01T12:00", "2014-10-02T04:00", "2014-11-02T04:00"),  # it came twice
    ],
)
def test_a_day_of_the_month_begins_with_its_first_instant_and_comes_again(
    zone: str, moment: str, last: str, following: str
) -> None:
    assert clock.day_of_month(at(moment), ZoneInfo(zone), 2) == at(last)
    assert clock.next_day_of_month(at(moment), ZoneInfo(zone), 2) == at(following)


@pytest.mark.rule("ACC-8")
@settings(max_examples=300, deadline=None)
@given(moment=MOMENTS, zone=st.sampled_from(ZONES).map(ZoneInfo))
def test_every_moment_lies_between_two_such_days(moment: datetime, zone: ZoneInfo) -> None:
    last, following = clock.day_of_month(moment, zone, 2), clock.next_day_of_month(moment, zone, 2)

    assert last <= moment < following
    assert timedelta(days=27, hours=21) <= following - last <= timedelta(days=31, hours=3)
    for begins in (last, following):
        assert begins.astimezone(zone).day == 2
        assert (begins - timedelta(microseconds=1)).astimezone(zone).day == 1
    assert clock.day_of_month(following, zone, 2) == following
    assert clock.next_day_of_month(last, zone, 2) == following


@pytest.mark.rule("ACC-10", part="calendar")
@settings(max_examples=300, deadline=None)
@given(moment=MOMENTS, zone=st.sampled_from(ZONES).map(ZoneInfo))
def test_every_moment_is_in_one_week_that_begins_with_a_sunday(moment: datetime, zone: ZoneInfo) -> None:
    begins, ends = clock.week_start(moment, zone), clock.next_week_start(moment, zone)

    assert begins <= moment < ends
    assert begins.astimezone(zone).weekday() == 6
    assert (begins - timedelta(microseconds=1)).astimezone(zone).weekday() == 5
    assert clock.week_start(begins, zone) == begins
    assert clock.week_start(ends, zone) == ends
    assert timedelta(days=6, hours=21) <= ends - begins <= timedelta(days=7, hours=3)


@pytest.mark.rule("ACC-10", part="calendar")
@settings(max_examples=300, deadline=None)
@given(moment=MOMENTS, zone=st.sampled_from(ZONES).map(ZoneInfo))
def test_every_moment_is_in_one_day_and_one_month_that_begin_with_their_first_instant(
    moment: datetime, zone: ZoneInfo
) -> None:
    local = moment.astimezone(zone)
    for begins, first in [
        (clock.day_start(moment, zone), local.date()),
        (clock.month_start(moment, zone), local.date().replace(day=1)),
    ]:
        assert begins <= moment
        assert begins.astimezone(zone).date() == first
        assert (begins - timedelta(microseconds=1)).astimezone(zone).date() == first - timedelta(days=1)
