"""Outside ids: opaque, URL-safe, one spelling per object. A wrong one is INVALID_INPUT, an unknown one NOT_FOUND."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from domain.errors import HistoryExpired, InvalidInput

LARGEST = 2**63 - 1
MOST_NAMED = 2_000
MOST_CHOSEN = 100  # of what a filter lets choose from: each is held against each row
_NUMBER = r"([1-9][0-9]{0,18})"
_SHAPES = {
    "account": (re.compile(f"acc_{_NUMBER}"), "an account"),
    "conversation": (re.compile(f"cnv_{_NUMBER}"), "a conversation"),
    "user": (re.compile(f"usr_{_NUMBER}"), "a user"),
    "membership": (re.compile(f"mbr_{_NUMBER}"), "a membership"),
    "role": (re.compile(f"rol_{_NUMBER}"), "a role"),
    "message": (re.compile(f"msg_{_NUMBER}_{_NUMBER}"), "a message"),
    "product": (re.compile(f"prd_{_NUMBER}"), "a product"),
    "campaign": (re.compile(f"cmp_{_NUMBER}"), "a campaign"),
    "list": (re.compile(f"lst_{_NUMBER}"), "a product list"),
    "target": (re.compile(f"tcl_{_NUMBER}"), "a target collaboration"),
    "invitation": (re.compile(f"inv_{_NUMBER}"), "an invitation"),
    "partnership": (re.compile(f"pts_{_NUMBER}"), "a partnership"),
    "agreement": (re.compile(f"agr_{_NUMBER}_{_NUMBER}"), "an agreement"),
    "change": (re.compile(f"pch_{_NUMBER}"), "a proposed change"),
    "sample": (re.compile(f"smp_{_NUMBER}"), "a sample request"),
    "scheduled": (re.compile(f"sch_{_NUMBER}"), "a scheduled message"),
    "notification": (re.compile(f"ntf_{_NUMBER}"), "a notification"),
    "bulk": (re.compile(f"blk_{_NUMBER}"), "a bulk message"),
    "note": (re.compile(f"nte_{_NUMBER}"), "a note"),
    "media": (re.compile(f"med_{_NUMBER}"), "a photo or a GIF"),
    "reply": (re.compile(f"rpl_{_NUMBER}"), "a saved reply"),
    "lead": (re.compile(f"led_{_NUMBER}"), "a lead"),
    "collaboration request": (re.compile(f"crq_{_NUMBER}"), "a collaboration request"),
    "member invitation": (re.compile(f"miv_{_NUMBER}"), "an invitation to a team"),
    "report": (re.compile(f"rep_{_NUMBER}"), "a report"),
    "audit entry": (re.compile(f"aud_{_NUMBER}"), "an entry of the audit log"),
    "webhook": (re.compile(f"whk_{_NUMBER}"), "a webhook"),
    "delivery": (re.compile(f"dlv_{_NUMBER}"), "a delivery to a webhook"),
    "viewer": (re.compile(f"vwr_{_NUMBER}"), "a viewer"),
}
_KINDS = {
    "acc": "account",
    "cnv": "conversation",
    "msg": "message",
    "prd": "product",
    "cmp": "campaign",
    "lst": "list",
    "tcl": "target",
    "inv": "invitation",
    "pts": "partnership",
    "agr": "agreement",
    "pch": "change",
    "smp": "sample",
    "sch": "scheduled",
    "ntf": "notification",
    "blk": "bulk",
    "nte": "note",
    "med": "media",
    "rpl": "reply",
    "led": "lead",
    "crq": "collaboration request",
    "miv": "member invitation",
    "rep": "report",
    "aud": "audit entry",
    "whk": "webhook",
    "dlv": "delivery",
    "vwr": "viewer",
    "usr": "user",
    "mbr": "membership",
    "rol": "role",
}
_POSITION = re.compile(r"([0-9a-z]{1,16})\.(0|[1-9][0-9]{0,18})")
_PLACE = re.compile(r"(0|[1-9][0-9]{0,17})\.([1-9][0-9]{0,18})")
_RANKED = re.compile(r"([a-z])(0|[1-9][0-9]{0,18})\.([1-9][0-9]{0,18})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MICROSECOND = 253_402_300_799_999_999  # the end of the year 9999


def parse(kind: str, text: str, field: str) -> int:
    """The key in an id that has one number."""
    return _numbers(kind, text, field)[0]


def at_most(most: int, named: Sequence[object], field: str) -> None:
    """Refuse more than can be named at once, before any of it is looked for."""
    if len(named) > most:
        raise InvalidInput(field, f"These are {len(named):,}; name at most {most:,} at a time.")


def parse_many(kind: str, texts: Sequence[str], field: str) -> list[int]:
    """The keys in ids of one kind; more than anything takes are not even looked at."""
    at_most(MOST_NAMED, texts, field)
    return [parse(kind, text, f"{field}.{index}") for index, text in enumerate(texts)]


def parse_message(text: str, field: str) -> tuple[int, int]:
    """The conversation and the sequence in a message's id."""
    conversation, sequence = _numbers("message", text, field)
    if sequence >= 2**31:
        raise InvalidInput(field, "This is not the id of a message.")
    return conversation, sequence


