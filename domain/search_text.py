"""One normal form for everything that is searched, on both databases and in Python (SRCH-2)."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Between titles that are searched together, so that nothing is found across two. A noncharacter, which no text needs:
# `normal` takes it out of every text and query, so that nobody can ask for it or pretend to be two titles.
SEPARATOR = "\ufdd0"

_STRIPPED = ("LATIN", "GREEK")  # whose accents do not tell letters apart; が is not か


@lru_cache(4096)  # a platform writes in few scripts
def _loses_marks(letter: str) -> bool:
    return unicodedata.name(letter.casefold()[0], "").startswith(_STRIPPED)


def normal(text: str) -> str:
    """Text as it is compared: without case, without width, without accents on Latin and Greek letters.

    What is normal already stays as it is.
    """
    if text.isascii():
        return text.lower()  # what all of it below comes to, and much quicker
    kept: list[str] = []
    bare = False  # whether the last base letter takes its marks off
    # Taken apart wholly, widths too: so a wide letter, or one of a ligature, is seen for what it is.
    for character in unicodedata.normalize("NFKD", text.replace(SEPARATOR, "")):
        if unicodedata.combining(character):
            if not bare:
                kept.append(character)
            continue
        bare = _loses_marks(character)
        kept.append(character)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", "".join(kept)).casefold())


def joined(titles: Iterable[str]) -> str:
    """Titles as they are compared, side by side: each is found, and nothing that only two of them make up."""
    return SEPARATOR.join(filter(None, map(normal, titles)))
