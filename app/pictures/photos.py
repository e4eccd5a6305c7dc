"""Photos: decoded, turned upright, their colours made sRGB, and encoded anew without anything else."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, JpegImagePlugin

from app.pictures.kinds import UNPROCESSABLE, UNSUPPORTED, Limits, Picture, Refused, measure

# What a file is by its first bytes, and who reads it. Phones append a second picture to a JPEG: such a one is an MPO.
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/apng": "PNG", "image/webp": "WEBP"}

# A scan of a progressive JPEG can be a few bytes that take as long as a whole picture.
SCAN, MOST_SCANS = b"\xff\xda", 100
# A JPEG is kept about as good as it came: quality goes by how coarse its numbers are, of which this sum stands for 50.
BEST, WORST, COARSENESS = 90, 40, 3688
WEBP_QUALITY, THUMBNAIL_QUALITY = 90, 80
QUICK, THOROUGH = 3, 6  # how PNGs are compressed
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Above so many pixels a picture takes hundreds of megabytes for a moment.
LARGE = 16_000_000
# Above so many pixels a WebP takes too long to make, and too much memory: it is kept as a JPEG or a PNG.
LARGEST_WEBP = 8_000_000
SIDE = 0x3FFF  # the bits of a side of a WebP

Say = Callable[[int], None]


def develop(source: Path, into: Path, mime: str, limits: Limits, begin: Say) -> tuple[Picture, Image.Image]:
    """Make the photo that is kept. `begin` is told how many pixels it has, before they are decoded."""
    reader = FORMATS[mime]
    if reader == "JPEG" and source.read_bytes().count(SCAN) > MOST_SCANS:
        raise Refused(UNPROCESSABLE, f"The picture comes in more than {MOST_SCANS} layers.")
    if reader == "WEBP":
        measure(*_webp_size(source), limits)  # its reader takes the memory for it when it opens the file
    with Image.open(source, formats=(reader,)) as opened:
        measure(*opened.size, limits)
        if opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1:
            raise Refused(UNSUPPORTED, f"Moving pictures are sent as GIFs; this is a moving {mime}.")
        begin(opened.width * opened.height)
        opened.load()
        chosen = _encoding(opened, source)
        image = _plain(_upright(opened))
    kept = _save(image, into, reader, chosen)
    return Picture(content_type=f"image/{kept.lower()}", width=image.width, height=image.height), image


def _webp_size(source: Path) -> tuple[int, int]:
    with source.open("rb") as file:
        head = file.read(30)
    kind = head[12:16]
    if kind == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & SIDE) + 1, (bits >> 14 & SIDE) + 1
    return int.from_bytes(head[26:28], "little") & SIDE, int.from_bytes(head[28:30], "little") & SIDE


def _encoding(opened: Image.Image, source: Path) -> dict[str, Any]:
    """How it is encoded: as it came, as nearly as can be."""
    if isinstance(opened, JpegImagePlugin.JpegImageFile):
        coarseness = sum(next(iter(opened.quantization.values()))) / COARSENESS
        quality = 100 - 50 * coarseness if coarseness < 1 else 50 / coarseness
        return {"quality": min(max(round(quality), WORST), BEST), "subsampling": JpegImagePlugin.get_sampling(opened)}
    if opened.format == "WEBP":
        with source.open("rb") as file:
            lossless = b"VP8L" in file.read(64)
        return {"lossless": lossless, "quality": 50 if lossless else WEBP_QUALITY}
    return {}


def _upright(image: Image.Image) -> Image.Image:
    try:
        orientation = image.getexif().get(ORIENTATION)
    except Exception:  # noqa: BLE001 - what cannot be read turns nothing
        return image
    turn = UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    return image if turn is None else image.transpose(turn)


def _plain(image: Image.Image) -> Image.Image:
    """The picture alone: grey, a palette, RGB, or RGB with transparency, in the colours of sRGB."""
    profile = image.info.get("icc_profile")
    transparent = image.has_transparency_data
    grey = image.mode in {"1", "L", "LA"}
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    elif image.mode == "CMYK":
        image = _standard(image, profile) if profile else image.convert("RGB")
    elif image.mode == "P" and not profile:
        image.info = {"transparency": image.info["transparency"]} if "transparency" in image.info else {}
        return image
    else:
        wanted = ("LA" if grey else "RGBA") if transparent else ("L" if grey else "RGB")
        image = image if image.mode == wanted else image.convert(wanted)
        if profile and not grey:
            image = _standard(image, profile)
    image.info = {}
    return image


def _standard(image: Image.Image, profile: bytes) -> Image.Image:
    """Its colours in sRGB; a profile that cannot be read, or is of another kind of picture, changes nothing."""
    try:
        own, standard = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        if image.mode == "CMYK":
            return ImageCms.profileToProfile(image, own, standard, outputMode="RGB") or image.convert("RGB")
        ImageCms.profileToProfile(image, own, standard, inPlace=True)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image.convert("RGB") if image.mode == "CMYK" else image
    return image


def _save(image: Image.Image, into: Path, wanted: str, chosen: dict[str, Any]) -> str:
    """Encode it, and say in which format."""
    pixels = image.width * image.height
    if wanted == "WEBP" and pixels <= LARGEST_WEBP:
        with suppress(ValueError):  # of some pictures, WebP cannot hold all
            image.save(into, wanted, **chosen)
            return wanted
    if wanted == "WEBP":
        lossless = chosen["lossless"] or image.has_transparency_data
        wanted, chosen = ("PNG", {}) if lossless else ("JPEG", {"quality": BEST})
    if wanted == "PNG":
        chosen = {"compress_level": QUICK if pixels > LARGE else THOROUGH}
    image.save(into, wanted, **chosen)
    return wanted


def thumbnail(image: Image.Image, into: Path, limits: Limits) -> None:
    """Make a small still WebP of a picture."""
    side = limits.thumbnail_pixels
    if image.mode not in {"L", "LA", "RGB", "RGBA"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    scale = max(image.size) // (side * 2)
    small = image.reduce(scale) if scale > 1 else image.copy()
    small.thumbnail((side, side))
    small.info = {}
    small.save(into, "WEBP", quality=THUMBNAIL_QUALITY)
