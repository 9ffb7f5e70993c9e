"""A page: trim size, bleed and safe margin in its own unit, made from a format's name or from numbers."""

from __future__ import annotations

import difflib
import re
from math import ceil
from typing import Annotated

from pydantic import Field

from posta.document.model import Value
from posta.geometry import Rect
from posta.units import PAPER_SIZES, POINTS_PER_UNIT, Unit

PREVIEW_SHORT_SIDE_PX = 1240

Length = Annotated[float, Field(ge=0, le=100_000)]


class Page(Value):
    """The sheet a poster is trimmed to."""

    width: float = Field(gt=0, le=100_000)
    """Trim width in `unit`."""
    height: float = Field(gt=0, le=100_000)
    """Trim height in `unit`."""
    unit: Unit = "mm"
    """mm, in or px. On px pages type sizes are pixels too."""
    bleed: Length = 0
    """How far the background runs past the trim on every side, in `unit`."""
    safe: Length = 0
    """Text stays this far inside the trim, in `unit`."""

    @property
    def points_per_unit(self) -> float:
        return POINTS_PER_UNIT[self.unit]

    @property
    def short_side(self) -> float:
        """The shorter trim side in `unit`."""
        return min(self.width, self.height)

    @property
    def trim(self) -> Rect:
        """The trimmed page in `unit`: (0, 0, width, height)."""
        return Rect(0, 0, self.width, self.height)

    @property
    def bleed_box(self) -> Rect:
        """The page with its bleed, in `unit`."""
        return self.trim.inset(-self.bleed)

    @property
    def safe_box(self) -> Rect:
        """Where text may stand, in `unit`."""
        return self.trim.inset(self.safe)

    def points(self, length: float) -> float:
        """A length in `unit` as points."""
        return length * self.points_per_unit

    def pixels(self, ppi: float) -> tuple[int, int]:
        """Trim size in whole pixels at `ppi`."""
        return (max(1, round(self.points(self.width) * ppi / 72)), max(1, round(self.points(self.height) * ppi / 72)))

    @property
    def preview_ppi(self) -> float:
        """The resolution of a preview: the page's own pixels on px pages, else 1240 pixels on the short side."""
        return 72.0 if self.unit == "px" else PREVIEW_SHORT_SIDE_PX / (self.points(self.short_side) / 72)

    def grid(self, ppi: float) -> tuple[int, int, int]:
        """(width, height, bleed) in pixels of a picture that covers the bleed box on the page's pixel grid at `ppi`.

        The bleed is whole pixels, rounded up, so the grid starts at the trim's corner and such a picture is copied
        pixel by pixel.
        """
        width, height = self.pixels(ppi)
        bleed = ceil(self.points(self.bleed) * ppi / 72)
        return width + 2 * bleed, height + 2 * bleed, bleed

    def grid_box(self, width_px: int, height_px: int) -> Rect | None:
        """Where a picture of this size lies so that its pixels are the page's, in `unit`; None if it fits no grid."""
        for bleed in range(min(width_px, height_px) // 4):
            trim = width_px - 2 * bleed, height_px - 2 * bleed
            ppi = min(trim) * 72 / self.points(self.short_side)
            wanted = self.grid(ppi)
            # A resolution is known only as well as its whole pixels: the long side may be one off.
            if wanted[2] == bleed and max(abs(wanted[0] - width_px), abs(wanted[1] - height_px)) <= 1:
                return self.grid_rect(width_px, height_px, bleed)
        return None

    def grid_rect(self, width_px: int, height_px: int, bleed_px: int) -> Rect:
        """Where a picture made for a grid lies, in `unit`: its trim's pixels fill the page exactly."""
        per_x, per_y = self.width / (width_px - 2 * bleed_px), self.height / (height_px - 2 * bleed_px)
        return Rect(-bleed_px * per_x, -bleed_px * per_y, width_px * per_x, height_px * per_y)


_MEASURED = re.compile(r"^(\d+(?:\.\d+)?)\s*[x×*]\s*(\d+(?:\.\d+)?)\s*(mm|cm|in|px|)$")


def page_for(format_name: str, *, landscape: bool = False) -> Page:
    """A page for a format: `a3`, `a3 landscape`, `50x70cm`, `24x36in`, `1080x1350`.

    Print sizes get the bleed and safe margin print shops ask for (3 mm or 1/8 in; 5 mm or 1/4 in, more on large
    sheets); screen sizes get none. Raises ValueError naming formats that exist.
    """
    name = format_name.strip().lower().replace(" ", "")
    for word in ("landscape", "portrait"):
        if name != word and name.endswith(word):
            landscape, name = word == "landscape", name.removesuffix(word).rstrip("-_,")
    if name in PAPER_SIZES:
        width, height, unit = PAPER_SIZES[name]
    elif match := _MEASURED.match(name):
        width, height = float(match[1]), float(match[2])
        written = match[3] or "px"
        if written == "cm":
            width, height = width * 10, height * 10
        unit = "mm" if written in ("mm", "cm") else "in" if written == "in" else "px"
    else:
        near = difflib.get_close_matches(name, PAPER_SIZES, n=3)
        known = ", ".join(near or PAPER_SIZES)
        raise ValueError(
            f"no format {format_name!r}; use one of {known}, or a size such as 50x70cm, 24x36in, 1080x1350"
        )
    if landscape:
        width, height = height, width
    if min(width, height) <= 0:
        raise ValueError(f"format {format_name!r} has no area")
    return with_margins(width, height, unit)


def with_margins(width: float, height: float, unit: Unit) -> Page:
    """A page of this size with the bleed and safe margin its unit calls for."""
    short = min(width, height)
    if unit == "mm":
        return Page(width=width, height=height, unit=unit, bleed=3, safe=round(max(5.0, short * 0.02), 1))
    if unit == "in":
        return Page(width=width, height=height, unit=unit, bleed=0.125, safe=round(max(0.25, short * 0.02), 3))
    return Page(width=width, height=height, unit=unit, bleed=0, safe=round(short * 0.02, 1))
