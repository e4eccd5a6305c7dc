"""What is served of the console is built of the sources beside it."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES, BUILT = ROOT / "web" / "console", ROOT / "app" / "static" / "console"
SINGLE = (
    "index.html", "package.json", "package-lock.json", "relay.config.json", "sources.ts", "tsconfig.json",
    "vite.config.ts",
)  # fmt: skip


def test_it_was_built_after_its_last_change() -> None:
    inside = [
        str(path.relative_to(SOURCES)).replace(os.sep, "/")
        for path in (SOURCES / "src").rglob("*")
        if path.is_file() and "__generated__" not in path.parts
    ]
    now = hashlib.sha256()
    for path in sorted([*SINGLE, *inside, "../../schema.graphql"]):
        now.update(f"{path}\0".encode() + (SOURCES / path).read_bytes() + b"\0")

    assert (BUILT / "sources.sha256").read_text().strip() == now.hexdigest(), "make web, and commit what it builds"
