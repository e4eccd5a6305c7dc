"""The verbs of words/deeds.txt: each does what it says through a door of the domain."""

from app.demo.deeds import leads, links, offers, outreach, samples, talk
from app.demo.deeds.talk import Verb

VERBS: dict[str, Verb] = talk.VERBS | offers.VERBS | links.VERBS | samples.VERBS | outreach.VERBS | leads.VERBS

__all__ = ["VERBS"]
