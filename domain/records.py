"""What the marketplace says of itself, a record at a time: the kinds of records, and what each holds (PLT-1).

Everything is named by the platform's own ids. A record says all of a thing: what it leaves out is not there.
"""

import re
import types
import typing
from datetime import datetime
from decimal import Decimal
from enum import Enum

import msgspec
from msgspec import Struct

from domain.errors import InvalidInput
from models.accounts import AccountKind, CreatorLevel, Metric, Programme
from models.catalog import ProductState
from models.conversations import EntryPoint

MOST_MESSAGES = 20_000  # of one conversation


class Record(Struct, rename="camel", forbid_unknown_fields=True, kw_only=True, frozen=True):
    """One thing that is said. A line of a file of several kinds names its own in `kind`."""

    kind: str | None = None

    @property
    def label(self) -> str:
        """The platform's id of what it is about, for reports."""
        return ""

    @property
    def weight(self) -> int:
        """How many rows it makes, about."""
        return 1


class _Known(Record, frozen=True):
    external_id: str

    @property
    def label(self) -> str:
        """Its own id."""
        return self.external_id


class AccountRecord(_Known, frozen=True):
    """A creator, a seller or an agency. The level is what a new creator begins with; Parley sets it from then on."""

    account_kind: AccountKind
    handle: str
    name: str
    home_market: str
    markets: list[str] = []
    category: str | None = None
    avatar_url: str | None = None
    level: CreatorLevel = CreatorLevel.NONE
    verified: bool = False
    programmes: list[Programme] = []
    live_partner: bool = False


class MemberRecord(Record, frozen=True):
    """A person who acts for an account: as an owner, or in a role that the account has."""

    account: str
    handle: str
    name: str
    issuer: str | None = None
    subject: str | None = None
    owner: bool = False
    role: str | None = None

    @property
    def label(self) -> str:
        """The account's, and who."""
        return f"{self.account}/{self.handle}"


class ProductRecord(_Known, frozen=True):
    """A product of a seller: money in the currency's unit, the open commission in percent."""

    seller: str
    title: str
    price: Decimal
    currency: str
    commission: Decimal | None = None
    image_url: str | None = None
    category: str | None = None
    samples_offered: bool = False
    state: ProductState = ProductState.ACTIVE


class StatisticRecord(Record, frozen=True):
    """A figure of an account at the moment it was taken; money with its currency."""

    account: str
    metric: Metric
    value: Decimal
    taken_at: datetime
    currency: str | None = None

    @property
    def label(self) -> str:
        """The account's."""
        return self.account


class ShowcaseRecord(Record, frozen=True):
    """A product that a creator has in the showcase, or no longer, by other ways than Parley's cards."""

    creator: str
    product: str
    added_at: datetime | None = None
    removed: bool = False

    @property
    def label(self) -> str:
        """The creator's and the product's."""
        return f"{self.creator}/{self.product}"


class VideoRecord(_Known, frozen=True):
    """A product in a video of a creator's; the id is the video's."""

    creator: str
    product: str
    published_at: datetime


class CampaignRecord(_Known, frozen=True):
    """A campaign of an agency, for [startsAt, endsAt), with the products that are approved for it, in their order."""

    agency: str
    title: str
    starts_at: datetime
    ends_at: datetime
    products: list[str]

    @property
    def weight(self) -> int:
        """Each product is one."""
        return 1 + len(self.products)


class LivePartnerRankRecord(Record, frozen=True):
    """A LIVE partner's place in a market. Without a rank it has none any more."""

    market: str
    partner: str
    rank: int | None = None
    creators: int | None = None
    live_sessions: int | None = None
    live_gmv: Decimal | None = None

    @property
    def label(self) -> str:
        """The market and the partner's."""
        return f"{self.market}/{self.partner}"


class LicenceRecord(Record, frozen=True):
    """What LIVE partners may see of a creator who asks for it. With neither of the two the licence is taken back."""

    creator: str
    contact: str | None = None
    profile: str | None = None

    @property
    def label(self) -> str:
        """The creator's."""
        return self.creator


class LiveDashboardRecord(_Known, frozen=True):
    """How one LIVE of a creator's went."""

    creator: str
    started_at: datetime
    ended_at: datetime
    gmv: Decimal
    currency: str
    unique_viewers: int
    orders: int


