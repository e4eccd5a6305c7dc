"""Whether what is fed can be taken as it is: ids, amounts, rates, times, and what an account can be."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from domain import money
from domain.errors import InvalidInput
from domain.ids import LARGEST
from domain.policy import Policy
from domain.records import AccountRecord
from domain.rules import inputs
from models.accounts import AccountKind, CreatorLevel, Programme

EXTERNAL_ID = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,100}")
FINEST = -20  # digits after the point, beyond any currency's
WHOLE = 10_000  # basis points


def external_id(words: str, field: str) -> str:
    """The platform's id of something: kept as it is, so that it is found again."""
    if EXTERNAL_ID.fullmatch(words) is None:
        raise InvalidInput(field, "Give the platform's id: 1 to 100 characters, without spaces.")
    return words


def moment(at: datetime, field: str) -> datetime:
    """A moment, as UTC."""
    if at.tzinfo is UTC:
        return at
    if at.tzinfo is None:
        raise InvalidInput(field, "Write the time like 2026-01-31T18:00:00Z, with its offset from UTC.")
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise InvalidInput(field, "This time is out of range.") from error


def past(at: datetime, now: datetime, field: str) -> datetime:
    """A moment that has been."""
    found = moment(at, field)
    if found > now:
        raise InvalidInput(field, "This is in the future.")
    return found


def words(said: str | None, field: str, longest: int) -> str | None:
    """Some text, on as many lines as it has."""
    if said is None:
        return None
    trimmed = inputs.storable(said, field).strip()
    if not 1 <= len(trimmed) <= longest:
        raise InvalidInput(field, f"Give 1 to {longest:,} characters.")
    return trimmed


def count(number: int | None, field: str, least: int = 0, most: int = LARGEST) -> int | None:
    """A whole number from 0 on."""
    if number is not None and not least <= number <= most:
        raise InvalidInput(field, f"Give a whole number from {least} to {most:,}.")
    return number


def whole(number: Decimal, field: str) -> int:
    """A count that is written as an amount may be."""
    return _scaled(number, 0, field, f"Give a whole number from 0 to {LARGEST:,}.")


def currency(code: str, policy: Policy, field: str) -> str:
    """The currency of one of the markets."""
    if not any(market.currency == code for market in policy.markets.values()):
        raise InvalidInput(field, f"{code[:10]!r} is the currency of no market.")
    return code


def minor_units(amount: Decimal, code: str, field: str) -> int:
    """An amount in the currency's unit, as whole minor units."""
    digits = money.digits(code)
    finer = f"with at most {digits} digits after the point" if digits else "without a point"
    return _scaled(amount, digits, field, f"Give an amount of {code} from 0 on, {finer}.")


def rate(percent: Decimal | None, field: str) -> int | None:
    """A rate in percent, as basis points."""
    sentence = "Give 0 to 100, with at most 2 digits after the point: it is in percent."
    points = None if percent is None else _scaled(percent, 2, field, sentence)
    if points is not None and points > WHOLE:
        raise InvalidInput(field, sentence)
    return points


def _scaled(number: Decimal, digits: int, field: str, sentence: str) -> int:
    """Digits of a hostile length are looked at before anything is computed with them."""
    exponent = number.as_tuple().exponent if number.is_finite() else None
    if not isinstance(exponent, int) or exponent < FINEST or not 0 <= number <= LARGEST:
        raise InvalidInput(field, sentence)
    scaled = int(number * 10**digits)
    if scaled != number * 10**digits or scaled > LARGEST:
        raise InvalidInput(field, sentence)
    return scaled


def markets(record: AccountRecord, policy: Policy) -> str:
    """An account's markets, its home among them, as they are kept."""
    for index, market in enumerate([record.home_market, *record.markets]):
        if market not in policy.markets:
            known = ", ".join(policy.markets)
            field = f"markets.{index - 1}" if index else "homeMarket"
            raise InvalidInput(field, f"{market[:10]!r} is no market of the policy; there are {known}.")
    return " ".join(sorted({record.home_market, *record.markets}))


def account(
    kind: AccountKind, *, programmes: Sequence[Programme], live_partner: bool, verified: bool, level: CreatorLevel
) -> None:
    """What only one kind of account can have (ACC-1)."""
    if (kind == AccountKind.AGENCY) != bool(programmes):
        raise InvalidInput("programmes", "An agency has programme CAP, TAP or both; nobody else has one.")
    if kind == AccountKind.CREATOR and live_partner:
        raise InvalidInput("livePartner", "Sellers and agencies may be LIVE partners, creators may not.")
    if kind != AccountKind.AGENCY and verified:
        raise InvalidInput("verified", "Only agencies are verified.")
    if kind != AccountKind.CREATOR and level != CreatorLevel.NONE:
        raise InvalidInput("level", "Only creators have a level.")
