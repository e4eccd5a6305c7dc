"""What is said: scenes of a few lines each, told to nobody twice while there are others."""

import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.demo.slots import Slots
from app.demo.words import read, sections

LINE = re.compile(r"([CP])(?: \+(\d+))?: (.+)")
CHOICE = re.compile(r"\(([^()|]*\|[^()]*)\)")
SMILES = ("🙌", "💛", "😂", "🙏", "✨", "😊")
SMILES_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Scene:
    """Lines of (by the creator, days put off, words), for partners that have all of `needs`."""

    needs: frozenset[str]
    lines: tuple[tuple[bool, int, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Something said; `scene` counts the scenes of its conversation, `days` is how long it was put off."""

    scene: int
    from_creator: bool
    days: int
    text: str


class Storyteller:
    """Tells conversations with shops, or with agencies, and remembers which scenes everybody has been in."""

    def __init__(self, name: str) -> None:
        self.scenes = {beat: [_scene(part) for part in _parts(body)] for beat, body in sections(read(name)).items()}
        self._played: Counter[tuple[str, Scene]] = Counter()

    def tell(self, beats: Iterable[str], slots: Slots) -> list[Line]:
        """One conversation, beat by beat."""
        lines: list[Line] = []
        here: set[Scene] = set()
        for number, beat in enumerate(beats):
            scene = self._choose(beat, slots, here)
            if scene is None:
                continue
            here.add(scene)
            words = slots.of_scene()
            for from_creator, days, text in scene.lines:
                said = _filled(text, words, slots.chance)
                lines.append(Line(number, from_creator, days, _voiced(said, slots) if from_creator else said))
            if beat == "again":
                slots.turn_page()
        return lines

    def _choose(self, beat: str, slots: Slots, here: set[Scene]) -> Scene | None:
        fitting = [scene for scene in self.scenes[beat] if scene.needs <= slots.tags and scene not in here]
        if not fitting:
            return None
        who = (slots.creator.account.handle, slots.partner.account.handle)
        played = {scene: sum(self._played[handle, scene] for handle in who) for scene in fitting}
        fewest = min(played.values())
        chosen = slots.chance.choice([scene for scene in fitting if played[scene] == fewest])
        self._played.update((handle, chosen) for handle in who)
        return chosen


def _parts(body: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", body.strip()) if part]


def _scene(part: str) -> Scene:
    """Lines begin with C: for the creator or P: for the partner; a first line of `? words` says what is needed."""
    lines = part.splitlines()
    needs = lines.pop(0)[1:].split() if lines[0].startswith("?") else []
    return Scene(frozenset(needs), tuple(_line(line) for line in lines))


def _line(text: str) -> tuple[bool, int, str]:
    found = LINE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no line of a scene")
    return found[1] == "C", int(found[2] or 0), found[3]


def _filled(text: str, words: dict[str, str], chance: random.Random) -> str:
    """Take one of each (this|that), fill in the {words}, begin with a capital."""
    text = CHOICE.sub(lambda found: chance.choice(found[1].split("|")), text).format_map(words)
    return text[0].upper() + text[1:]


def _voiced(text: str, slots: Slots) -> str:
    """The way this creator types: some without capitals and full stops, some with a smile."""
    voice, chance = slots.creator.voice, slots.chance
    if voice == "casual":
        text = text[0].lower() + text[1:] if text[1:2].islower() else text
        text = text.removesuffix(".") if not text.endswith("..") else text
    if voice == "warm" and (text.endswith("!") or text.startswith("Thank")) and chance.random() < SMILES_SHARE:
        text = f"{text} {chance.choice(SMILES)}"
    return text
