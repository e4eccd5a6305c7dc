"""Accounts: creators, sellers and agencies, and the figures fed about them."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model


class AccountKind(StrEnum):
    """Who talks: creators on one side, sellers and agencies on the other."""

    CREATOR = "CREATOR"
    SELLER = "SELLER"
    AGENCY = "AGENCY"


class AccountStatus(StrEnum):
    """Any status but ACTIVE refuses all messaging."""

    ACTIVE = "ACTIVE"
    DEACTIVATED = "DEACTIVATED"
    SHUT_DOWN = "SHUT_DOWN"


class Programme(StrEnum):
    """What an agency may do: link creators (CAP, TAP), run campaigns (TAP)."""

    CAP = "CAP"
    TAP = "TAP"


class CreatorLevel(StrEnum):
    """By 30-day LIVE GMV, set once a month."""

    NONE = "NONE"
    BRONZE = "BRONZE"
    SILVER = "SILVER"
    GOLD = "GOLD"
    PLATINUM = "PLATINUM"
    RUBY = "RUBY"
    EMERALD = "EMERALD"
    SAPPHIRE = "SAPPHIRE"
    DIAMOND = "DIAMOND"


class Metric(StrEnum):
    """The figures fed about accounts. The money ones come with a currency, in minor units."""

    FOLLOWERS = "FOLLOWERS"
    AFFILIATE_GMV_30D = "AFFILIATE_GMV_30D"
    LIVE_GMV_30D = "LIVE_GMV_30D"
    REVENUE = "REVENUE"
    VIDEO_VIEWS = "VIDEO_VIEWS"
    LIVE_UNIQUE_VIEWERS = "LIVE_UNIQUE_VIEWERS"

    @property
    def is_money(self) -> bool:
        """Whether its value is an amount in minor units of a currency."""
        return self in {Metric.AFFILIATE_GMV_30D, Metric.LIVE_GMV_30D, Metric.REVENUE}


class Account(Model):
    """One creator, shop or agency. `markets` and `programmes` are sorted words, one space between."""

    id = fields.BigIntField(primary_key=True)
    external_id = fields.CharField(max_length=100, null=True)
    kind = fields.CharField(max_length=10)
    handle = fields.CharField(max_length=40)
    name = fields.CharField(max_length=100)
    avatar_url = fields.CharField(max_length=500, null=True)
    home_market = fields.CharField(max_length=8)
    markets = fields.CharField(max_length=500)
    category = fields.CharField(max_length=60, null=True)
    status = fields.CharField(max_length=12)
    status_reason = fields.CharField(max_length=500, null=True)
    level = fields.CharField(max_length=10)
    verified = fields.BooleanField()
    programmes = fields.CharField(max_length=10)
    live_partner = fields.BooleanField()
    created_at = fields.DatetimeField()
    search_text = fields.TextField()
    erased_at = fields.DatetimeField(null=True)

    class Meta:
        table = "accounts"


class StatusTelling(Model):
    """Up to which conversation those who talk with an account have been told of its newest status."""

    account_id = fields.BigIntField(primary_key=True, generated=False)
    reached_id = fields.BigIntField()

    class Meta:
        table = "status_tellings"


class Statistic(Model):
    """A figure as taken at one moment; appended, never overwritten. Keyed by account, metric and taken_at."""

    account_id = fields.BigIntField(primary_key=True)
    metric = fields.CharField(max_length=24)
    taken_at = fields.DatetimeField()
    value = fields.BigIntField()
    currency = fields.CharField(max_length=3, null=True)

    class Meta:
        table = "statistics"


class LatestFigures(Model):
    """The latest of the figures that lists are filtered by, as fed last by the time they were taken."""

    account_id = fields.BigIntField(primary_key=True, generated=False)
    followers = fields.BigIntField(null=True)
    followers_taken_at = fields.DatetimeField(null=True)
    affiliate_gmv = fields.BigIntField(null=True)
    affiliate_gmv_currency = fields.CharField(max_length=3, null=True)
    affiliate_gmv_taken_at = fields.DatetimeField(null=True)

    class Meta:
        table = "latest_figures"
