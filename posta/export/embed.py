"""Pictures as they are put into a PDF or SVG: a laid picture and a ppi in, whole pixels and where they lie (points) out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from posta.geometry import Affine, Rect
from posta.render.frame import Frame, Item, Picture, PictureItem, TextItem

LOW_PPI, UNUSABLE_PPI = 200, 120
STRIP_BYTES = 48_000_000
# Pictures are made smaller only where they have clearly more than asked for: each resampling costs sharpness.
SPARE = 1.3


@dataclass(frozen=True, slots=True)
class Pixels:
    """Pixels in memory as a PixelSource, straight alpha."""

    data: NDArray[np.uint8]
    key: str

    @property
    def width_px(self) -> int:
        return int(self.data.shape[1])

    @property
    def height_px(self) -> int:
        return int(self.data.shape[0])

    @property
    def has_alpha(self) -> bool:
        return int(self.data.shape[2]) == 4

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        return self.data[top:bottom]


def pictures_of(item: Item) -> list[Picture]:
    """Every picture an item shows."""
    if isinstance(item, PictureItem):
        return [item.picture]
    shown = [item.fill] if isinstance(item.fill, Picture) else []
    if isinstance(item, TextItem):
        shown += [p for p in (item.face_picture, item.halo) if p]
    return shown


def effective_ppi(picture: Picture, transform: Affine) -> float:
    """Source pixels per inch on the page, across or down, whichever is fewer."""
    across = picture.rect.width * math.hypot(transform.a, transform.b)
    down = picture.rect.height * math.hypot(transform.c, transform.d)
    return min(picture.crop.width / max(across, 1e-6), picture.crop.height / max(down, 1e-6)) * 72


def print_notes(frame: Frame) -> tuple[str, ...]:
    """What whoever sends the frame to print should know at once: no bleed, pictures that will be seen as pixels."""
    notes = (
        [] if frame.bleed > 0 else ["The page has no bleed: white may show where it is cut. Print shops ask for 3 mm."]
    )
    lowest: dict[str, float] = {}
    for item in frame.items:
        for picture in pictures_of(item):
            ppi = effective_ppi(picture, item.look.transform)
            if ppi < UNUSABLE_PPI:
                lowest[item.look.layer_id] = min(ppi, lowest.get(item.look.layer_id, ppi))
    notes += [
        f"{layer} has {ppi:.0f} pixels per inch and will print blurred; 300 print sharp."
        for layer, ppi in lowest.items()
    ]
    return tuple(notes)


def with_pictures(item: Item, change: Callable[[Picture], Picture]) -> Item:
    """The item with every picture it shows changed."""
    if isinstance(item, PictureItem):
        return replace(item, picture=change(item.picture))
    if isinstance(item.fill, Picture):
        item = replace(item, fill=change(item.fill))
    if isinstance(item, TextItem) and item.face_picture:
        item = replace(item, face_picture=change(item.face_picture))
    if isinstance(item, TextItem) and item.halo:
        item = replace(item, halo=change(item.halo))
    return item


class Holder:
    """Takes pictures' pixels into memory, each source once: for work that reads them more than once, in any order.

    Sources that paint their rows on demand would paint them again each time.
    """

    def __init__(self) -> None:
        self._kept: dict[str, Pixels] = {}

    def picture(self, picture: Picture) -> Picture:
        source = picture.source
        if source.key not in self._kept:
            self._kept[source.key] = Pixels(source.rows(0, source.height_px), source.key)
        return replace(picture, source=self._kept[source.key])

    def items(self, items: Iterable[Item]) -> tuple[Item, ...]:
        return tuple(with_pictures(item, self.picture) for item in items)


def held(frame: Frame) -> Frame:
    """The frame with every picture's pixels in memory."""
    return replace(frame, items=Holder().items(frame.items))


@dataclass(frozen=True, slots=True)
class Embedded:
    """Which pixels of a source are embedded, how large, and where they lie. Equal values mean the same picture."""

    key: str
    top: int
    bottom: int
    left: int
    right: int
    width_px: int
    height_px: int
    has_alpha: bool


