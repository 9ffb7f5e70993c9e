"""Lengths: millimetres, inches, points and pixels, and the table of paper sizes.

A poster's lengths are in its page's unit; a Frame's are in points (1/72 inch); pixels exist only after rasterizing.
On a `px` page one pixel is one point, so a 1080 x 1350 page rasterized at 72 ppi has exactly 1080 x 1350 pixels.
"""

from __future__ import annotations

from typing import Literal

Unit = Literal["mm", "in", "px"]

POINTS_PER_UNIT: dict[str, float] = {"mm": 72 / 25.4, "in": 72.0, "px": 1.0}
MM_PER_POINT = 25.4 / 72
SCREEN_PPI = 110
"""A px page has no millimetres: grain and dots are drawn as on a print seen at this ppi."""

# ISO 216 (A, B), ANSI and the usual poster and screen sizes: (width, height, unit), upright.
PAPER_SIZES: dict[str, tuple[float, float, Unit]] = {
    "a0": (841, 1189, "mm"),
    "a1": (594, 841, "mm"),
    "a2": (420, 594, "mm"),
    "a3": (297, 420, "mm"),
    "a4": (210, 297, "mm"),
    "a5": (148, 210, "mm"),
    "a6": (105, 148, "mm"),
    "b0": (1000, 1414, "mm"),
    "b1": (707, 1000, "mm"),
    "b2": (500, 707, "mm"),
    "b3": (353, 500, "mm"),
    "b4": (250, 353, "mm"),
    "b5": (176, 250, "mm"),
    "f4": (895, 1280, "mm"),
    "letter": (8.5, 11, "in"),
    "legal": (8.5, 14, "in"),
    "tabloid": (11, 17, "in"),
    "square": (1080, 1080, "px"),
    "portrait": (1080, 1350, "px"),
    "story": (1080, 1920, "px"),
    "landscape": (1920, 1080, "px"),
}


def points_per_mm(unit: Unit) -> float:
    """Points to a millimetre of print finish on a page of this unit."""
    return SCREEN_PPI / 25.4 if unit == "px" else 72 / 25.4


def to_points(length: float, unit: Unit) -> float:
    """A length in `unit` as points."""
    return length * POINTS_PER_UNIT[unit]


def from_points(points: float, unit: Unit) -> float:
    """Points as a length in `unit`."""
    return points / POINTS_PER_UNIT[unit]


def to_pixels(points: float, ppi: float) -> float:
    """Points as pixels at `ppi` pixels per inch (not rounded)."""
    return points * ppi / 72
