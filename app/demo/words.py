"""The demo's words, kept as text beside this file: tables of people and products, and what they say."""

import random
from pathlib import Path

WORDS = Path(__file__).with_name("words")
SEED = "parley"


def dice(*about: str) -> random.Random:
    """Chance that falls the same way whenever it is asked about the same thing."""
    return random.Random("/".join((SEED, *about)))  # noqa: S311 - made-up people, not secrets


def table(text: str) -> list[list[str]]:
    """The rows of a table: cells stand between bars."""
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def sections(text: str) -> dict[str, str]:
    """What stands under each `== title`."""
    _, *parts = f"\n{text}".split("\n== ")
    return {title.strip(): body for title, _, body in (part.partition("\n") for part in parts)}


def read(name: str) -> str:
    """One of the files."""
    return (WORDS / f"{name}.txt").read_text(encoding="utf-8")
