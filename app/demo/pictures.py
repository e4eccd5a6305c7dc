"""Photos and a GIF, drawn when they are needed: evening skies over hills, and a cup that steams."""

import colorsys
import math
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

from app.demo.words import dice

SIZE = (960, 720)
CUP, FRAMES, MILLISECONDS = (240, 180), 12, 90
Colour = tuple[int, int, int]


def photo(name: str, into: Path) -> None:
    """Draw a photo: of the same name, the same."""
    chance = dice("photo", name)
    width, height = SIZE
    hue = chance.random()
    image = _gradient(SIZE, _colour(hue, 0.45, 0.98), _colour(hue + 0.12, 0.3, 1.0))
    draw = ImageDraw.Draw(image)
    sun, x, y = height // 8, chance.randrange(width // 4, 3 * width // 4), chance.randrange(height // 4, height // 2)
    draw.ellipse((x - sun, y - sun, x + sun, y + sun), fill=_colour(hue + 0.5, 0.25, 1.0))
    for layer in range(4):
        ground, phase, length = height * (0.5 + 0.13 * layer), chance.uniform(0, 6), chance.uniform(110, 240)
        ridge = [(at, ground + 40 * math.sin(at / length + phase)) for at in range(0, width + 12, 12)]
        fill = _colour(hue + 0.03 * layer, 0.5 + 0.1 * layer, 0.75 - 0.15 * layer)
        draw.polygon([(0, height), *ridge, (width, height)], fill=fill)
    image.save(into, "JPEG", quality=88)


def gif(name: str, into: Path) -> None:
    """Draw a cup that steams, for ever."""
    hue = dice("gif", name).random()
    frames = [_cup(hue, frame / FRAMES) for frame in range(FRAMES)]
    frames[0].save(into, "GIF", save_all=True, append_images=frames[1:], duration=MILLISECONDS, loop=0)


DRAWN: dict[str, Callable[[str, Path], None]] = {"photo": photo, "gif": gif}


def _cup(hue: float, turn: float) -> Image.Image:
    width, height = CUP
    image = Image.new("RGB", CUP, _colour(hue, 0.2, 0.98))
    draw = ImageDraw.Draw(image)
    dark = _colour(hue + 0.5, 0.55, 0.5)
    draw.rounded_rectangle((70, 90, 150, 160), radius=18, fill=dark)
    draw.arc((135, 100, 180, 145), start=-90, end=90, fill=dark, width=9)
    for plume in range(3):
        x = 90 + 20 * plume
        steam = [
            (x + 6 * math.sin(y / 9 + plume + 2 * math.pi * turn), y) for y in range(30 + 8 * plume, height // 2 - 8, 3)
        ]
        draw.line(steam, fill=_colour(hue, 0.08, 1.0), width=5, joint="curve")
    draw.line((50, 165, width - 50, 165), fill=dark, width=4)
    return image


def _gradient(size: tuple[int, int], top: Colour, bottom: Colour) -> Image.Image:
    blend = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), blend)


def _colour(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, min(saturation, 1), max(value, 0))
    return round(red * 255), round(green * 255), round(blue * 255)
