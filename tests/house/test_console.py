"""What is served of the console is built of the sources beside it."""

import hashlib
import re
from pathlib import Path

from tests.house.test_words import LONGEST_FILE

WIDEST = 120
ROOT = Path(__file__).parents[2]
SOURCES, BUILT = ROOT / "web" / "console", ROOT / "app" / "static" / "console"


def test_it_was_built_after_its_last_change() -> None:
    own = [path.name for path in SOURCES.iterdir() if re.fullmatch(r"[a-z].*\.(html|json|ts)", path.name)]
    inside = [path for path in (SOURCES / "src").rglob("*") if path.is_file() and "__generated__" not in path.parts]
    names = [name for name in own if name != "documents.json"]  # made by the build
    names += [path.relative_to(SOURCES).as_posix() for path in inside]
    now = hashlib.sha256()
    for name in sorted([*names, "../../schema.graphql"]):
        now.update(f"{name}\0".encode() + (SOURCES / name).read_bytes() + b"\0")

    assert (BUILT / "sources.sha256").read_text().strip() == now.hexdigest(), "make web, and commit what it builds"


def test_german_waits_for_nothing_that_waits_for_it() -> None:
    (german,) = (BUILT / "assets").glob("de-*.js")

    assert re.findall(r'from ?"([^"]+)"|import ?"([^"]+)"', german.read_text()) == [], "the page would never begin"


def test_its_sources_stay_small() -> None:
    lines = {
        path.relative_to(SOURCES).as_posix(): path.read_text().splitlines()
        for path in (SOURCES / "src").rglob("*")
        if path.suffix in {".css", ".ts", ".tsx"} and "__generated__" not in path.parts
    }

    assert {name: len(all_) for name, all_ in lines.items() if len(all_) > LONGEST_FILE} == {}
    wide = {f"{name}:{at}" for name, all_ in lines.items() for at, line in enumerate(all_, 1) if len(line) > WIDEST}
    assert wide == set()
