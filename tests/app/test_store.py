"""Where bytes lie: a folder, or a bucket spoken to as S3 wants it."""

import os
from pathlib import Path

import pytest

from app.store import Store, unusable
from tests.app.conftest import lying_in


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Both."""
    return str(tmp_path / "media") if request.param == "folder" else request.getfixturevalue("bucket")


async def read(store: Store, name: str) -> bytes | None:
    """What is stored, in one piece."""
    found = await store.get(name)
    if found is None:
        return None
    data = b"".join([piece async for piece in found.pieces])
    assert len(data) == found.size
    return data


async def test_what_is_put_is_there_until_it_is_deleted(place: str, tmp_path: Path) -> None:
    store, data = Store(place), os.urandom(12_000_000)  # more than one part of S3's
    (tmp_path / "file").write_bytes(data)

    await store.put("ab/name-full", tmp_path / "file")

    assert await read(store, "ab/name-full") == data
    assert await store.size("ab/name-full") == len(data)
    assert await read(Store(place), "ab/name-full") == data
    for _ in range(2):  # to delete again is harmless
        await store.delete("ab/name-full")
        assert await store.size("ab/name-full") is None
        assert await read(store, "ab/name-full") is None


async def test_what_lies_in_a_bucket_lies_below_its_prefix(bucket: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"hello")

    await Store(bucket).put("ab/name-full", tmp_path / "file")

    assert lying_in(bucket) == ["some/prefix/ab/name-full"]


async def test_a_folder_is_made_when_it_is_needed_and_nobody_else_looks_into_it(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "media"
    store = Store(str(folder))
    (tmp_path / "file").write_bytes(b"hello")
    assert not folder.exists()

    await store.put("ab/name-full", tmp_path / "file")

    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["../outside", "ab/../../outside", "/etc/passwd", "a//b", "a\0b"])
async def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    store = Store(str(tmp_path / "media"))
    (tmp_path / "file").write_bytes(b"hello")
    before = sorted(tmp_path.rglob("*"))

    try:
        await store.put(name, tmp_path / "file")
    except Exception:  # noqa: BLE001 - whatever it says, what counts is below
        assert sorted(tmp_path.rglob("*")) in (before, sorted([*before, tmp_path / "media"]))
    else:
        added = {*tmp_path.rglob("*")} - {*before}
        assert all(path.is_relative_to(tmp_path / "media") for path in added)


def test_a_folder_that_cannot_be_written_to_is_named_beforehand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unusable(str(tmp_path / "not" / "yet")) is None
    assert unusable("s3://bucket") is None

    monkeypatch.setattr(os, "access", lambda path, mode: False)

    assert unusable(str(tmp_path / "not" / "yet")) == f"{tmp_path} cannot be written to"
