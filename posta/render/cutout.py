"""A picture seen through a mask: a Picture and a grey source in, a Picture with transparency out, cropped to what is seen.

At the mask's edge a pixel is part subject, part what lay behind it. Shown over something else it would keep a fringe of the
old ground, so its colour is taken from its fully covered neighbours. Every row depends on its own and the next rows alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.geometry import Rect
from posta.render.frame import Picture, PixelSource

KEPT_BOXES = 256  # of masks that were looked at: a preview is placed at every change
CORE = 6  # power of the coverage that weighs a neighbour's colour


@dataclass(frozen=True, slots=True)
class MaskedSource:
    """A source's pixels, opaque where the mask is white. The mask is stretched over the whole source."""

    source: PixelSource
    mask: PixelSource

    @property
    def width_px(self) -> int:
        return self.source.width_px

    @property
    def height_px(self) -> int:
        return self.source.height_px

    @property
    def has_alpha(self) -> bool:
        return True

    @property
    def key(self) -> str:
        return f"{self.source.key}|{self.mask.key}"

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        first, last = max(0, top - 1), min(self.height_px, bottom + 1)
        pixels = self.source.rows(first, last)
        alpha = self._alpha(first, last)
        if pixels.shape[2] == 4:
            alpha = ((alpha.astype(np.uint16) * pixels[..., 3] + 127) // 255).astype(np.uint8)
        colors = without_fringe(pixels[..., :3], alpha)
        return np.dstack([colors, alpha])[top - first : bottom - first]

    def _alpha(self, top: int, bottom: int) -> NDArray[np.uint8]:
        """(rows, width_px) of the mask at the source's size."""
        wide, high = self.mask.width_px, self.mask.height_px
        if (wide, high) == (self.width_px, self.height_px):
            return np.ascontiguousarray(_grey(self.mask.rows(top, bottom)))
        at = (np.arange(top, bottom) + 0.5) * high / self.height_px - 0.5
        upper = np.floor(at).astype(np.intp)
        share = (at - upper).astype(np.float32)[:, None]
        first, last = max(0, int(upper[0])), min(high, int(upper[-1]) + 2)
        kept = _grey(self.mask.rows(first, last)).astype(np.float32)
        above, below = (np.clip(upper + k, first, last - 1) - first for k in (0, 1))
        tall = kept[above] * (1 - share) + kept[below] * share
        across = cv2.INTER_AREA if wide > self.width_px else cv2.INTER_LINEAR
        return np.clip(cv2.resize(tall, (self.width_px, bottom - top), interpolation=across) + 0.5, 0, 255).astype(
            np.uint8
        )


def _grey(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return rows if rows.ndim == 2 else rows[..., 0]


def without_fringe(colors: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Colours with those of half-covered pixels taken from their covered neighbours, and none where nothing is covered."""
    out = np.where(alpha[..., None] > 0, colors, np.uint8(0))
    edge = (alpha > 0) & (alpha < 255)
    rows, columns = np.flatnonzero(edge.any(axis=1)), np.flatnonzero(edge.any(axis=0))
    if not rows.size:
        return out
    # Columns are cut to what is needed; rows never, so that no value depends on where the strip began.
    span = slice(max(0, int(columns[0]) - 1), int(columns[-1]) + 2)
    weight = (alpha[:, span].astype(np.float32) / np.float32(255)) ** CORE
    total = _around(weight)
    near = np.dstack([_around(plane * weight) for plane in cv2.split(np.ascontiguousarray(colors[:, span]))])
    here = edge[:, span] & (total > 1e-6)
    out[:, span][here] = np.clip(near[here] / total[here][:, None] + np.float32(0.5), 0, 255).astype(np.uint8)
    return out


def _around(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sum over each pixel and its eight neighbours, added in one order wherever the pixel lies."""
    wide = np.pad(plane, 1)
    tall = wide[:-2] + wide[1:-1] + wide[2:]
    return tall[:, :-2] + tall[:, 1:-1] + tall[:, 2:]


def cut_out(picture: Picture, mask: PixelSource, coarse: PixelSource) -> Picture | None:
    """The picture through a mask that is stretched over its whole source; None where nothing is seen.

    `coarse` is the same mask, perhaps in fewer pixels: it says where anything is seen, so that no more is kept.
    """
    seen = _seen(coarse, picture.source.width_px, picture.source.height_px)
    if seen is None:
        return None
    crop = picture.crop.intersection(seen)
    if crop.area <= 0:
        return None
    per_x, per_y = picture.rect.width / picture.crop.width, picture.rect.height / picture.crop.height
    rect = Rect(
        picture.rect.x + (crop.x - picture.crop.x) * per_x, picture.rect.y + (crop.y - picture.crop.y) * per_y,
        crop.width * per_x, crop.height * per_y,
    )  # fmt: skip
    return Picture(MaskedSource(picture.source, mask), crop, rect)


_covered: dict[tuple[str, int, int], tuple[int, int, int, int] | None] = {}


def _seen(mask: PixelSource, width_px: int, height_px: int) -> Rect | None:
    """The box of what a mask shows, in whole pixels of a source of this size, a little generous."""
    key = (mask.key, mask.width_px, mask.height_px)
    if key not in _covered:
        grey = _grey(mask.rows(0, mask.height_px))
        rows, columns = np.flatnonzero(grey.any(axis=1)), np.flatnonzero(grey.any(axis=0))
        while len(_covered) >= KEPT_BOXES:
            _covered.pop(next(iter(_covered)))
        _covered[key] = (int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])) if rows.size else None
    found = _covered[key]
    if found is None:
        return None
    across, down = width_px / mask.width_px, height_px / mask.height_px
    left, right = np.floor((found[0] - 2) * across), np.ceil((found[2] + 3) * across)
    top, bottom = np.floor((found[1] - 2) * down), np.ceil((found[3] + 3) * down)
    box = Rect.around([(float(left), float(top)), (float(right), float(bottom))])
    return box.intersection(Rect(0, 0, width_px, height_px))
