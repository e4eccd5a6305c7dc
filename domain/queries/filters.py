"""What a folder can be narrowed by (INB-4, INB-5, INB-9, LEAD-7): who may ask for it, and what is asked."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from msgspec import Struct

from domain import ids
from domain.errors import InvalidInput
from domain.notes import LONGEST_LABEL
from domain.queries import creators
from domain.rules import access, inputs, ranges
from domain.rules import leads as lead_rules
from domain.rules.ranges import CountRange, MoneyRange
from domain.viewer import Viewer
from models.accounts import AccountKind, CreatorLevel

By: TypeAlias = tuple[str, ...]  # the names of what narrows, as domain.queries.narrowing knows them


class InboxFilter(Struct, frozen=True):
    """What is asked of conversations, all of it at once; None narrows nothing, an empty choice is a choice of nothing.

    Of creators who carry any of some labels, of one assignee, with leads; with creators of whom something is known
    now. Who has no figure, or one in another currency than the viewer's, is in no range of it (ACC-10).
    """

    labels: tuple[str, ...] | None = None
    assignee_key: int | None = None
    is_lead: bool | None = None
    has_invitation: bool | None = None
    followers: CountRange | None = None
    categories: Sequence[str] | None = None
    affiliate_gmv: MoneyRange | None = None
    levels: Sequence[CreatorLevel] | None = None
    market: str | None = None


EVERYTHING = InboxFilter()
# What only creators have, by the fields of the API: whoever talks with partners cannot ask for it.
OF_CREATORS = {
    "followers": "followers",
    "categories": "categories",
    "affiliate_gmv": "affiliateGmv30d",
    "levels": "levels",
    "market": "market",
}


def allowed(viewer: Viewer, *, is_lead: bool | None) -> None:
    """Refuse who may not look at the inbox, or may not know of the leads that it would be narrowed by."""
    if is_lead is None:
        access.messaging(viewer)
    else:
        lead_rules.pool_and_inbox(viewer)


def read(viewer: Viewer, asked: InboxFilter | None) -> tuple[By, list[Any]]:
    """What a filter narrows by, and the values. Raises InvalidInput for what the viewer cannot ask."""
    asked = asked or EVERYTHING
    given: list[tuple[str, list[Any]]] = []
    if asked.labels is not None:
        given.append(("labels", [_labels(asked.labels)]))
    if asked.assignee_key is not None:
        given.append(("assignee", [asked.assignee_key]))
    given += _of_creators(viewer, asked)
    # These take no value.
    for name, wanted in (("lead", asked.is_lead), ("invitation", asked.has_invitation)):
        if wanted is not None:
            given.append((name if wanted else f"no {name}", []))
    return tuple(name for name, _ in given), [value for _, values in given for value in values]


def within(by: By, kind: AccountKind | None) -> By:
    """The same within a tab, which takes no value either."""
    return by if kind is None else (*by, kind.lower())


def _labels(asked: Sequence[str]) -> list[str]:
    ids.at_most(ids.MOST_CHOSEN, asked, "filter.labels")
    return [inputs.name(label, f"filter.labels.{index}", LONGEST_LABEL) for index, label in enumerate(asked)]


def _of_creators(viewer: Viewer, asked: InboxFilter) -> list[tuple[str, list[Any]]]:
    """What is asked of the creators that a partner talks with."""
    if viewer.account.kind == AccountKind.CREATOR:
        for name, field in OF_CREATORS.items():
            if getattr(asked, name) is not None:
                raise InvalidInput(f"filter.{field}", "Only sellers and agencies narrow their inbox by this.")
        return []
    followers, sold = asked.followers or CountRange(), asked.affiliate_gmv or MoneyRange()
    ranges.check(followers, "filter.followers")
    ranges.check(sold, "filter.affiliateGmv30d")
    currency = viewer.house.policy.market(viewer.account.home_market).currency
    found: list[tuple[str, list[Any]]] = []
    if asked.levels is not None:
        found.append(("levels", [creators.levels_of(asked.levels)]))
    if asked.categories is not None:
        found.append(("categories", [creators.categories_of(asked.categories)]))
    if asked.market is not None:
        found.append(("market", [creators.market_of(viewer, asked.market)]))
    if followers != CountRange():
        found.append(("followers", _ends(followers)))
    if sold != MoneyRange():
        found.append(("affiliate_gmv", [currency, *_ends(ranges.minor(sold, currency))]))
    return found


def _ends(asked: CountRange) -> list[int]:
    """A range as its least and its greatest number."""
    return [asked.min or 0, ids.LARGEST if asked.max is None else asked.max - 1]
