"""Who is there: creators of every level, sellers of every tier, and agencies, in the markets US and GB."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.demo.words import read, sections, table
from domain.actions.accounts import NewAccount
from models.accounts import AccountKind, AccountStatus, CreatorLevel, Programme
from models.reports import ReportReason
from models.teams import Permission


@dataclass(frozen=True, slots=True)
class Product:
    """Something a shop sells: `perk` goes on from "it …", `options` from "in …"."""

    name: str
    price: float
    perk: str
    options: tuple[str, str]
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Creator:
    """A creator, and how they talk: `hook` goes on from "your …"."""

    account: NewAccount
    followers: int
    voice: str
    city: str
    hook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A seller or an agency, and who writes for it. An agency has no tier and no products."""

    account: NewAccount
    owner: str
    tier: str = ""
    products: Sequence[Product] = ()


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Somebody beside the owner; `permissions` None makes another owner."""

    account: str
    handle: str
    name: str
    role: str
    permissions: Permission | None


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by handle."""

    creators: Mapping[str, Creator]
    partners: Mapping[str, Partner]

    @property
    def accounts(self) -> dict[str, NewAccount]:
        """All their accounts."""
        creators = {handle: creator.account for handle, creator in self.creators.items()}
        return creators | {handle: partner.account for handle, partner in self.partners.items()}


# These have passwords, equal to their handles.
PEOPLE = ("maya", "noor", "acme", "fresh", "northstar", "sam", "theo")

TEAMS = (
    TeamMember("acme", "sam", "Sam Keller", "Inbox", Permission.INSTANT_MESSAGING),
    TeamMember("maya", "theo", "Theo Torres", "Owner", None),
    TeamMember("northstar", "jude", "Jude Achebe", "Scout", Permission.INSTANT_MESSAGING | Permission.LEAD_MANAGEMENT),
)

# Who is invited to join, as what, by whom: the links work for some days after the demo was loaded.
INVITED = (("acme", "riley@acme.example", "Inbox"), ("northstar", "kit@northstar.example", "Scout"))

# Who has reported what which shop said last, and why. Staff have not looked at it yet.
REPORTS = (("brickbybrooke", "glowdepot", ReportReason.SCAM, "The palette that came is a copy of another brand's."),)

STATUSES = {
    "glowdepot": (AccountStatus.DEACTIVATED, "Counterfeit goods were sold repeatedly"),
    "gladrags": (AccountStatus.SHUT_DOWN, "The owner closed the shop"),
    "dealdropdan": (AccountStatus.DEACTIVATED, "Viewers were repeatedly asked to pay outside the marketplace"),
}

# Who has blocked whom.
BLOCKS = (
    ("maya", "curlcartel"),
    ("pixelpine", "maya"),
    ("acme", "dormlifedee"),
    ("brewswithben", "acme"),
    ("northstar", "coachcal"),
    ("puzzledpam", "northstar"),
)


@cache
def cast() -> Cast:
    """Everybody, as the tables have them."""
    creators = [_creator(row) for row in table(read("creators"))]
    products = {shop: tuple(_product(row) for row in table(body)) for shop, body in sections(read("products")).items()}
    partners = [_shop(row, products) for row in table(read("shops"))]
    partners += [_agency(row) for row in table(read("agencies"))]
    return Cast({c.account.handle: c for c in creators}, {p.account.handle: p for p in partners})


def _creator(row: Sequence[str]) -> Creator:
    handle, name, markets, category, level, followers, voice, city, hook = row
    account = NewAccount(
        kind=AccountKind.CREATOR, external_id=handle, handle=handle, name=name,
        markets=markets.split(), category=category,
        level=CreatorLevel(level),
    )  # fmt: skip
    return Creator(account=account, followers=int(followers), voice=voice, city=city, hook=hook)


def _product(row: Sequence[str]) -> Product:
    name, price, perk, options, question, answer = row
    first, _, second = options.partition(" / ")
    return Product(name, float(price), perk, (first, second), question, answer)


def _shop(row: Sequence[str], products: Mapping[str, Sequence[Product]]) -> Partner:
    handle, name, markets, category, tier, owner, live = row
    account = NewAccount(
        kind=AccountKind.SELLER, external_id=handle, handle=handle, name=name,
        markets=markets.split(), category=category,
        live_partner=live == "LIVE",
    )  # fmt: skip
    return Partner(account=account, owner=owner, tier=tier, products=products[handle])


def _agency(row: Sequence[str]) -> Partner:
    handle, name, markets, programmes, verified, live, owner = row
    account = NewAccount(
        kind=AccountKind.AGENCY, external_id=handle, handle=handle, name=name, markets=markets.split(),
        programmes=[Programme(word) for word in programmes.split()], verified=verified == "yes",
        live_partner=live == "LIVE",
    )  # fmt: skip
    return Partner(account=account, owner=owner)
