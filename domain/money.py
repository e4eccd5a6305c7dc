"""Money and rates: whole minor units and basis points inside, decimal text outside."""

from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

# ISO 4217: the currencies whose minor unit is not a hundredth.
_DIGITS = dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0) | dict.fromkeys(
    "BHD IQD JOD KWD LYD OMR TND".split(), 3
)
_HUNDREDTHS = tuple(f".{rest:02}" for rest in range(100))


class Money(Struct, gc=False):
    """An amount as the API shows it: text in the currency's unit."""

    amount: str
    currency: str


def digits(currency: str) -> int:
    """How many digits an amount may have after the point."""
    return _DIGITS.get(currency, 2)


def amount(minor: int, currency: str) -> Decimal:
    """An amount in the currency's unit."""
    return Decimal(minor).scaleb(-digits(currency))


def shown(minor: int, currency: str) -> Money:
    """An amount of whole minor units, from 0 on, as the API shows it; equal to `amount`, and quicker."""
    if currency not in _DIGITS:
        return Money(f"{minor // 100}{_HUNDREDTHS[minor % 100]}", currency)
    if (width := _DIGITS[currency]) == 0:
        return Money(str(minor), currency)
    whole, rest = divmod(minor, 10**width)
    return Money(f"{whole}.{rest:0{width}}", currency)


@lru_cache(1000)  # of the ten thousand that there are, few are in use
def percent(basis_points: int | None) -> str | None:
    """A rate in percent: 1250 is "12.5"; None where there is none."""
    if basis_points is None:
        return None
    whole, rest = divmod(basis_points, 100)
    return str(whole) if not rest else f"{whole}.{rest:02}".rstrip("0")
