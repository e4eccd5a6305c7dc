"""What is kept of a picture: all that is seen of it, and nothing else."""

import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app import darkroom
from app.darkroom import Darkroom
from app.pictures.kinds import Limits, Picture, Refused
from tests import pictures
from tests.pictures import SECRET_PLACE, frames_of, gif, jpeg, odd_gif, opened, profile, saved, scene, told_of

LIMITS = Limits(max_pixels=1_000_000, thumbnail_pixels=32)
Kept = tuple[Picture, bytes, bytes]
Develop = Callable[[bytes], Awaitable[Kept]]


@pytest.fixture
def develop(tmp_path: Path) -> Develop:
    """Develop a file; what is known of it, itself, and its thumbnail."""
    room, count = Darkroom(), iter(range(100))

    async def one(data: bytes) -> Kept:
        folder = tmp_path / str(next(count))
        folder.mkdir()
        (folder / "upload").write_bytes(data)
        made = await room.develop(folder / "upload", folder, LIMITS)
        return made.picture, made.full.read_bytes(), made.thumbnail.read_bytes()

    return one


def near(one: Any, other: tuple[int, ...]) -> bool:
    """Whether two colours look the same."""
    return all(abs(a - b) < 24 for a, b in zip(one, other, strict=False))


@pytest.mark.rule("MSG-4")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_of_a_photo_place_and_device_are_removed_and_it_stands_upright(develop: Develop, kind: str) -> None:
    comment = {"comment": SECRET_PLACE} if kind == "JPEG" else {}
    told = told_of(orientation=6)
    sent = saved(scene(64, 48), kind, exif=told, icc_profile=profile(), **comment) + b"PK\x03\x04" + SECRET_PLACE
    assert SECRET_PLACE in sent

    picture, full, thumbnail = await develop(sent)

    assert (picture.content_type, picture.animated) == (f"image/{kind.lower()}", False)
    assert (picture.width, picture.height) == (48, 64)
    shown = opened(full)
    assert shown.format == kind
    assert shown.size == (48, 64)
    # Green was at the left, and is on top now; blue was below, and is at the left.
    assert near(shown.convert("RGB").getpixel((24, 4)), (20, 180, 60))
    assert near(shown.convert("RGB").getpixel((6, 50)), (30, 40, 200))
    small = opened(thumbnail)
    assert (small.format, small.size) == ("WEBP", (24, 32))
    for kept, image in ((full, shown), (thumbnail, small)):
        assert SECRET_PLACE not in kept
        assert not dict(image.getexif())
        assert {"exif", "xmp", "comment", "icc_profile", "photoshop"} & {*image.info} == set()


@pytest.mark.rule("MSG-4")
@pytest.mark.parametrize("orientation", range(1, 9))
async def test_each_way_of_holding_a_telephone_ends_upright(develop: Develop, orientation: int) -> None:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    upright = scene()
    held = upright.transpose(turns[orientation]) if orientation in turns else upright

    _, full, _ = await develop(saved(held, "PNG", exif=told_of(orientation)))

    assert opened(full).tobytes() == upright.tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "PA"])
async def test_a_png_of_any_kind_looks_as_it_did(develop: Develop, mode: str) -> None:
    image = scene().quantize(8) if mode == "P" else scene(mode="L").convert(mode) if mode == "I;16" else None
    if mode == "PA":
        image = scene().quantize(8)
        image.info["transparency"] = 0
    image = image or scene(mode=mode)
    if mode == "I;16":
        image = image.convert("I").point(lambda value: value * 257).convert("I;16")
    sent = saved(image, "PNG", **({"transparency": 0} if mode == "PA" else {}))

    _, full, _ = await develop(sent)

    wanted = scene(mode="L").convert("RGBA") if mode == "I;16" else opened(sent).convert("RGBA")
    assert opened(full).convert("RGBA").tobytes() == wanted.tobytes()


async def test_colours_of_print_become_those_of_a_screen(develop: Develop) -> None:
    picture, full, _ = await develop(saved(scene(mode="CMYK"), "JPEG", quality=95))

    assert opened(full).mode == "RGB"
    assert near(opened(full).getpixel((40, 8)), (200, 30, 40))
    assert picture.content_type == "image/jpeg"


async def test_a_telephones_second_picture_is_left_out(develop: Develop) -> None:
    sent = saved(scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 48))])

    picture, full, _ = await develop(sent)

    assert picture.content_type == "image/jpeg"
    assert opened(full).format == "JPEG"
    assert near(opened(full).getpixel((40, 8)), (200, 30, 40))


async def test_a_lossless_webp_and_a_palette_keep_every_pixel(develop: Develop) -> None:
    image = scene(mode="RGBA")
    image.putalpha(scene(mode="L"))

    _, full, _ = await develop(saved(image, "WEBP", lossless=True))

    assert opened(full).tobytes() == image.tobytes()


