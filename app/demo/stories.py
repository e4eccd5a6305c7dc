"""The plan of the demo: how many meet, how their stories go, and the few stories that are set."""

# How many creators a partner talks with, and partners a creator: at least.
CREATORS = {"acme": 46, "northstar": 34, "fresh": 4, "T3": 11, "T2": 8, "T1": 6, "T0": 4, "NEVER": 3, "": 8}
PARTNERS = {"maya": 28, "noor": 8}
UNVERIFIED_CREATORS = 4
SAME_CATEGORY = 6.0

# These two are left to whoever tries the demo: they have not met yet.
STRANGERS = {("maya", "fresh"), ("noor", "fresh"), ("noor", "acme")}
# Tiers of sellers that have sold nothing through creators in a month, and those that may write first to creators with
# fewer followers only (OUT-7).
UNSOLD = {"NEVER", "T0"}
CAPPED, FOLLOWER_CAP = {*UNSOLD, "T1"}, 20_000

# What comes after the beginning, each with its chance; a conversation ends somewhere on the way.
SHOP_STORY = (
    "question .6, terms .5, sample .95, ship .9, trouble .2, brief .5, chase .15, posted .9, results .4, live .5, "
    "livedone .5, money .35, close .3, again .85, terms .3, sample .4, ship .8, question .5, brief .4, posted .9, "
    "live .6, livedone .6, trouble .3, results .6, money .5, again .5, ship .5, posted .7, results .4, close .7"
)
AGENCY_STORY = (
    "terms .85, training .6, list .5, campaign .8, sample .5, training .4, halfway .5, posted .6, finished .5, "
    "money .5, event .4, results .6, trouble .35, list .4, training .5, terms .3, event .3, results .4, money .3, "
    "close .6, renew .4"
)
ON_AIR = {"live", "livedone", "training"}
# All that happens with a shop that has sold nothing.
BEFORE_SALES = {"ask", "open", "question", "terms", "sample", "ship", "brief", "chase"}
DEPTHS, DEPTH_WEIGHTS = (0, 1, 2, 3, 5, 8, 14, 24), (10, 12, 14, 18, 20, 14, 8, 4)

COLD_SHARE, DECLINED_SHARE, CREATOR_FIRST_SHARE, EMPTY_SHARE, COMPLETE_SHARE = 0.2, 0.08, 0.3, 0.012, 0.5

# Those whose story is known.
STORIES = {
    ("maya", "acme"): "ask question terms sample ship brief posted results live livedone money again ship posted live",
    ("maya", "northstar"): "open terms training campaign sample halfway posted finished results money event list",
    ("maya", "curlcartel"): "pushy",
    ("maya", "pixelpine"): "ask question sample ship posted quarrel",
    ("maya", "okto"): "pushy",
    ("maya", "voltwise"): "",
    ("maya", "fieldnotes"): "cold",
    ("maya", "northline"): "cold",
    ("noor", "copperkettle"): "cold",
    ("dealdropdan", "acme"): "open question terms sample",
    ("dormlifedee", "acme"): "ask sample ship noshow",
    ("brewswithben", "acme"): "open decline",
    ("studiojune", "acme"): "",
    ("coachcal", "northstar"): "open decline",
    ("puzzledpam", "northstar"): "open decline",
    ("noor", "northstar"): "open event",
    ("thebigbasket", "fresh"): "ask question terms",
}
# Who spoke within the last hours, so that they stand on top, beside some of those of words/deeds.txt.
LATELY = {("maya", "okto")}
# Who has starred whom, whatever chance says.
FAVOURITES = {
    ("maya", "acme"), ("maya", "northstar"), ("noor", "saltandsnack"), ("acme", "maya"), ("northstar", "maya"),
    ("northstar", "puzzledpam"),
}  # fmt: skip
# What a conversation with an account that is no longer active ended with.
ENDINGS = {"glowdepot": "glow", "gladrags": "closing"}
