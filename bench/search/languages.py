"""Made-up words of several scripts, common and rare as words are: few are said often, most hardly ever."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

SEED = 20_260_303
ZIPF = 2.7  # the n-th word is said 1 / (n + this) as often as the first would be


@dataclass(frozen=True, slots=True)
class Script:
    """How words of a script are made: of so many syllables; whether one space parts them, and how many speak it."""

    name: str
    syllables: Sequence[str]
    lengths: tuple[int, ...]
    words: int
    speakers: int
    spaced: bool = True


# How often Latin syllables begin, go on and end so, about as in languages that are written with it: three letters that
# stand together are then as rare as there. None has q, x or z in it: these are for queries of one and two characters.
BEGINNINGS = (
    "t t t t t s s s s r r r r n n n n d d d l l l l m m m p p p b b b c c c f f h h w w g g v k j _ _ _ _ _ "
    "ch sh th st tr br cl gr pr pl fr sp sc"
).split()
MIDDLES = "e e e e e e e e e e a a a a a a a i i i i i i i o o o o o o u u u ea ou ai ee oo ie y é ü å ñe".split()
ENDINGS = "_ _ _ _ _ _ _ _ _ _ _ _ _ _ n n n n r r r s s s t t l l m d d c nd st ng nt ck p".split()


def _latin() -> list[str]:
    rng = random.Random(SEED)
    parts = ("".join(map(rng.choice, (BEGINNINGS, MIDDLES, ENDINGS))) for _ in range(5_000))
    return [part.replace("_", "") for part in parts]


LATIN = _latin()
CYRILLIC = "ка ло ми тер сон ин ны на по сти ве но да ль гда за про вы ть ся ни ти дя мо би чу жи щё".split()
GREEK = "κα λό μι τε θη δεν νά πα κή θέ λω ση με ψε στη βρά δυ χω".split()
ARABIC = "ال كت اب مر حب شك را عم سي نو فر بي دا ري لم حا تي وق هن جم".split()
THAI = "กิน ข้าว ไทย สวย มาก รัก บ้าน ดี ส่ง ของ วัน นี้ พรุ่ง ขอบ คุณ ค่ะ ครับ สี แดง ลูก ค้า".split()
HANGUL = "가 나 다 라 마 바 사 아 자 차 카 하 고 도 로 오 주 수 우 기 니 리 한 감 합 안 녕 제 품 상 발 송".split()
CHINESE = list("的是在了不我有人这他上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多")

SCRIPTS = (
    Script("latin", LATIN, (1, 1, 2, 2, 2, 3, 3, 4), 15_000, 62),
    Script("cyrillic", CYRILLIC, (1, 2, 3, 3, 4), 5_000, 12),
    Script("arabic", ARABIC, (1, 2, 2, 3), 3_000, 8),
    Script("thai", THAI, (1, 2, 3), 2_000, 6, spaced=False),
    Script("hangul", HANGUL, (1, 2, 3), 2_000, 5),
    Script("chinese", CHINESE, (1, 2, 2, 3), 2_000, 5, spaced=False),
    Script("greek", GREEK, (1, 2, 3, 3), 1_000, 2),
)


class Vocabulary:
    """The words of a script, the most common first."""

    def __init__(self, script: Script) -> None:
        rng = random.Random(f"{SEED} {script.name}")
        known: dict[str, None] = {}
        while len(known) < script.words:
            known["".join(rng.choices(script.syllables, k=rng.choice(script.lengths)))] = None
        self.script = script
        self.words = list(known)
        self._heaped = list(accumulate(1 / (place + ZIPF) for place in range(len(self.words))))

    def some(self, rng: random.Random, number: int) -> list[str]:
        """Words as they are said."""
        return rng.choices(self.words, cum_weights=self._heaped, k=number)


def vocabularies() -> list[Vocabulary]:
    """One for each script, the same ones each time."""
    return [Vocabulary(script) for script in SCRIPTS]


def planted(script: Script, rng: random.Random) -> str:
    """A word that nobody says by chance: longer than those of its vocabulary."""
    return "".join(rng.choices(script.syllables, k=max(script.lengths) + 2))