async def test_a_photo_is_about_as_large_as_it_came(develop: Develop) -> None:
    noise = Image.frombytes("RGB", (640, 480), random.Random(1).randbytes(640 * 480 * 3))
    for quality in (50, 75, 90):
        sent = saved(noise, "JPEG", quality=quality)
        _, full, _ = await develop(sent)
        assert 0.9 < len(full) / len(sent) < 1.1


@pytest.mark.rule("MSG-4")
async def test_a_gif_keeps_every_frame_its_time_and_its_loop(develop: Develop) -> None:
    sent = gif(5, loop=3, comment=SECRET_PLACE) + b"<html>" + SECRET_PLACE

    picture, full, thumbnail = await develop(sent)

    assert picture == Picture(content_type="image/gif", width=32, height=24, animated=True)
    assert frames_of(full) == frames_of(sent)
    assert [time for _, time, _ in frames_of(full)] == [40, 50, 60, 70, 80]
    assert opened(full).info["loop"] == 3
    assert SECRET_PLACE not in full + thumbnail
    small = opened(thumbnail)
    assert (small.format, getattr(small, "n_frames", 1)) == ("WEBP", 1)


@pytest.mark.rule("MSG-4")
@pytest.mark.parametrize("seed", range(5))
async def test_whatever_a_gif_is_made_of_it_looks_the_same(develop: Develop, seed: int) -> None:
    sent = odd_gif(random.Random(seed))

    _, full, _ = await develop(sent)

    assert frames_of(full) == frames_of(sent)
    assert SECRET_PLACE in sent
    assert SECRET_PLACE not in full


async def test_what_hides_behind_the_pixels_of_a_frame_is_gone(develop: Develop) -> None:
    sent = gif(1, loop=None)
    assert sent.endswith(b"\0\x3b")

    _, full, _ = await develop(sent[:-2] + pictures.block(SECRET_PLACE) + b"\x3b")

    assert SECRET_PLACE not in full
    assert frames_of(full) == frames_of(sent)


async def test_a_still_gif_does_not_move(develop: Develop) -> None:
    picture, _, _ = await develop(gif(1))

    assert not picture.animated


WIDE = "The picture has 1,001 by 1,000 pixels: more than 1,000,000 in all."
DAMAGED = "The file is damaged, or was cut short."
REFUSED: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "a pixel too many": (lambda: saved(Image.new("L", (1001, 1000)), "PNG"), 422, WIDE),
    "frames too many": (
        lambda: gif(11, 1000, 100), 422,
        "The picture has 1,000 by 100 pixels in 11 frames: more than 1,000,000 in all.",
    ),
    "half a JPEG": (lambda: jpeg(640, 480)[:2000], 422, DAMAGED),
    "half a PNG": (lambda: saved(scene(), "PNG")[:-40], 422, DAMAGED),
    "half a WebP": (lambda: saved(scene(), "WEBP")[:60], 422, DAMAGED),
    "half a GIF": (lambda: gif()[:-30], 422, DAMAGED),
    "a GIF of nothing": (lambda: gif()[:13] + b"\x3b", 422, DAMAGED),
    "a moving WebP": (
        lambda: saved(scene(), "WEBP", save_all=True, append_images=[scene(mode="L").convert("RGB")]), 415,
        "Moving pictures are sent as GIFs; this is a moving image/webp.",
    ),
    "a moving PNG": (
        lambda: saved(scene(), "PNG", save_all=True, append_images=[scene(mode="L").convert("RGB")]), 415,
        "Moving pictures are sent as GIFs; this is a moving image/apng.",
    ),
    "a JPEG of a thousand scans": (
        lambda: jpeg(progressive=True) + b"\xff\xda" * 100, 422, "The picture comes in more than 100 layers.",
    ),
    "a PDF": (lambda: b"%PDF-1.7 and so on", 415, "This is application/pdf: send a JPEG, PNG or WebP photo, or a GIF."),
    "a TIFF": (
        lambda: saved(scene(), "TIFF"), 415, "This is image/tiff: send a JPEG, PNG or WebP photo, or a GIF.",
    ),
    "words": (lambda: b"hello", 415, "This is no picture: send a JPEG, PNG or WebP photo, or a GIF."),
}  # fmt: skip


@pytest.mark.rule("MSG-4")
@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_no_picture_that_can_be_sent_is_refused_with_its_reason(
    develop: Develop, tmp_path: Path, what: str
) -> None:
    make, status, detail = REFUSED[what]

    with pytest.raises(Refused) as refused:
        await develop(make())

    assert (refused.value.status, refused.value.detail) == (status, detail)


async def test_as_many_pixels_as_are_allowed_are_taken(develop: Develop) -> None:
    picture, _, _ = await develop(saved(Image.new("L", (1000, 1000)), "PNG"))
    moving, _, _ = await develop(gif(10, 1000, 100))

    assert (picture.width, moving.width) == (1000, 1000)


async def test_no_file_holds_the_darkroom_for_ever(develop: Develop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "SECONDS", 0.01)

    with pytest.raises(Refused, match=r"^The picture takes too long to be read\.$"):
        await develop(jpeg())

    monkeypatch.setattr(darkroom, "SECONDS", 60.0)
    assert (await develop(jpeg()))[0].width == 64
