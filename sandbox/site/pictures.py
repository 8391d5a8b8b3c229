"""Draws the site's pictures: flat landscapes of the bay as PNG files, from a few lines each."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

WIDTH, HEIGHT = 1200, 630
"""The size link previews are made for."""

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Hill:
    """A wavy band from ``height`` (share of the picture, from the top) down, in one colour."""

    height: float
    swing: float
    waves: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle; all but the colour as shares of the picture's width and height."""

    x: float
    y: float
    radius: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle, its sides as shares of the picture's."""

    left: float
    top: float
    right: float
    bottom: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Scene:
    """A sky from one colour to another and what stands before it, the farthest first."""

    sky: tuple[Colour, Colour]
    shapes: Sequence[Hill | Disc | Box]


_NIGHT, _LAMP, _SEA, _SAND, _WHITE = (
    (20, 33, 61),
    (244, 185, 66),
    (38, 84, 124),
    (233, 216, 166),
    (250, 250, 245),
)

SCENES = {
    "harbour": Scene(
        ((11, 19, 43), (58, 80, 107)),
        (
            Disc(0.82, 0.2, 0.05, (240, 236, 214)),
            Hill(0.62, 0.05, 1.5, (28, 37, 65)),
            Hill(0.74, 0.006, 9, _SEA),
            Box(0.2, 0.34, 0.206, 0.76, _WHITE),
            Box(0.5, 0.3, 0.506, 0.76, _WHITE),
            Box(0.74, 0.36, 0.746, 0.76, _WHITE),
            Disc(0.203, 0.33, 0.016, _LAMP),
            Disc(0.503, 0.29, 0.016, _LAMP),
            Disc(0.743, 0.35, 0.016, _LAMP),
            Hill(0.88, 0.01, 5, _NIGHT),
        ),
    ),
    "cinema": Scene(
        ((87, 42, 73), (214, 120, 94)),
        (
            Box(0.22, 0.24, 0.78, 0.9, (120, 40, 52)),
            Box(0.18, 0.46, 0.82, 0.58, _LAMP),
            *(Disc(0.2 + 0.05 * step, 0.52, 0.009, _WHITE) for step in range(13)),
            Box(0.44, 0.64, 0.56, 0.9, (44, 20, 32)),
            Hill(0.88, 0.0, 1, (60, 50, 60)),
        ),
    ),
    "bus": Scene(
        ((15, 20, 44), (46, 64, 112)),
        (
            *(Disc(0.07 + 0.11 * step, 0.1 + 0.07 * (step % 3), 0.003, _WHITE) for step in range(9)),
            Box(0.24, 0.42, 0.78, 0.78, (209, 73, 91)),
            *(Box(0.27 + 0.1 * step, 0.48, 0.34 + 0.1 * step, 0.6, (255, 236, 179)) for step in range(5)),
            Disc(0.35, 0.79, 0.038, (30, 30, 36)),
            Disc(0.67, 0.79, 0.038, (30, 30, 36)),
            Hill(0.85, 0.0, 1, (38, 43, 58)),
        ),
    ),
    "seagrass": Scene(
        ((72, 169, 166), (19, 82, 110)),
        (
            Disc(0.3, 0.3, 0.012, (200, 240, 235)),
            Disc(0.33, 0.2, 0.008, (200, 240, 235)),
            Disc(0.7, 0.36, 0.01, (200, 240, 235)),
            Hill(0.6, 0.1, 17, (38, 110, 84)),
            Hill(0.7, 0.1, 23, (49, 138, 92)),
            Hill(0.86, 0.03, 3, _SAND),
        ),
    ),
    "tools": Scene(
        ((244, 237, 222), (229, 213, 184)),
        (
            Box(0.08, 0.3, 0.92, 0.34, (121, 85, 61)),
            Box(0.08, 0.64, 0.92, 0.68, (121, 85, 61)),
            *(Box(0.13 + 0.16 * step, 0.36, 0.15 + 0.16 * step, 0.56, (90, 90, 100)) for step in range(5)),
            *(Box(0.1 + 0.16 * step, 0.34, 0.18 + 0.16 * step, 0.4, (179, 58, 74)) for step in range(5)),
            *(Disc(0.18 + 0.21 * step, 0.8, 0.05, (46, 102, 124)) for step in range(4)),
            *(Disc(0.18 + 0.21 * step, 0.8, 0.025, (229, 213, 184)) for step in range(4)),
        ),
    ),
    "water": Scene(
        ((143, 201, 234), (235, 245, 250)),
        (
            Disc(0.78, 0.22, 0.06, (255, 209, 102)),
            Hill(0.56, 0.12, 1.2, (156, 175, 136)),
            Box(0.3, 0.44, 0.62, 0.7, (222, 226, 230)),
            *(Box(0.33 + 0.07 * step, 0.34, 0.37 + 0.07 * step, 0.7, (173, 181, 189)) for step in range(4)),
            Hill(0.7, 0.012, 7, (58, 134, 183)),
            Hill(0.86, 0.014, 5, (38, 84, 124)),
        ),
    ),
    "nets": Scene(
        ((250, 214, 165), (232, 140, 111)),
        (
            Disc(0.5, 0.5, 0.09, (255, 241, 208)),
            Hill(0.56, 0.008, 8, (63, 97, 130)),
            Box(0.3, 0.5, 0.58, 0.6, (92, 45, 45)),
            Box(0.42, 0.2, 0.427, 0.5, (92, 45, 45)),
            Hill(0.76, 0.01, 6, (44, 68, 98)),
        ),
    ),
}


