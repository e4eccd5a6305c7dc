"""The numbers of the rules: one validated TOML file, with overrides per market.

Each number has a name and a default in `policy.toml` beside this file, and stands nowhere else.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt, ValidationError

from models.accounts import CreatorLevel
from models.partnerships import AgreementKind

T = TypeVar("T", bound="_Table")

# Numbers that no market can have for itself: what they bound is shared.
PLATFORM_WIDE = {
    "feed_kept_days", "ingest_max_records", "report_evidence_days", "rate_points_per_user", "rate_points_per_address",
    "webhooks_max", "webhook_failing_hours", "webhook_old_secret_hours",
}  # fmt: skip

SECTIONS = ("numbers", "agreements", "markets")

DEFAULTS = Path(__file__).with_name("policy.toml")


class PolicyError(Exception):
    """The policy file is wrong; the text names every mistake."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


# A level by its name, as in "SILVER"; `strict` would take the enum's members only.
LeadLevel = Annotated[CreatorLevel, Field(strict=False)]


class Numbers(_Table):
    """The rules' numbers as they hold in one market."""

    text_max_length: Annotated[PositiveInt, Field(le=2000)]  # as wide as the column that keeps it
    client_message_id_max_length: Annotated[PositiveInt, Field(le=100)]  # the same
    conversations_per_page: PositiveInt
    conversations_per_page_max: PositiveInt
    messages_per_page: PositiveInt
    messages_per_page_max: PositiveInt
    items_per_page: PositiveInt
    items_per_page_max: PositiveInt
    card_max_products: Annotated[PositiveInt, Field(le=100)]
    product_list_max_products: Annotated[PositiveInt, Field(le=100)]
    campaign_max_products: Annotated[PositiveInt, Field(le=1000)]
    showcase_max_products: PositiveInt
    target_max_products: Annotated[PositiveInt, Field(le=1000)]
    target_commission_min: Annotated[PositiveInt, Field(le=100)]  # percent
    target_commission_max: Annotated[PositiveInt, Field(le=100)]  # percent
    invite_max_creators: Annotated[PositiveInt, Field(le=100)]
    seller_messages_max: PositiveInt
    agency_messages_max: PositiveInt
    starter_pack_units: NonNegativeInt
    tier_t0_weekly: NonNegativeInt
    tier_t1_weekly: NonNegativeInt
    tier_t2_weekly: NonNegativeInt
    tier_t0_followers: PositiveInt
    tier_t1_followers: PositiveInt
    tier_t2_gmv: PositiveInt  # in the unit of the market's currency
    tier_t3_gmv: PositiveInt
    bulk_max_creators: Annotated[PositiveInt, Field(le=1000)]
    bulk_left_out_days_max: PositiveInt
    link_request_days: PositiveInt
    link_invitations_per_day: PositiveInt
    unlink_answer_days: PositiveInt
    unlink_requests_max: PositiveInt
    link_extension_days: PositiveInt
    link_change_days: PositiveInt
    sample_review_days: PositiveInt
    sample_shipping_days: PositiveInt
    sample_delivery_days: PositiveInt
    sample_content_days: PositiveInt
    sample_reminder_days: PositiveInt
    sample_confirmation_days: PositiveInt
    sample_again_days: PositiveInt
    sample_open_max_low: PositiveInt
    sample_open_max_middle: PositiveInt
    sample_open_max_high: PositiveInt
    sample_gmv_middle: PositiveInt  # in the unit of the market's currency
    sample_gmv_high: PositiveInt
    level_gmv_silver: PositiveInt  # these in the unit of the market's currency
    level_gmv_gold: PositiveInt
    level_gmv_platinum: PositiveInt
    level_gmv_ruby: PositiveInt
    level_gmv_emerald: PositiveInt
    level_gmv_sapphire: PositiveInt
    level_gmv_diamond: PositiveInt
    media_max_bytes: Annotated[PositiveInt, Field(le=2**30)]
    media_max_pixels: Annotated[PositiveInt, Field(le=100_000_000)]
    media_unsent_hours: PositiveInt
    media_url_minutes: PositiveInt
    media_thumbnail_pixels: Annotated[PositiveInt, Field(le=2000)]
    recall_seconds: PositiveInt
    leads_enabled: bool
    lead_level: LeadLevel
    licence_days: PositiveInt
    licensed_live_days: PositiveInt
    lead_note_max_length: Annotated[PositiveInt, Field(le=2000)]  # as wide as the column that keeps it
    member_invitation_hours: PositiveInt
    team_roles_max: PositiveInt
    report_evidence_days: PositiveInt
    export_url_minutes: PositiveInt
    saved_replies_max: PositiveInt
    schedule_days_max: PositiveInt
    scheduled_messages_max: PositiveInt
    mark_read_max_conversations: PositiveInt
    folder_count_cap: PositiveInt
    search_query_max_length: Annotated[PositiveInt, Field(le=2000)]
    search_count_cap: PositiveInt
    search_ranges_max: PositiveInt
    creator_labels_max: PositiveInt
    creator_notes_shown: PositiveInt
    statistics_stale_hours: PositiveInt
    feed_kept_days: PositiveInt
    webhooks_max: PositiveInt
    webhook_failing_hours: PositiveInt
    webhook_old_secret_hours: NonNegativeInt
    ingest_max_records: Annotated[PositiveInt, Field(le=1000)]  # one transaction
    typing_seconds: PositiveInt
    rate_points_per_user: NonNegativeInt
    rate_points_per_address: NonNegativeInt


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone") from error
    return name


