"""The filters that are asked for: common, less common, rare and idle, alone and together."""

from typing import Any

from bench.search.people import ASSIGNEES

Filter = dict[str, Any]
COMMON_SPAN, UPPER_SPAN = {"min": 1_000, "max": 100_000}, {"min": 5_000_000, "max": 10_000_000}
RARE_SPAN, EMPTY_SPAN = {"min": 9_900_000}, {"min": 20_000_000}
HALF = ["Beauty", "Books", "Fashion", "Fitness", "Food", "Gaming"]

SELLERS: dict[str, Filter] = {
    "nothing": {},
    "followers: two fifths": {"followers": COMMON_SPAN},
    "followers: 6 %": {"followers": UPPER_SPAN},
    "followers: 0.1 %": {"followers": RARE_SPAN},
    "followers: nobody": {"followers": EMPTY_SPAN},
    "categories: half": {"categories": HALF},
    "category: 7 %": {"categories": ["Beauty"]},
    "category: nobody": {"categories": ["Sailing"]},
    "GMV: a third": {"affiliateGmv30d": {"min": "100"}},
    "GMV: 6 %": {"affiliateGmv30d": {"min": "10000"}},
    "GMV: 0.1 %": {"affiliateGmv30d": {"min": "1000000"}},
    "GMV: nobody": {"affiliateGmv30d": {"min": "1000000000000"}},
    "levels: most": {"levels": ["NONE", "BRONZE"]},
    "level: 9 %": {"levels": ["SILVER"]},
    "level: 0.2 %": {"levels": ["DIAMOND"]},
    "levels: none chosen": {"levels": []},
    "market: all": {"market": "US"},
    "market: a fifth": {"market": "GB"},
    "market: nobody": {"market": "JP"},
    "leads: a tenth": {"isLead": True},
    "no leads": {"isLead": False},
    "invitations: 4 %": {"hasInvitation": True},
    "no invitations": {"hasInvitation": False},
    "label: a third": {"labels": ["spring"]},
    "label: 1 %": {"labels": ["vip"]},
    "label: 0.01 %": {"labels": ["one of a kind"]},
    "label: nobody": {"labels": ["unheard of"]},
    **{f"assignee: {share * 100:g} %": {"assignee": name} for name, share in ASSIGNEES.items()},
    "common together": {"followers": COMMON_SPAN, "categories": HALF, "levels": ["NONE", "BRONZE"]},
    "one rare, two common": {"levels": ["DIAMOND"], "followers": COMMON_SPAN, "labels": ["spring"]},
    "common alone, rare together": {
        "followers": UPPER_SPAN, "categories": ["Beauty"], "levels": ["SILVER"], "isLead": True,
    },
    "all at once": {
        "followers": UPPER_SPAN, "categories": ["Beauty"], "affiliateGmv30d": {"min": "100"}, "levels": ["SILVER"],
        "market": "GB", "isLead": True, "hasInvitation": True, "labels": ["vip"], "assignee": "first",
    },
}  # fmt: skip
# A creator's, by tab: "invitations" are of sellers only.
CREATORS: dict[str, tuple[str | None, Filter]] = {
    "a creator: nothing": (None, {}),
    "a creator: shops": ("SHOPS", {}),
    "a creator: agencies": ("AGENCIES", {}),
    "a creator: invitations": (None, {"hasInvitation": True}),
    "a creator: agencies with invitations": ("AGENCIES", {"hasInvitation": True}),
}
