"""Scalars refuse what is not their syntax, and nothing else."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from schema.scalars import read_datetime, read_decimal, read_long, read_position, write_datetime


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31T18:00:00Z", datetime(2026, 1, 31, 18, tzinfo=UTC)),
        ("2026-01-31T18:00:00+02:00", datetime(2026, 1, 31, 16, tzinfo=UTC)),
        ("2026-01-31T18:00:00.123456-05:30", datetime(2026, 1, 31, 23, 30, 0, 123456, tzinfo=UTC)),
    ],
)
def test_a_moment_with_an_offset_is_read_as_utc(text: str, moment: datetime) -> None:
    assert read_datetime(text) == moment
    assert read_datetime(text).utcoffset() == timedelta(0)
    assert read_datetime(write_datetime(moment)) == moment


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-31T18:00:00",
        "2026-01-31",
        "18:00:00Z",
        "2026-02-30T18:00:00Z",
        "2026-01-31T25:00:00Z",
        "0001-01-01T00:00:00+12:00",
        "9999-12-31T23:59:59-12:00",
        "yesterday",
        "",
        "2026-01-31T18:00:00Z\0",
        "2026-01-31T18:00:00Z\n",
        "2026-01-31 18:00:00Z",
        "20260131T180000Z",
        "2026-W05-6T18:00:00Z",
        "2026-01-31T18:00Z",
        "２０２６-01-31T18:00:00Z",
        1769882400,
        1.5,
        True,
        None,
        [],
    ],
)
def test_what_is_no_moment_or_has_no_offset_is_refused(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        read_datetime(value)


@pytest.mark.parametrize(
    "value",
    ["", "1,5", "x", "NaN", "Infinity", "-Infinity", "sNaN", "1_0", "１", " 1", "1e9", "9" * 99, 1, 1.5, None, True],
)
def test_what_is_no_decimal_text_is_refused(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        read_decimal(value)


def test_decimal_text_is_read_exactly() -> None:
    assert read_decimal("12.50") == Decimal("12.50")
    assert read_decimal("-0.1") == Decimal("-0.1")


@pytest.mark.parametrize("value", [2**53 + 1, -(2**53) - 1, 1.0, "1", True, None])
def test_what_a_json_number_cannot_say_is_no_long(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        read_long(value)


def test_a_long_goes_as_far_as_a_json_number() -> None:
    assert [read_long(2**53), read_long(-(2**53))] == [2**53, -(2**53)]


@pytest.mark.parametrize("value", [1, 1.5, None, True, {}])
def test_a_position_is_text(value: object) -> None:
    with pytest.raises(TypeError):
        read_position(value)