class PastMessageRecord(Struct, rename="camel", forbid_unknown_fields=True, kw_only=True, frozen=True):
    """A text that one side said; `sentBy` is the handle of the person of its team who wrote it, where that is known."""

    from_creator: bool
    text: str
    sent_at: datetime
    sent_by: str | None = None


class ConversationRecord(_Known, frozen=True):
    """A conversation from before Parley, with all that was said, the oldest first; `readUpTo` are counts of it."""

    creator: str
    partner: str
    started_by_creator: bool
    entry_point: EntryPoint
    started_at: datetime
    messages: list[PastMessageRecord] = []
    creator_read_up_to: int = 0
    creator_starred: bool = False
    creator_archived: bool = False
    partner_read_up_to: int = 0
    partner_starred: bool = False
    partner_archived: bool = False

    @property
    def weight(self) -> int:
        """Each message is one."""
        return 1 + len(self.messages)


# Each may name what those before it are.
KINDS: dict[str, type[Record]] = {
    "accounts": AccountRecord,
    "members": MemberRecord,
    "products": ProductRecord,
    "statistics": StatisticRecord,
    "showcase": ShowcaseRecord,
    "videos": VideoRecord,
    "campaigns": CampaignRecord,
    "livePartnerRanks": LivePartnerRankRecord,
    "licences": LicenceRecord,
    "liveDashboards": LiveDashboardRecord,
    "conversations": ConversationRecord,
}

NAMES = {re.sub("([A-Z])", r"_\1", kind).lower(): kind for kind in KINDS}  # as inputs name them

_PLACE = re.compile(r" - at `\$\.?(?P<path>.*)`$")
_NAMED = re.compile(r"^Object (?:missing required|contains unknown) field `(?P<name>[^`]*)`$")
_WORDS = {
    "str": "text", "int": "a whole number", "bool": "true or false", "datetime": "a time",
    "decimal": "a number as text", "array": "a list", "object": "an object", "null": "nothing",
    "float": "a number with a point",
}  # fmt: skip
_MOMENT = "Write the time like 2026-01-31T18:00:00Z, with its offset from UTC."


def misread(error: Exception, record: type[Record]) -> InvalidInput:
    """What is wrong with something that is no record of a kind, and what would be right."""
    if not isinstance(error, msgspec.ValidationError):
        return InvalidInput("", "This is no JSON object in UTF-8: write one on each line.")
    said = str(error)
    place = _PLACE.search(said)
    path = re.sub(r"\[(\d+|\.\.\.)\]", r".\1", place["path"]).strip(".") if place else ""
    said = said[: place.start()] if place else said
    if named := _NAMED.match(said):
        field = f"{path}.{named['name']}".strip(".")
        if "missing" in said:
            return InvalidInput(field, "This is needed.")
        return InvalidInput(field, f"There is no such field; there are {', '.join(record.__struct_encode_fields__)}.")
    return InvalidInput(path, _sentence(said, path, record))


def _sentence(said: str, path: str, record: type[Record]) -> str:
    if "RFC3339" in said or "datetime" in said:
        return _MOMENT
    if "decimal" in said:
        return 'Write the number as text, with a point: "12.50".'
    if "enum" in said and (known := _members(path, record)):
        return f"Give one of {', '.join(known)}."
    if found := re.match(r"Expected `(?P<wanted>[^`]*)`, got `(?P<got>[^`]*)`", said):
        wanted = " or ".join(_WORDS.get(word.strip(), word.strip()) for word in found["wanted"].split("|"))
        return f"Give {wanted}; this is {_WORDS.get(found['got'], found['got'])}."
    return "This is not a value of this field."


def _members(path: str, record: type[Record]) -> list[str]:
    """The values of the field that a path leads to, where they are counted."""
    names = dict(zip(record.__struct_encode_fields__, record.__struct_fields__, strict=True))
    hint = typing.get_type_hints(record).get(names.get(path.partition(".")[0], ""))
    hints = typing.get_args(hint) if isinstance(hint, types.GenericAlias | types.UnionType) else (hint,)
    return [str(one.value) for kind in hints if isinstance(kind, type) and issubclass(kind, Enum) for one in kind]
