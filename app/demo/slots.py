"""What the words in {braces} stand for: the people, products and numbers of one conversation."""

import random

from app.demo.cast import STATUSES, Cast, Creator, Partner, Product
from models.accounts import AccountKind, CreatorLevel

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
COLLEAGUES = "Kit Marta Dev Aisling".split()
RATES = SHARES = (8, 10, 12, 15)
MONTHS = (3, 6, 12)
SIGNS = {"US": "$", "GB": "£"}
CARRIERS = {"US": ("UPS", "USPS", "FedEx"), "GB": ("Royal Mail", "Evri", "DPD")}
PARCELS = {"US": "package", "GB": "parcel"}
SMALL = 20_000
# So that a shop's orders fit its tier.
MOST_SOLD, MANY = {"T1": 15}, 480
MILLION, THOUSAND = 1_000_000, 1_000

# By category: what people call it, campaigns that agencies run, and their product lists.
NICHES = {
    "Beauty": ("beauty", "Skin First|Five-Minute Faces", "Gentle on skin|Bathroom shelf"),
    "Fashion": ("fashion", "Wear It Twice|Nine to Five", "Capsule basics|Layering pieces"),
    "Home & Kitchen": ("kitchen", "Back to Basics|Small Space Week", "Tidy kitchens|Rental friendly"),
    "Fitness": ("fitness", "Move at Home|First 10K", "Home gym|Recovery days"),
    "Electronics": ("tech", "Desk Reset|Plug and Play", "Desk helpers|Travel chargers"),
    "Food & Drink": ("food", "Packed Lunch|Slow Mornings", "Pantry finds|Hot drinks"),
    "Pets": ("pet", "Good Dog|Rainy Walks", "Muddy paws|Cat corners"),
    "Toys & Games": ("toy", "Screen-Free Sundays|Table Top", "Rainy afternoons|Gifts for five-year-olds"),
}
# What breaks rather than wears out.
HARD = {"Home & Kitchen", "Electronics", "Fitness", "Toys & Games"}
KITCHEN = {"Home & Kitchen", "Food & Drink"}


class Slots:
    """The words of one conversation; days and numbers fall anew for each scene."""

    def __init__(self, cast: Cast, creator: Creator, partner: Partner, writer: str, chance: random.Random) -> None:
        self.chance = chance
        self.creator, self.partner = creator, partner
        is_agency = partner.account.kind == AccountKind.AGENCY
        self._shop = _brand(cast, creator, partner, chance) if is_agency else partner
        self._products = chance.sample(list(self._shop.products), len(self._shop.products))
        self._sign = SIGNS[self._shop.account.markets[0]]
        category = creator.account.category if is_agency else partner.account.category
        self._fixed = {
            **_people(creator, partner, self._shop, writer),
            **_terms(chance),
            **_of_category(category or "", chance),
            **_of_market(next(m for m in partner.account.markets if m in creator.account.markets), chance),
            "other": chance.choice(COLLEAGUES),
            "fee": f"{self._sign}{120 + creator.followers // 200 // 10 * 10:,}",
        }

    @property
    def tags(self) -> set[str]:
        """What scenes may ask for."""
        creator = self.creator.account
        tags: set[str] = {*self.partner.account.programmes, "offair" if creator.level == CreatorLevel.NONE else "live"}
        tags |= {"hard"} if self._shop.account.category in HARD else set()
        tags |= {"kitchen"} if creator.category in KITCHEN else set()
        return tags | {"small"} if self.creator.followers < SMALL else tags

    def turn_page(self) -> None:
        """From now on it is about the next product."""
        self._products.append(self._products.pop(0))

    def of_scene(self) -> dict[str, str]:
        """All words, with days and numbers for one scene."""
        day, day2 = self.chance.sample(DAYS, 2)
        size = self.creator.followers
        sold = int(size / 900 * self.chance.uniform(0.5, 2)) + self.chance.randrange(4, 12)
        return {
            **self._fixed,
            **_product(self._products[0], self._sign, self.chance),
            "next": self._products[1].name,
            "day": day,
            "day2": day2,
            "hour": f"{self.chance.choice((6, 7, 8, 9))} pm",
            "units": str(min(sold, MOST_SOLD.get(self._shop.tier, MANY) - self.chance.randrange(5))),
            "views": _short(size * self.chance.uniform(0.4, 3)),
            "viewers": f"{max(14, int(size * self.chance.uniform(0.004, 0.015))):,}",
            "tail": str(self.chance.randrange(1000, 10000)),
        }


def _people(creator: Creator, partner: Partner, shop: Partner, writer: str) -> dict[str, str]:
    first_name = creator.account.name.split(maxsplit=1)[0]
    return {
        "creator": first_name,
        "code": first_name.upper() + "10",
        "hook": creator.hook,
        "city": creator.city,
        "theirs": NICHES[creator.account.category or ""][0],
        "shop": partner.account.name,
        "agency": partner.account.name,
        "rep": writer.split(maxsplit=1)[0],
        "brand": shop.account.name,
    }


def _terms(chance: random.Random) -> dict[str, str]:
    rate, share = chance.choice(RATES), chance.choice(SHARES)
    return {
        "rate": f"{rate}%",
        "better": f"{rate + chance.choice((3, 4, 5))}%",
        "share": f"{share}%",
        "low": f"{share - chance.choice((2, 3))}%",
        "months": str(chance.choice(MONTHS)),
        "count": str(chance.randrange(12, 60)),
    }


def _of_category(category: str, chance: random.Random) -> dict[str, str]:
    niche, campaigns, lists = NICHES[category]
    return {"niche": niche, "campaign": chance.choice(campaigns.split("|")), "list": chance.choice(lists.split("|"))}


def _of_market(market: str, chance: random.Random) -> dict[str, str]:
    return {"carrier": chance.choice(CARRIERS[market]), "parcel": PARCELS[market]}


def _product(product: Product, sign: str, chance: random.Random) -> dict[str, str]:
    option, option2 = chance.sample(product.options, 2)
    return {
        "product": product.name,
        "perk": product.perk,
        "price": f"{sign}{product.price:.2f}",
        "sale": f"{sign}{int(product.price * 0.8)}.00",
        "option": option,
        "option2": option2,
        "question": product.question,
        "answer": product.answer,
    }


def _brand(cast: Cast, creator: Creator, agency: Partner, chance: random.Random) -> Partner:
    """A shop that an agency brings to a creator: of both their markets, best of the creator's category."""
    markets = set(creator.account.markets) & set(agency.account.markets)
    open_shops = [who for handle, who in cast.partners.items() if who.products and handle not in STATUSES]
    shops = [shop for shop in open_shops if markets & set(shop.account.markets)]
    fitting = [shop for shop in shops if shop.account.category == creator.account.category]
    return chance.choice(fitting or shops)


def _short(number: float) -> str:
    if number >= MILLION:
        return f"{number / MILLION:.1f}M"
    return f"{number / THOUSAND:.1f}K" if number < 10 * THOUSAND else f"{number / THOUSAND:.0f}K"