def parse_agreement(text: str, field: str) -> tuple[int, int]:
    """The partnership and the place in an agreement's id."""
    partnership, place = _numbers("agreement", text, field)
    return partnership, min(place, 2**15)  # beyond any place


def kind_of(text: str, field: str) -> str:
    """What kind of object an id names."""
    kind = _KINDS.get(text[:3])
    if kind is None:
        raise InvalidInput(field, "This is not an id.")
    return kind


def _numbers(kind: str, text: str, field: str) -> list[int]:
    shape, article = _SHAPES[kind]
    match = shape.fullmatch(text)
    numbers = [int(number) for number in match.groups()] if match else []
    if not numbers or max(numbers) > LARGEST:
        raise InvalidInput(field, f"This is not the id of {article}.")
    return numbers


def position(epoch: str, number: int) -> str:
    """A place in a stream, as clients keep it."""
    return f"{epoch}.{number}"


def parse_position(text: str, epoch: str, field: str) -> int:
    """The number in a position of this epoch; of another epoch it is HISTORY_EXPIRED (EVT-3)."""
    match = _POSITION.fullmatch(text)
    if match is None or int(match[2]) > LARGEST:
        raise InvalidInput(field, "This is not a position: pass one that Viewer.position or an event gave.")
    if match[1] != epoch:
        raise HistoryExpired
    return int(match[2])


def inbox_cursor(at: datetime, key: int) -> str:
    """The place of a conversation in an inbox."""
    since = at - _EPOCH
    return f"{(since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds}.{key}"


def parse_inbox_cursor(text: str, field: str) -> tuple[datetime, int]:
    """The place that `inbox_cursor` gave."""
    match = _PLACE.fullmatch(text)
    if match is None or int(match[1]) > _LAST_MICROSECOND or int(match[2]) > LARGEST:
        raise InvalidInput(field, "This is not a cursor of this list.")
    return _EPOCH + timedelta(microseconds=int(match[1])), int(match[2])


def ranked_cursor(by: str, number: int, key: int) -> str:
    """The place of something in a list that goes by a number from 0 on; `by` is a letter for what the number is."""
    return f"{by}{number}.{key}"


def parse_ranked_cursor(text: str, by: str, field: str) -> tuple[int, int]:
    """The place that `ranked_cursor` gave."""
    match = _RANKED.fullmatch(text)
    if match is None or match[1] != by or int(match[2]) > LARGEST or int(match[3]) > LARGEST:
        raise InvalidInput(field, "This is not a cursor of this list.")
    return int(match[2]), int(match[3])


def parse_key_cursor(text: str, field: str) -> int:
    """The place of something in a list that goes by keys."""
    if re.fullmatch(_NUMBER, text) is None or int(text) > LARGEST:
        raise InvalidInput(field, "This is not a cursor of this list.")
    return int(text)


def parse_sequence_cursor(text: str, field: str) -> int:
    """The place of a message in its conversation."""
    if re.fullmatch("[1-9][0-9]{0,9}", text) is None or int(text) >= 2**31:
        raise InvalidInput(field, "This is not a cursor of this list.")
    return int(text)
