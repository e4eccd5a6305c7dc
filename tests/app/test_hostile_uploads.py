"""The hostile trial: files made to break whoever opens them, sent to a server that others are using."""

import asyncio
import struct
import sys
import zipfile
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PIL import Image

from models.database import open_database
from models.sql import statement
from tests.pictures import bomb, gif, jpeg, opened, png_of, saved, scene
from tests.processes import Process, process, staged

MEGABYTE = 1024 * 1024
MORE_MEMORY = 48  # megabytes, that a server may take for what it serves anyway
HTML = b"<html><script>alert(document.cookie)</script></html>"
ANSWER_SECONDS = 30.0


@pytest.fixture
def dialect() -> str:
    """Files know of no database."""
    return "sqlite"


def many_frames(frames: int, side: int) -> bytes:
    """A small GIF of many large frames, each a few bytes."""
    head = b"GIF89a" + struct.pack("<HHBBB", side, side, 0xF0, 0, 0) + bytes(6)
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, side, side, 0) + b"\x02\x02\x44\x01\0"
    return head + frame * frames + b"\x3b"


def archive() -> bytes:
    """A zip."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("payload.exe", b"MZ" + bytes(1000))
    return file.getvalue()


def large_webp() -> bytes:
    """A WebP of two hundred megapixels in a few bytes: who only opens it takes memory for all of them."""
    data = bytearray(saved(scene(), "WEBP", save_all=True, append_images=[scene(mode="L")]))
    assert data[12:16] == b"VP8X"
    data[24:30] = (14_999).to_bytes(3, "little") * 2
    return bytes(data)


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n"
TOO_MANY = "more than 50,000,000 in all."
# What is sent, and with which status and words it is refused.
HOSTILE: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "a PNG of 20,000 by 20,000": (bomb, 422, f"The picture has 20,000 by 20,000 pixels: {TOO_MANY}"),
    "a PNG larger than can be": (
        lambda: png_of(2**31 - 1, 2**31 - 1, [(b"IDAT", b"x")]), 422, "2,147,483,647 by 2,147,483,647 pixels",
    ),
    "a WebP of 15,000 by 15,000": (large_webp, 422, f"The picture has 15,000 by 15,000 pixels: {TOO_MANY}"),
    "a GIF of 10,000 large frames": (
        lambda: many_frames(10_000, 1000), 422, f"The picture has 1,000 by 1,000 pixels in 51 frames: {TOO_MANY}",
    ),
    "a GIF of 300,000 small frames": (lambda: many_frames(300_000, 1), 422, "The GIF has more than 5,000 frames."),
    "a GIF of one huge frame": (lambda: many_frames(1, 65_535), 422, "65,535 by 65,535 pixels"),
    "a GIF that holds less than it says": (lambda: many_frames(1, 2000), 422, "damaged, or was cut short"),
    "a part of a JPEG": (lambda: jpeg(2000, 1500)[:8000], 422, "damaged, or was cut short"),
    "a PNG of noise": (lambda: png_of(64, 64, [(b"IDAT", bytes(range(256)))]), 422, "damaged, or was cut short"),
    "an SVG": (lambda: SVG, 415, "This is no picture"),
    "an SVG that begins like a GIF": (lambda: b"GIF89a" + SVG, 422, "damaged, or was cut short"),
    "an EPS": (lambda: EPS, 415, "This is application/postscript"),
    "an HTML page": (lambda: HTML, 415, "This is no picture"),
    "a zip": (archive, 415, "This is application/zip"),
    "a BMP": (lambda: saved(scene(), "BMP"), 415, "This is image/bmp"),
    "an icon": (lambda: saved(scene(32, 32), "ICO"), 415, "This is image/x-icon"),
    "eleven megabytes": (
        lambda: jpeg() + bytes(11 * MEGABYTE), 413, "The file is too large: at most 10,485,760 bytes.",
    ),
}  # fmt: skip


def memory(of: Process, what: str) -> int:
    """How many megabytes a process holds (VmRSS), or held at most (VmHWM)."""
    lines = Path(f"/proc/{of.pid}/status").read_text(encoding="ascii").splitlines()
    (line,) = [line for line in lines if line.startswith(f"{what}:")]
    return int(line.split()[1]) // 1024


def forget_peak(of: Process) -> None:
    """Let VmHWM begin anew."""
    Path(f"/proc/{of.pid}/clear_refs").write_text("5", encoding="ascii")


class Sender:
    """Somebody who uploads."""

    def __init__(self, session: aiohttp.ClientSession, url: str, headers: dict[str, str]) -> None:
        self._session = session
        self.url = url
        self._headers = headers

    async def send(self, body: Any, **claims: str) -> tuple[int, Any]:
        """What it is answered with."""
        sent = BytesIO(body) if isinstance(body, bytes) else body
        async with self._session.post(f"{self.url}/media", data=sent, headers=self._headers | claims) as answer:
            return answer.status, await answer.json()

    async def read(self, link: str) -> tuple[Any, bytes]:
        """What lies under a link."""
        async with self._session.get(f"{self.url}{link}") as answer:
            return answer.headers, await answer.read()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Process]:
    """A server as operators run it."""
    async with process(f"sqlite:///{tmp_path}/trial.sqlite3", tmp_path / "log") as made:
        yield made


@pytest.fixture
async def sender(server: Process) -> AsyncIterator[Sender]:
    """maya, with bad intentions."""
    stage = await staged(server.database_url)
    await server.start()
    credentials = stage.wire("maya", server.url)
    await credentials.session.close()
    headers = {"Authorization": credentials.credentials["authorization"]}
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield Sender(session, server.url, headers)


async def kept(server: Process) -> tuple[int, int]:
    """How many files, and how many rows, there are."""
    database = await open_database(server.database_url)
    try:
        rows = await database.fetch(statement("SELECT count(*) FROM media"))
    finally:
        await database.close()
    return sum(path.is_file() for path in server.media.rglob("*")), rows[0][0]


async def endless() -> AsyncIterator[bytes]:
    """A body without end, that begins as a photo."""
    yield jpeg()
    while True:
        yield bytes(64 * 1024)


@pytest.mark.rule("MSG-4")
async def test_every_hostile_file_is_refused_with_its_reason_and_leaves_nothing(
    server: Process, sender: Sender
) -> None:
    files = {name: (make(), status, words) for name, (make, status, words) in HOSTILE.items()}
    assert all(len(data) <= 10 * MEGABYTE for name, (data, _, _) in files.items() if name != "eleven megabytes")
    await sender.send(b"hello")  # what is loaded once is loaded
    before = 0
    if sys.platform == "linux":
        forget_peak(server)
        before = memory(server, "VmRSS")

    for name, (data, status, words) in files.items():
        answered, said = await sender.send(data, **{"Content-Type": "image/jpeg"})
        assert (answered, said["errors"][0]["extensions"]) == (status, {"code": "INVALID_INPUT", "field": "file"}), name
        assert words in said["errors"][0]["message"], name
    for _ in range(3):
        assert (await sender.send(endless()))[0] == 413
    assert {(await sender.send(bomb()))[0] for _ in range(5)} == {422}
    at_once = await asyncio.gather(*(sender.send(bomb()) for _ in range(5)))
    assert {status for status, _ in at_once} == {422}

    assert await kept(server) == (0, 0)
    if sys.platform == "linux":
        assert memory(server, "VmHWM") - before < MORE_MEMORY
    assert (await sender.send(jpeg()))[0] == 201  # and it serves as before


@pytest.mark.rule("MSG-4")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
async def test_of_a_file_that_is_two_things_only_the_picture_is_kept(
    server: Process, sender: Sender, kind: str
) -> None:
    picture = (
        gif(2, comment=HTML) if kind == "GIF" else saved(scene(), kind, **({"comment": HTML} if kind == "JPEG" else {}))
    )
    for payload in (HTML, archive()):
        status, media = await sender.send(picture + payload, **{"Content-Type": "text/html"})
        assert status == 201
        for link in (media["url"], media["thumbnailUrl"]):
            told, data = await sender.read(link)
            assert told["Content-Type"].startswith("image/")
            assert opened(data).size == (media["width"], media["height"])
            assert not any(trace in data for trace in (b"<script", b"payload.exe", b"PK\x03\x04", b"document.cookie"))

    for path in server.media.rglob("*"):
        assert path.is_dir() or b"script" not in path.read_bytes()


@pytest.mark.rule("MSG-4")
async def test_a_photo_of_fifty_megapixels_is_taken_and_the_server_does_not_grow(
    server: Process, sender: Sender
) -> None:
    sent = saved(scene(8000, 6250), "JPEG", quality=60)
    assert (await sender.send(jpeg()))[0] == 201
    before = 0
    if sys.platform == "linux":
        forget_peak(server)
        before = memory(server, "VmRSS")

    answered = await asyncio.gather(*(sender.send(sent) for _ in range(3)))

    assert [(status, media["width"], media["height"]) for status, media in answered] == [(201, 8000, 6250)] * 3
    if sys.platform == "linux":
        assert memory(server, "VmHWM") - before < MORE_MEMORY
    assert Image.MAX_IMAGE_PIXELS is not None
