"""One normal form for everything that is searched, on both databases and in Python (SRCH-2)."""

import unicodedata
from functools import lru_cache

_STRIPPED = ("LATIN", "GREEK")  # whose accents do not tell letters apart; が is not か


@lru_cache(4096)  # a platform writes in few scripts
def _loses_marks(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(_STRIPPED)


def normal(text: str) -> str:
    """Text as it is compared: without case, without width, without accents on Latin and Greek letters."""
    if text.isascii():
        return text.lower()  # what all of it below comes to, and much quicker
    kept: list[str] = []
    bare = False  # whether the last base letter takes its marks off
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.combining(character):
            if not bare:
                kept.append(character)
            continue
        bare = _loses_marks(character)
        kept.append(character)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", "".join(kept)).casefold())