class AgreementText(_Table):
    """What a creator agrees to, as it stands now. Give a changed text a new version."""

    version: Annotated[str, Field(min_length=1, max_length=40)]
    text: Annotated[str, Field(min_length=1, max_length=20_000)]


class MarketAgreements(_Table):
    """A market's own, of the kinds that it has any of."""

    DATA_SHARING: AgreementText | None = None
    REVENUE_SHARING: AgreementText | None = None


class Market(_Table):
    """A market: its calendar, its money, and the numbers and agreements that differ there."""

    time_zone: Annotated[str, AfterValidator(_zone)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    numbers: dict[str, Any] = {}
    agreements: MarketAgreements = MarketAgreements()

    @property
    def zone(self) -> ZoneInfo:
        """The calendar its weeks, months and days follow (ACC-10)."""
        return ZoneInfo(self.time_zone)


class Agreements(_Table):
    """The agreements of all markets that have none of their own."""

    DATA_SHARING: AgreementText
    REVENUE_SHARING: AgreementText


class Policy:
    """Every market's numbers. Ask `of(market)`."""

    def __init__(
        self, defaults: Numbers, markets: dict[str, Market], numbers: dict[str, Numbers], agreements: Agreements
    ) -> None:
        self.defaults = defaults
        self.markets = markets
        self._numbers = numbers
        self._agreements = agreements

    def of(self, market: str) -> Numbers:
        """The numbers that hold in a market."""
        return self._numbers.get(market, self.defaults)

    def agreements(self, market: str) -> dict[AgreementKind, AgreementText]:
        """What a creator of a market agrees to before it is linked, of each kind (LNK-2)."""
        own = self.market(market).agreements
        return {kind: getattr(own, kind) or getattr(self._agreements, kind) for kind in AgreementKind}

    def market(self, market: str) -> Market:
        """The market's calendar and currency. An account's home market is always one of these."""
        return self.markets[market]


def load(path: Path | None = None) -> Policy:
    """Read the defaults and, over them, the platform's own file. Raises PolicyError naming every mistake."""
    tables = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    if path is not None:
        tables = _merged(tables, _read(path))
    mistakes: list[str] = [f"[{name}] is no table of a policy" for name in sorted(tables.keys() - {*SECTIONS})]
    for name in SECTIONS:
        if not isinstance(tables[name], dict):
            raise PolicyError(f"{name} is no table: write [{name}] above its lines")
    defaults = _checked(Numbers, tables["numbers"], "numbers", mistakes)
    agreements = _checked(Agreements, tables["agreements"], "agreements", mistakes)
    markets = {code: _checked(Market, table, f"markets.{code}", mistakes) for code, table in tables["markets"].items()}
    mistakes += [
        f"[markets.{code}.numbers] {name}: is one for the whole platform, set it in [numbers]"
        for code, market in markets.items()
        for name in sorted(PLATFORM_WIDE & set(market.numbers if market else ()))
    ]
    # Each market's own are checked over sound ones, so that a mistake is named once, where it was made.
    sound = tables["numbers"] if defaults else tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))["numbers"]
    numbers = {
        code: _checked(Numbers, {**sound, **market.numbers}, f"markets.{code}.numbers", mistakes)
        for code, market in markets.items()
        if market is not None
    }
    if mistakes or defaults is None or agreements is None:
        raise PolicyError("\n".join(mistakes))
    return Policy(
        defaults,
        {code: market for code, market in markets.items() if market is not None},
        {code: table for code, table in numbers.items() if table is not None},
        agreements,
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path}: {error}") from error


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(name), dict)
        merged[name] = _merged(merged[name], value) if both else value
    return merged


def _checked(model: type[T], table: object, where: str, mistakes: list[str]) -> T | None:
    try:
        return model.model_validate(table)
    except ValidationError as error:
        for mistake in error.errors():
            name = ".".join(str(part) for part in mistake["loc"])
            mistakes.append(f"[{where}] {name}: {mistake['msg']}")
        return None