def embedded(picture: Picture, to_page: Affine, ppi: float) -> tuple[Embedded, Rect]:
    """The pixels to embed (whole ones around the crop) and the rect they cover, in the item's own coordinates.

    `to_page` is the item's transform to points; pictures with more than `ppi` on the page are made smaller.
    """
    source, crop, rect = picture.source, picture.crop, picture.rect
    left, top = max(0, math.floor(crop.x + 1e-6)), max(0, math.floor(crop.y + 1e-6))
    right = min(source.width_px, math.ceil(crop.right - 1e-6))
    bottom = min(source.height_px, math.ceil(crop.bottom - 1e-6))
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    per_x, per_y = rect.width / crop.width, rect.height / crop.height
    covered = Rect(
        rect.x + (left - crop.x) * per_x,
        rect.y + (top - crop.y) * per_y,
        (right - left) * per_x,
        (bottom - top) * per_y,
    )
    across = covered.width * math.hypot(to_page.a, to_page.b) / 72 * ppi
    down = covered.height * math.hypot(to_page.c, to_page.d) / 72 * ppi
    width, height = right - left, bottom - top
    if width > across * SPARE and height > down * SPARE:
        width, height = max(1, round(across)), max(1, round(down))
    return Embedded(source.key, top, bottom, left, right, width, height, source.has_alpha), covered


def strips(picture: Picture, what: Embedded) -> Iterator[NDArray[np.uint8]]:
    """The embedded pixels from top to bottom as (rows, width_px, 3 or 4), sRGB and straight alpha, some 50 MB at a time."""
    rows_in, rows_out = what.bottom - what.top, what.height_px
    bands = 4 if what.has_alpha else 3
    step = max(1, min(rows_out, STRIP_BYTES // max(1, (what.right - what.left) * bands * max(1, rows_in // rows_out))))
    if rows_out == rows_in and what.width_px == what.right - what.left:
        for top in range(what.top, what.bottom, step):
            yield _part(picture, what, top, min(what.bottom, top + step))
        return
    for first in range(0, rows_out, step):
        last = min(rows_out, first + step)
        yield _shrunk(picture, what, first, last)


def whole(picture: Picture, what: Embedded) -> NDArray[np.uint8]:
    """All embedded pixels, (height_px, width_px, 3 or 4)."""
    parts = list(strips(picture, what))
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def is_opaque(pixels: NDArray[np.uint8]) -> bool:
    """Whether nothing shows through."""
    return pixels.shape[2] == 3 or bool((pixels[..., 3] == 255).all())


def _part(picture: Picture, what: Embedded, top: int, bottom: int) -> NDArray[np.uint8]:
    return np.ascontiguousarray(picture.source.rows(top, bottom)[:, what.left : what.right])


def _shrunk(picture: Picture, what: Embedded, first: int, last: int) -> NDArray[np.uint8]:
    """Rows first..last of the smaller picture, averaged by area; alpha weighs the colours."""
    import cv2

    scale = (what.bottom - what.top) / what.height_px
    # Strips are cut where whole output rows begin, so that no row depends on how the picture was cut.
    top, bottom = what.top + first * scale, what.top + last * scale
    above, below = math.floor(top + 1e-9), min(what.bottom, math.ceil(bottom - 1e-9))
    part = _part(picture, what, above, below).astype(np.float32)
    if what.has_alpha:
        part[..., :3] *= part[..., 3:] / 255
    across = cv2.resize(part, (what.width_px, part.shape[0]), interpolation=cv2.INTER_AREA)
    out = np.empty((last - first, what.width_px, part.shape[2]), np.float32)
    for row in range(last - first):
        start, end = top + row * scale - above, top + (row + 1) * scale - above
        out[row] = _mean_rows(across, start, end)
    if what.has_alpha:
        out[..., :3] *= 255 / np.maximum(out[..., 3:], 1e-3)
    return np.clip(out + 0.5, 0, 255).astype(np.uint8)


def _mean_rows(rows: NDArray[np.float32], start: float, end: float) -> NDArray[np.float32]:
    """The mean of rows start..end, the first and last counted by their covered share."""
    first, last = math.floor(start + 1e-9), min(len(rows), math.ceil(end - 1e-9))
    weights = np.ones(last - first, np.float32)
    weights[0] -= start - first
    weights[-1] -= last - end
    return np.tensordot(weights / weights.sum(), rows[first:last], axes=1)
