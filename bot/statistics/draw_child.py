"""The process that draws a chart: ``python -m bot.statistics.draw_child``.

It reads a chart as JSON, writes a PNG picture or an SVG element, and ends. Its fonts are the library's own,
and so is the style but for what stands here: a chart looks the same everywhere. It imports nothing of the
bot's.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

MEMORY = 512 * 1024 * 1024
"""Bytes that it may hold."""
INK, PAPER = "#1b1f24", "#fbfaf7"
LOOKS = (
    *(("#0072b2", ""), ("#d55e00", "///"), ("#7b828c", "--")),
    *(("#b3629a", ""), ("#008f68", "\\\\\\"), ("#7b828c", "--")),
)
"""Colours near Okabe and Ito's, which all kinds of sight tell apart, and patterns for who sees no colours.
Each colour has a contrast of 3 at least to white and to the dark background of an exported page.
"""
STYLE: dict[Any, object] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 11,
    "text.color": INK,
    "text.parse_math": False,  # headlines may hold dollar signs
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.constrained_layout.hspace": 0.06,
    "figure.constrained_layout.h_pad": 0.12,
    "figure.constrained_layout.w_pad": 0.12,
    "hatch.color": "white",
    "hatch.linewidth": 1.0,
    "svg.fonttype": "path",
    "svg.hashsalt": "tertulia",
}
_WIDTH, _HEIGHTS = 10.0, (4.6, 3.6)
"""Inches: of all, and of each panel."""
_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"


def draw(chart: dict[str, Any]) -> bytes:
    """The chart in the form that it names."""
    mpl.rcdefaults()
    mpl.rcParams.update(STYLE)
    panels = chart["panels"]
    heights = _HEIGHTS[: len(panels)]
    figure = Figure(figsize=(_WIDTH, sum(heights)), layout="constrained")
    rows = figure.subplots(len(panels), squeeze=False, height_ratios=heights)
    if chart["form"] == "png":
        figure.suptitle(chart["title"], fontsize=13, fontweight="bold", wrap=True)
    for axes, panel in zip(rows[:, 0], panels, strict=True):
        _panel(axes, panel, chart["thousands"])
    written = io.BytesIO()
    if chart["form"] == "png":
        figure.savefig(written, format="png", dpi=120, metadata={"Software": None})
        return written.getvalue()
    figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    return _element(written.getvalue(), chart)


def _panel(axes: Axes, panel: dict[str, Any], thousands: str) -> None:
    places = range(len(panel["categories"]))
    below = [0] * len(places)
    for series in panel["series"]:
        colour, pattern = LOOKS[series["look"]]
        label = f"{series['name']} ({_number(sum(series['values']), thousands)})"
        axes.bar(places, series["values"], 0.8, below, color=colour, hatch=pattern, label=label, zorder=2)
        below = [first + second for first, second in zip(below, series["values"], strict=True)]
    for place, total in zip(places, below, strict=True):
        if total:
            told = _number(total, thousands)
            axes.annotate(told, (place, total), (0, 2), textcoords="offset points", ha="center", fontsize=8)
    axes.set_title(panel["title"], loc="left", fontsize=12, pad=30)
    axes.set_xlabel(panel["axis"])
    axes.set_xticks(places, panel["categories"])
    axes.set_xlim(-0.6, len(places) - 0.4)
    axes.tick_params(length=0)
    axes.set_ylim(0, max(max(below), 1) * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _number(int(value), thousands)))
    axes.grid(axis="y", color=INK, alpha=0.15, zorder=0)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, frameon=False, borderaxespad=0.2)


def _number(value: int, thousands: str) -> str:
    return f"{value:,}".replace(",", thousands) if value >= 10_000 else str(value)


def _element(document: bytes, chart: dict[str, Any]) -> bytes:
    """An SVG document as an element of a page: with its words for screen readers, in the page's colour of
    text, with ids that nothing else on the page has, and without what refers to anything outside.
    """
    ElementTree.register_namespace("", _SVG[1:-1])
    root = ElementTree.fromstring(document)  # noqa: S314  # the library wrote it just now
    for parent in root.iter():
        for one in [*parent.iterfind(f"{_SVG}metadata"), *parent.iterfind(f"{_SVG}style")]:
            parent.remove(one)
    for one in root.iter():
        for name, value in list(one.items()):
            del one.attrib[name]
            plain = name.removeprefix(_XLINK)
            one.set(plain, _own_ids(plain, value).replace(INK, "currentColor"))
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    told = (("title", chart["title"]), ("desc", chart["said"]))
    for place, (name, words) in enumerate(told):
        element = ElementTree.Element(f"{_SVG}{name}", {"id": f"chart-{name}"})
        element.text = words
        root.insert(place, element)
    root.attrib |= {
        "role": "img",
        "lang": chart["language"],
        "aria-labelledby": "chart-title chart-desc",
        "stroke-linejoin": "round",
    }
    return ElementTree.tostring(root)


def _own_ids(name: str, value: str) -> str:
    """The value of an attribute, with the ids in it made the chart's own."""
    if name == "id":
        return f"chart-{value}"
    if name == "href":
        return value.replace("#", "#chart-")
    return value.replace("url(#", "url(#chart-")


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def main() -> int:
    """Draw what standard input asks for. Returns the exit code."""
    _limit_memory()
    sys.stdout.buffer.write(draw(json.load(sys.stdin)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
