"""Where in a text a query stands: places in the original, found in the normal form (SRCH-3)."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from domain.search_text import normal

_PLAIN = re.compile(r"[\x00-\x7f]+")
_VOWELS_AND_FINALS = range(0x1160, 0x1200)  # conjoining jamo, which join the one before


class MatchRange(Struct, frozen=True, gc=False):
    """From `start` up to `end`, in UTF-16 units."""

    start: int
    end: int


class _Piece(Struct, gc=False):
    """A part of a text that becomes normal by itself. A plain one does so character by character."""

    text: str
    said: str  # its normal form
    plain: bool = False


@lru_cache(4096)  # a platform writes in few scripts
def _continues(character: str) -> bool:
    """Whether a character belongs to the one before it."""
    first = (unicodedata.normalize("NFKD", character) or character)[0]
    return (
        unicodedata.category(first)[0] == "M"
        or unicodedata.combining(first) != 0
        or ord(first) in _VOWELS_AND_FINALS
        or normal(character) == ""
    )


@lru_cache(4096)
def _said(piece: str) -> str:
    return normal(piece)


def _pieces(text: str) -> Iterator[_Piece]:
    """A character with its marks is a piece; characters of ASCII, which have none, are one together."""
    at, length = 0, len(text)
    while at < length:
        end = at
        if (plain := _PLAIN.match(text, at)) is not None:
            end = plain.end()
            if end < length and _continues(text[end]):
                end -= 1  # the last of them has a mark
        if end > at:
            yield _Piece(text[at:end], text[at:end].lower(), plain=True)
        else:
            end = at + 1
            while end < length and _continues(text[end]):
                end += 1
            yield _Piece(text[at:end], _said(text[at:end]))
        at = end


def ranges(text: str, query: str, most: int) -> list[MatchRange]:
    """The places where a normal query stands in a text's normal form: the first so many, none within another.

    A place holds every character that has a part in the match, whole. Empty where the text does not contain it.
    """
    if text.isascii():
        return [MatchRange(start, start + len(query)) for start in _found(text.lower(), query, most)]
    form = normal(text)
    places = list(_found(form, query, most))
    if not places:
        return []
    pieces = list(_pieces(text))
    if "".join([piece.said for piece in pieces]) != form:
        pieces = [_Piece(text, form)]
    return _merged(_Original(pieces), places, len(query))


def _found(form: str, query: str, most: int) -> Iterator[int]:
    at = form.find(query)
    while at >= 0 and most > 0:
        yield at
        at, most = form.find(query, at + len(query)), most - 1


class _Original:
    """Leads from the normal form back to the text."""

    def __init__(self, pieces: list[_Piece]) -> None:
        self._pieces = pieces
        self._forms: list[int] = []  # where each piece begins in the normal form, and in the text
        self._texts: list[int] = []
        form = at = 0
        for piece in pieces:
            self._forms.append(form)
            self._texts.append(at)
            form += len(piece.said)
            at += _units(piece.text)

    def start(self, at: int) -> int:
        """Where what has this place in the normal form begins."""
        index = bisect_right(self._forms, at) - 1  # of those that begin here, the last: the others say nothing
        return self._texts[index] + (at - self._forms[index] if self._pieces[index].plain else 0)

    def end(self, at: int) -> int:
        """Where it ends."""
        index = bisect_right(self._forms, at) - 1
        piece = self._pieces[index]
        return self._texts[index] + (at - self._forms[index] + 1 if piece.plain else _units(piece.text))


def _units(text: str) -> int:
    """How long a text is in UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _merged(original: _Original, places: list[int], length: int) -> list[MatchRange]:
    merged: list[MatchRange] = []
    for at in places:
        start, end = original.start(at), original.end(at + length - 1)
        if merged and start < merged[-1].end:  # both have a part in one character
            merged[-1] = MatchRange(merged[-1].start, end)
        else:
            merged.append(MatchRange(start, end))
    return merged