@cache
def png(name: str) -> bytes:
    """The picture of that name as a PNG file. Raises KeyError where there is none."""
    return _encode(_rows(SCENES[name]))


def _rows(scene: Scene) -> list[bytearray]:
    top, bottom = scene.sky
    rows = []
    for y in range(HEIGHT):
        share = y / (HEIGHT - 1)
        colour = bytes(round(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))
        rows.append(bytearray(colour * WIDTH))
    for shape in scene.shapes:
        match shape:
            case Box(left, above, right, below):
                for y in range(int(above * HEIGHT), int(below * HEIGHT)):
                    _fill(rows[y], int(left * WIDTH), int(right * WIDTH), shape.colour)
            case Disc(x, middle, radius):
                _disc(rows, (x * WIDTH, middle * HEIGHT, radius * WIDTH), shape.colour)
            case Hill():
                _hill(rows, shape)
    return rows


def _fill(row: bytearray, left: int, right: int, colour: Colour) -> None:
    left, right = max(left, 0), min(right, WIDTH)
    if left < right:
        row[3 * left : 3 * right] = bytes(colour) * (right - left)


def _disc(rows: list[bytearray], circle: tuple[float, float, float], colour: Colour) -> None:
    x, middle, radius = circle
    for y in range(max(0, int(middle - radius)), min(HEIGHT, int(middle + radius) + 1)):
        half = math.sqrt(max(0.0, radius * radius - (y - middle) ** 2))
        _fill(rows[y], int(x - half), int(x + half), colour)


def _hill(rows: list[bytearray], hill: Hill) -> None:
    """Fills, in each row, the stretches that lie below the hill's edge."""
    edge = [
        (hill.height + hill.swing * math.sin(2 * math.pi * hill.waves * x / WIDTH + hill.waves)) * HEIGHT
        for x in range(WIDTH)
    ]
    for y in range(max(0, int(min(edge))), HEIGHT):
        start = None
        for x in range(WIDTH + 1):
            inside = x < WIDTH and edge[x] <= y
            if inside and start is None:
                start = x
            elif not inside and start is not None:
                _fill(rows[y], start, x, hill.colour)
                start = None
        if y > max(edge):
            for below in rows[y:]:
                _fill(below, 0, WIDTH, hill.colour)
            return


def _encode(rows: list[bytearray]) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 6)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
