"""What is said in the large inbox, and the words that were put there to be found: so many times each."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from bench.search.languages import SCRIPTS, SEED, Vocabulary, planted, vocabularies

LONGEST_TEXT = 2_000
ENDS = (".", ".", ".", "!", "?", " 😊", " 🙏", " 🎉", "")
SPACELESS_PARTS = 5  # words between two spaces where a script has none
FOREIGN = 0.15  # of texts are Latin, whatever their conversation speaks
TEN = 10


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often words of a kind are said: of so many messages, all of them early where it says so."""

    words: int
    share: float  # of messages; 0 is ten times
    early: bool = False


# Words of three characters and more. Of the rare there are more, so that no query is asked too often.
FREQUENCIES = {
    "ten times": Frequency(42, 0),
    "0.01 %": Frequency(21, 0.0001),
    "0.1 %": Frequency(14, 0.001),
    "0.5 %": Frequency(7, 0.005),
    "1 %": Frequency(7, 0.01),
    "10 %": Frequency(2, 0.1),
    "50 %": Frequency(1, 0.5),
    "long ago": Frequency(7, 0.02, early=True),
}
# One and two characters.
LETTERS = {"q": 0, "x": 0.0001, "z": 0.001, "ѣ": 0, "龍": 0.0001, "ϟ": 0.0005, "qy": 0, "vz": 0.0005, "ѣж": 0.0001}
NOWHERE = ("xq", "zw", "ѫ", "龘", "jjq", "nobody says this", "ѫѫѫ", "どこにもない")
EARLY = 0.2  # of all messages, the first


class Planted:
    """The words that were put into messages: which, and into which messages, by their place in time."""

    def __init__(self, messages: int) -> None:
        rng = random.Random(SEED)
        self.words: dict[str, list[str]] = {}
        self._often: list[tuple[float, str]] = []
        self._places: dict[int, list[str]] = {}
        for name, frequency in FREQUENCIES.items():
            self.words[name] = [planted(SCRIPTS[n % len(SCRIPTS)], rng) for n in range(frequency.words)]
            for word in self.words[name]:
                self._plant(rng, word, frequency.share, int(messages * EARLY) if frequency.early else messages)
        for letters, share in LETTERS.items():
            self._plant(rng, letters, share, messages)

    def _plant(self, rng: random.Random, word: str, share: float, messages: int) -> None:
        if share >= 0.1:
            self._often.append((share, word))
            return
        number = round(share * messages) if share else TEN
        for place in rng.sample(range(messages), k=min(number, messages)):
            self._places.setdefault(place, []).append(word)

    def at(self, rng: random.Random, place: int) -> list[str]:
        """The words of a message."""
        found = list(self._places.get(place, ()))
        found += [word for share, word in self._often if rng.random() < share]
        return found


class Speech:
    """Texts, each in the words of its conversation."""

    def __init__(self) -> None:
        self.vocabularies: Mapping[str, Vocabulary] = {each.script.name: each for each in vocabularies()}
        self._latin = self.vocabularies["latin"]

    def text(self, rng: random.Random, language: str, words: list[str]) -> str:
        """A sentence or a short letter, with some words put into it."""
        spoken = self._latin if rng.random() < FOREIGN else self.vocabularies[language]
        said = spoken.some(rng, 1 + min(80, int(rng.lognormvariate(2.2, 0.8))))
        for word in words:
            said.insert(rng.randrange(len(said) + 1), f" {word} " if not spoken.script.spaced else word)
        if spoken.script.spaced:
            text = " ".join(said)
        else:
            parts = range(0, len(said), SPACELESS_PARTS)
            text = " ".join("".join(said[start : start + SPACELESS_PARTS]) for start in parts)
        return f"{text[:1].upper()}{text[1:]}{rng.choice(ENDS)}".strip()[:LONGEST_TEXT]

    def title(self, rng: random.Random) -> str:
        """What a product is called."""
        language = rng.choice(("latin", "latin", "latin", "latin", "cyrillic", "thai", "hangul", "chinese"))
        return " ".join(self.vocabularies[language].some(rng, rng.randrange(3, 7))).title()

    def name(self, rng: random.Random, language: str) -> str:
        """What somebody is called."""
        return " ".join(self.vocabularies[language].some(rng, 2)).title()
