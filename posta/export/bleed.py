"""Pictures that end at the trim run on through the bleed: a frame (points) in, the same frame with longer pictures out.

What a picture was cropped of is shown where there is any; beyond its own pixels it is mirrored, which no eye finds in
the few millimetres that are cut away. Inside the trim nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from posta.geometry import Rect
from posta.render.frame import Frame, Item, Picture, PictureItem, PixelSource
from posta.units import MM_PER_POINT

AT_TRIM = 0.75  # points; a picture that ends this near the trim is meant to end there
SIDES = ("left", "top", "right", "bottom")

Margins = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A picture with mirrored pixels around it, as a PixelSource."""

    source: PixelSource
    left: int
    top: int
    right: int
    bottom: int

    @property
    def width_px(self) -> int:
        return self.left + self.source.width_px + self.right

    @property
    def height_px(self) -> int:
        return self.top + self.source.height_px + self.bottom

    @property
    def has_alpha(self) -> bool:
        return self.source.has_alpha

    @property
    def key(self) -> str:
        return f"{self.source.key}/mirrored {self.left} {self.top} {self.right} {self.bottom}"

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        down = _folded(np.arange(top, bottom) - self.top, self.source.height_px)
        first = int(down.min())
        part = self.source.rows(first, int(down.max()) + 1)[down - first]
        across = _folded(np.arange(-self.left, self.source.width_px + self.right), self.source.width_px)
        return part if self.left == self.right == 0 else np.ascontiguousarray(part[:, across])


def _folded(places: NDArray[np.int_], size: int) -> NDArray[np.int_]:
    """Places on an endless row of a picture and its mirror images, as places in the picture."""
    around = places % (2 * size)
    return np.where(around < size, around, 2 * size - 1 - around)


def short_sides(frame: Frame, seen: Rect) -> Margins:
    """How far a rect that ends at the trim stops short of the bleed's edge on each side, in points; 0 where it does not."""
    trim, bleed = frame.trim, frame.bleed_box
    sides = (
        (seen.x - trim.x, seen.x - bleed.x),
        (seen.y - trim.y, seen.y - bleed.y),
        (trim.right - seen.right, bleed.right - seen.right),
        (trim.bottom - seen.bottom, bleed.bottom - seen.bottom),
    )
    meets = seen.intersection(trim).area > 0
    return tuple(gap if meets and at <= AT_TRIM < gap else 0.0 for at, gap in sides)  # type: ignore[return-value]


def named(margins: Margins) -> str:
    """The sides that are short, in words."""
    return ", ".join(name for name, gap in zip(SIDES, margins, strict=True) if gap)


def is_extendable(item: Item) -> bool:
    """Whether a picture can be made longer: opaque and upright."""
    if not isinstance(item, PictureItem) or item.picture.source.has_alpha:
        return False
    turned = item.look.transform
    return turned.b == turned.c == 0 and turned.a > 0 and turned.d > 0


def through_bleed(frame: Frame) -> tuple[Frame, tuple[str, ...]]:
    """The frame with every opaque, upright picture that ends at the trim run on to the bleed's edge, and what was done."""
    notes = []
    items: list[Item] = []
    for item in frame.items:
        if isinstance(item, PictureItem) and is_extendable(item):
            gaps = short_sides(frame, item.look.transform.bounds(item.picture.rect))
            if any(gaps):
                scale = item.look.transform
                own: Margins = (gaps[0] / scale.a, gaps[1] / scale.d, gaps[2] / scale.a, gaps[3] / scale.d)
                longer, mirrored = longer_picture(item.picture, own)
                item = replace(item, picture=longer)
                if mirrored:
                    size = f"{max(gaps) * MM_PER_POINT:.1f} mm"
                    notes.append(
                        f"{item.look.layer_id} ends at the trim: mirrored into the bleed ({named(gaps)}, {size})."
                    )
        items.append(item)
    return replace(frame, items=tuple(items)), tuple(notes)


def longer_picture(picture: Picture, margins: Margins) -> tuple[Picture, bool]:
    """A picture shown `margins` (in its own points) further, and whether mirrored pixels were needed for it."""
    source, crop, rect = picture.source, picture.crop, picture.rect
    per_x, per_y = crop.width / rect.width, crop.height / rect.height
    left, top, right, bottom = margins[0] * per_x, margins[1] * per_y, margins[2] * per_x, margins[3] * per_y
    wanted = Rect(crop.x - left, crop.y - top, crop.width + left + right, crop.height + top + bottom)
    lacking = (-wanted.x, -wanted.y, wanted.right - source.width_px, wanted.bottom - source.height_px)
    whole = [max(0, int(np.ceil(v - 1e-6))) for v in lacking]
    around = Rect(
        rect.x - margins[0], rect.y - margins[1],
        rect.width + margins[0] + margins[2], rect.height + margins[1] + margins[3],
    )  # fmt: skip
    if any(whole):
        source = Mirrored(source, *whole)
    longer = replace(picture, source=source, crop=wanted.moved(whole[0], whole[1]), rect=around)
    return longer, any(whole)
