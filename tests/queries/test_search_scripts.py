"""Three hundred queries over twelve scripts find what Python's `in` finds, on both databases and by every way."""

import itertools
import random
from typing import Any

import pytest

from domain.actions import messages
from domain.house import House
from domain.matches import MatchRange
from domain.queries import search
from domain.queries.found import Bounds
from domain.queries.hit_pages import HitPage, Search
from domain.search_text import normal
from domain.viewer import Viewer
from models import database
from models.accounts import AccountKind
from models.search import SearchModule
from tests.cast import Person, listed, offered, person, requested, sent_list, shown, started
from tests.conftest import Hands
from tests.scanning import Hit, Scan, scan

# What people and products of many places are called, and what they say: composed and decomposed, wide and narrow.
WORDS = [
    *"Hello hello HELLO straße STRASSE İstanbul ISTANBUL ıstanbul istanbul Ærøskøbing naïve nai\u0308ve".split(),
    *"ﬁnally finally oﬃce office ＡＢＣ１２３ abc123 ǅungla crème crème brûlée Ångström Å Å".split(),
    *"Καλημέρα ΚΑΛΗΜΕΡΑ καλημερα ὀδός Ὀδυσσεύς σίγμας ΣΊΓΜΑΣ привет ПРИВЕТ ёлка елка й йод".split(),
    *"مرحبا مَرْحَبًا السلام ﷺ لا ﻻ שלום שָׁלוֹם ספר".split(),
    *"กิน กน น้ำ นำ้ ไม่เป็นไร हिन्दी हिंदी नमस्ते क्षत्रिय ড় ড়".split(),
    *"한국어 한국어 가 가 감사합니다 東京 东京 漢字 か が か\u3099 ガ ｶﾞ カ カタカナ ｶﾀｶﾅ".split(),
    *"👍 👍🏽 👩‍👩‍👧‍👦 👩 🇩🇪 🇪🇩🇪 ❤️ ❤ 1️⃣ 😀😀".split(),
    *"""it's "quoted" “curly” 100% 50% a_b a*b a\\b co-op – — NEAR AND OR (x) {y} [z] ^ : ; , ... ?! #tag""".split(),
    "two\nlines", "tab\tbed", "a  b", " lead", "x\u200by", "soft\u00adhyphen", "e\u0301\u0323", "ệ", "q̃́",
]  # fmt: skip
SHORT = [*"abeinßıİéΩσςжйאמกि가が👍🏽%_*\\-'\" \n.", "ab", "a ", " b", "%%", "__", "ё", "👨", "\u200d", "\u0301"]
LONG = ["ab" * 100, "x" * 200, "👍" * 200, "ﷺ" * 200, " " * 200, "%" * 200, "é" * 200]


def queries() -> list[str]:
    """Three hundred: words, pieces of them in either form and case, what runs over two, and what is nowhere."""
    dice = random.Random(7)
    found = [*WORDS, *SHORT, *LONG]
    while len(found) < 300:
        text = " ".join(dice.sample(WORDS, 3))
        start = dice.randrange(len(text))
        piece = text[start : start + dice.choice((1, 2, 3, 4, 6, 9, 15))]
        found.append(dice.choice((piece, piece.upper(), piece.casefold(), normal(piece) or piece)))
    return found


def texts() -> list[str]:
    """What is said: sentences of these words, and long repetitions."""
    dice = random.Random(3)
    said = [" ".join(dice.sample(WORDS, dice.randrange(1, 6))) for _ in range(110)]
    return [*said, *(text for text in LONG if text.strip()), "y" * 1999 + "z", "Ab" * 1000]


@pytest.fixture(autouse=True)
def _by_indexes(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few rows PostgreSQL would rather read all of; here it is to use its indexes."""
    monkeypatch.setitem(database.SESSION, "enable_seqscan", "off")


_made = itertools.count()


async def write(by: Person, conversation: int, text: str) -> None:
    """Send a text, however long and however often."""
    await messages.send(await by.viewer(), conversation, f"made {next(_made)}", text)


@pytest.fixture
async def talks(clock: Hands, house: House, acme: Person, northstar: Person) -> list[Person]:
    """Eight creators with whom a seller and an agency talk: texts, products, a list and samples."""
    dice, said = random.Random(5), texts()
    creators, theirs = [], 0
    for n in range(8):
        name = " ".join(dice.sample(WORDS, 2))
        creators.append(await person(house, AccountKind.CREATOR, f"creator.{n}", name=name))
    products = await offered(acme, *(text[:200] for text in said[:30]), samples_offered=True)
    for n, creator in enumerate(creators):
        key = await started(creator, acme)
        theirs = await started(creator, northstar)
        await write(creator, key, f"hello {n}")
        await write(creator, theirs, f"hello {n}")
        for place, text in enumerate(said[n::8]):
            clock.advance(seconds=dice.choice((0, 1, 7)))
            await write((acme, creator)[place % 2], key, text)
            await write(creator, theirs, text)
        for place in range(3):
            clock.advance(seconds=1)
            await shown(acme, key, dice.sample(products, 1 if place == 0 else 4))
        if n < 3:
            await requested(creator, products[n], made=f"sample {n}")
    await sent_list(northstar, theirs, await listed(northstar, products[10:20]))
    return creators


def told(page: HitPage[Any]) -> list[Hit]:
    """The hits of a page; that a place marks it is looked at, too."""
    found = []
    for hit in page.nodes:
        sequence, more = (hit.message.sequence, hit.more.value) if hasattr(hit, "message") else (0, 0)
        found.append(Hit(hit.conversation.key, sequence, hit.text, more))
    return found


def marked(text: str, ranges: list[MatchRange]) -> list[str]:
    """What the places hold, in normal form."""
    units = text.encode("utf-16-le")
    return [normal(units[2 * one.start : 2 * one.end].decode("utf-16-le")) for one in ranges]


async def check(viewer: Viewer, everything: Scan, query: str, bounds: Bounds) -> None:
    """Compare all four modules with a scan."""
    looked_for = Search(normal(query), bounds=bounds)
    expected: dict[str, list[Hit]] = {
        "accounts": everything.accounts(looked_for.query),
        **{module: everything.messages(module, looked_for.query) for module in SearchModule},
    }
    for name, hits in expected.items():
        if name == "accounts":
            page: HitPage[Any] = await search.accounts(viewer, looked_for, 50)
        else:
            page = await search.messages(viewer, looked_for, SearchModule(name), 50)
        assert told(page) == hits, (query, name, bounds)
        assert (page.count.value, page.count.exact) == (len(hits), True)
        for hit in page.nodes:
            places = marked(hit.text, hit.ranges)
            assert places
            assert all(looked_for.query in place for place in places), (query, hit.text, hit.ranges)


@pytest.mark.rule("SRCH-2")
@pytest.mark.rule("SRCH-3")
async def test_three_hundred_queries_find_what_a_scan_finds_by_whichever_way(
    house: House, acme: Person, talks: list[Person]
) -> None:
    walked, by_words, one_after_the_other = Bounds(near=100_000), Bounds(near=0), Bounds(near=3, far=20)
    for who, ways in ((acme, (walked, by_words, one_after_the_other)), (talks[2], (walked, by_words))):
        viewer, everything = await who.viewer(), await scan(house, who.key)
        for query in queries():
            if normal(query):
                for bounds in ways:
                    await check(viewer, everything, query, bounds)
