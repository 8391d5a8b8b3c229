"""A chart as it is drawn: everything in it is in words already."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChartForm(StrEnum):
    """The forms a chart is drawn in: a picture, or a part of a page."""

    PNG = "png"
    SVG = "svg"


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of bars. ``look`` counts the colours from 0; each has a pattern too."""

    name: str
    values: tuple[int, ...]
    look: int


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars on a common axis, one series upon the other: each has a value for every category."""

    title: str
    axis: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels below each other. ``said`` is all of it in words, for those who do not see it.

    ``thousands`` separates the digits of numbers with five digits and more.
    """

    title: str
    panels: tuple[Panel, ...]
    said: str
    language: str
    thousands: str
