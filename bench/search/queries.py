"""What is searched for: words that are said so often, parts of them, names, and one or two characters."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.dataset import words as names
from bench.search.words import FREQUENCIES, LETTERS, NOWHERE, Speech

SEED = 20_260_305
EACH = 40  # queries of a kind that is drawn at random
LEAST = 20  # of a kind, where there are fewer they are asked more often
COMMON_LETTERS = tuple("eanoristkmи的กج가")
COMMON_PAIRS = ("er", "an", "on", "re", "ka", "de", "e ", ". ", "ло", "กิ", "ال", "的是", "가나")
LONG, SHORT = "three characters and more", "one and two characters"


@dataclass(frozen=True, slots=True)
class Kind:
    """Queries of a kind; `long` ones have three characters and more."""

    name: str
    queries: tuple[str, ...]
    long: bool

    @property
    def asked(self) -> list[str]:
        """Its queries, as often as they are asked in a round."""
        return list(self.queries) * -(-LEAST // len(self.queries))

    @property
    def group(self) -> str:
        """What it is summed up with."""
        return LONG if self.long else SHORT


def kinds(planted: Mapping[str, Sequence[str]]) -> list[Kind]:
    """All of them, the same ones each time; some are of the words that were put into messages to be searched for."""
    rng, speech = random.Random(SEED), Speech()
    said = [Kind(_named(name), tuple(planted[name]), long=True) for name in FREQUENCIES]
    said += [
        Kind("words as they are said", tuple(_said(rng, speech)), long=True),
        Kind("parts of such words", tuple(_parts(rng, speech)), long=True),
        Kind("two such words", tuple(f"{one} {two}" for one, two in _twos(rng, speech)), long=True),
        Kind("names", tuple(rng.sample([*names.FIRST, *names.LAST], k=EACH)), long=True),
        Kind("words that nobody says", tuple(word for word in NOWHERE if len(word) > 2), long=True),
        Kind("letters, common", COMMON_LETTERS, long=False),
        Kind("letters, rare", tuple(letter for letter in LETTERS if len(letter) == 1), long=False),
        Kind("pairs, common", tuple(pair for pair in COMMON_PAIRS if len(pair) == 2), long=False),
        Kind("pairs, rare", tuple(pair for pair in LETTERS if len(pair) == 2), long=False),
        Kind("characters that nobody says", tuple(word for word in NOWHERE if len(word) < 3), long=False),
    ]
    return said


def _named(frequency: str) -> str:
    return (
        f"words said {frequency}" if FREQUENCIES[frequency].early or "times" in frequency else f"words in {frequency}"
    )


def _said(rng: random.Random, speech: Speech, number: int = EACH) -> Iterator[str]:
    """Words of three characters and more, the common ones more often; of Latin half."""
    scripts = list(speech.vocabularies)
    for place in range(number):
        vocabulary = speech.vocabularies["latin" if place % 2 else rng.choice(scripts)]
        word = ""
        while len(word) < 3:
            (word,) = vocabulary.some(rng, 1)
        yield word


def _parts(rng: random.Random, speech: Speech) -> Iterator[str]:
    for word in _said(rng, speech):
        start = rng.randrange(len(word) - 2)
        yield word[start : start + rng.randrange(3, 6)]


def _twos(rng: random.Random, speech: Speech) -> Iterator[tuple[str, str]]:
    spoken = speech.vocabularies["latin"]
    for _ in range(EACH):
        one, two = spoken.some(rng, 2)
        yield one, two
