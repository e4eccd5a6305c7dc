"""One normal form for everything that is searched, on both databases and in Python (SRCH-2)."""

import unicodedata

_STRIPPED = ("LATIN", "GREEK")  # whose accents do not tell letters apart; が is not か


def normal(text: str) -> str:
    """Text as it is compared: without case, without width, without accents on Latin and Greek letters."""
    kept: list[str] = []
    bare = False  # whether the last base letter takes its marks off
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.combining(character):
            if not bare:
                kept.append(character)
            continue
        bare = unicodedata.name(character, "").startswith(_STRIPPED)
        kept.append(character)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", "".join(kept)).casefold())
