"""Money: whole minor units inside, decimal text outside."""

from decimal import Decimal

# ISO 4217: the currencies whose minor unit is not a hundredth.
_DIGITS = dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0) | dict.fromkeys(
    "BHD IQD JOD KWD LYD OMR TND".split(), 3
)


def amount(minor: int, currency: str) -> Decimal:
    """An amount in the currency's unit."""
    return Decimal(minor).scaleb(-_DIGITS.get(currency, 2))
