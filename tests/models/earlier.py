"""A database as an earlier version of Parley left it."""

import shutil
from pathlib import Path
from typing import Any

import pytest

import models.migrate
import models.migrations
from models.database import orm_config
from models.migrate import migrate


async def at_version(url: str, since: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a database without the migrations that came since."""
    earlier = folder / f"before_{since[0]}"
    shutil.copytree(
        Path(models.migrations.__file__).parent, earlier, ignore=shutil.ignore_patterns(*(f"{name}*" for name in since))
    )
    with monkeypatch.context() as before:
        before.syspath_prepend(str(folder))

        def config(url: str) -> dict[str, Any]:
            ours = orm_config(url)
            ours["apps"]["models"]["migrations"] = earlier.name
            return ours

        before.setattr(models.migrate, "orm_config", config)
        assert not {*await migrate(url)} & {*since}
