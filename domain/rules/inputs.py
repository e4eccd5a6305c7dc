"""Whether words can be taken as they are; both databases and every client must be able to hold them."""

import re

from domain.erasures import HANDLE as HANDLE_OF_GONE
from domain.errors import InvalidInput
from domain.policy import Numbers

LINK = re.compile(r"https?://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?")
GONE = re.compile(f"{HANDLE_OF_GONE}[0-9]+")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
LONGEST_EMAIL = 254  # as RFC 5321 has it, and as wide as the column that keeps it
HANDLE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")


def text(words: str, field: str, numbers: Numbers) -> str:
    """A message's text: 1 to `text_max_length` characters after trimming (MSG-1)."""
    trimmed = storable(words, field).strip()
    if not trimmed:
        raise InvalidInput(field, "Write something: the text is empty.")
    if len(trimmed) > numbers.text_max_length:
        raise InvalidInput(
            field, f"The text has {len(trimmed):,} characters; at most {numbers.text_max_length:,} can be sent."
        )
    return trimmed


def client_message_id(words: str, field: str, numbers: Numbers) -> str:
    """A client-made id (MSG-2): any 1 to `client_message_id_max_length` characters, kept as they are."""
    if not 1 <= len(storable(words, field)) <= numbers.client_message_id_max_length:
        raise InvalidInput(field, f"Give 1 to {numbers.client_message_id_max_length} characters, a UUID for example.")
    return words


def handle(words: str, field: str) -> str:
    """An account's handle, in any case; without the @."""
    lowered = storable(words, field).lower().removeprefix("@")
    if HANDLE.fullmatch(lowered) is None:
        raise InvalidInput(field, "A handle has 1 to 40 letters a-z, digits, and _ . - after the first.")
    return lowered


def new_handle(words: str, field: str) -> str:
    """A handle for somebody new: none that an erased account or user goes by."""
    lowered = handle(words, field)
    if GONE.fullmatch(lowered) is not None:
        raise InvalidInput(field, f"Handles like @{lowered} are those of accounts that were erased.")
    return lowered


def name(words: str, field: str, longest: int) -> str:
    """A name of something, on one line."""
    trimmed = " ".join(storable(words, field).split())
    if not 1 <= len(trimmed) <= longest:
        raise InvalidInput(field, f"Give 1 to {longest} characters.")
    return trimmed


def link(words: str, field: str, longest: int) -> str:
    """The address of a page on the web."""
    trimmed = storable(words, field).strip()
    if len(trimmed) > longest or LINK.fullmatch(trimmed) is None:
        raise InvalidInput(
            field, f"Give a link that begins with https:// or http:// and has at most {longest:,} characters."
        )
    return trimmed


def email(words: str, field: str) -> str:
    """A mail address, as far as that can be told without writing to it."""
    trimmed = storable(words, field).strip()
    if len(trimmed) > LONGEST_EMAIL or EMAIL.fullmatch(trimmed) is None:
        raise InvalidInput(field, "Give a mail address, as in anna@example.com.")
    return trimmed


def storable(words: str, field: str) -> str:
    """Refuse what PostgreSQL or UTF-8 cannot hold, so that both databases refuse the same."""
    if "\0" in words:
        raise InvalidInput(field, "The text contains a NUL character, which cannot be stored.")
    try:
        words.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(field, "The text contains half of a surrogate pair: it is not valid Unicode.") from error
    return words
