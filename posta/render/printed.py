"""A picture with a print finish in, one that is printed at a resolution out: what shows pictures takes the second kind.

The printed picture has pixels of its own on the grid of what it is drawn on, so its dots and grain are never scaled.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import skia
from numpy.typing import NDArray

from posta.geometry import Affine, Rect
from posta.render.cutout import MaskedSource, without_fringe
from posta.render.finish import BAND, Place, finished_rows
from posta.render.frame import Frame, Item, Picture, PictureItem, PrintFinish, TextItem
from posta.render.pictures import draw_picture, matrix

NEAR = 1e-3  # pixels: what differs less lies on the same grid


def printed(picture: Picture, to_device: Affine) -> Picture:
    """`picture` with its finish laid on at the pixels that `to_device` takes its coordinates to."""
    if picture.finish is None:
        return picture
    upright = abs(to_device.b) < 1e-9 and abs(to_device.c) < 1e-9 and to_device.a > 0 and to_device.d > 0
    scale_x, scale_y = math.hypot(to_device.a, to_device.b), math.hypot(to_device.c, to_device.d)
    off_x = _part(to_device.e) if upright else 0.0
    off_y = _part(to_device.f) if upright else 0.0
    rect = picture.rect
    left, top = round(rect.x * scale_x + off_x), round(rect.y * scale_y + off_y)
    wide = max(1, round(rect.right * scale_x + off_x) - left)
    high = max(1, round(rect.bottom * scale_y + off_y) - top)
    to_grid = Affine(scale_x, 0, 0, scale_y, off_x - left, off_y - top)
    source = PrintedSource(replace(picture, finish=None), picture.finish, to_grid, wide, high)
    # Edges go to whole pixels, so that no pixel of the print is filtered again.
    lies = Rect((left - off_x) / scale_x, (top - off_y) / scale_y, wide / scale_x, high / scale_y)
    return Picture(source, Rect(0, 0, wide, high), lies)


def printed_frame(frame: Frame, ppi: float) -> Frame:
    """The frame with every print finish laid on at `ppi`: for writers that hand pictures on as they are."""
    trim = frame.trim
    # The raster's own grid: whole pixels across the trim.
    to_device = Affine.scale(*(max(1, round(side * ppi / 72)) / side for side in (trim.width, trim.height)))

    def done(picture: Picture, transform: Affine) -> Picture:
        return printed(picture, to_device.after(transform))

    def done_item(item: Item) -> Item:
        look = item.look.transform
        if isinstance(item, PictureItem):
            return replace(item, picture=done(item.picture, look))
        if isinstance(item.fill, Picture):
            item = replace(item, fill=done(item.fill, look))
        if isinstance(item, TextItem) and item.face_picture:
            item = replace(item, face_picture=done(item.face_picture, look))
        return item

    return replace(frame, items=tuple(done_item(item) for item in frame.items))


def _part(value: float) -> float:
    """What is beyond the whole pixel; nothing where it is as good as whole."""
    part = value - math.floor(value)
    return 0.0 if part < NEAR or part > 1 - NEAR else round(part, 4)


@dataclass(frozen=True)
class PrintedSource:
    """A picture's pixels with its finish, on a grid of their own."""

    raw: Picture
    finish: PrintFinish
    to_grid: Affine
    """From the item's own coordinates to these pixels; upright."""
    width_px: int
    height_px: int

    @property
    def has_alpha(self) -> bool:
        return self.raw.source.has_alpha

    @cached_property
    def key(self) -> str:
        """Changes whenever the pixels do."""
        raw = self.raw
        return f"{raw.source.key}|{raw.crop}|{raw.rect}|{self.finish}|{self.to_grid}|{self.width_px}x{self.height_px}"

    @cached_property
    def place(self) -> Place:
        to = self.to_grid
        x, y = self.finish.origin
        return Place(-to.e / to.a - x, -to.f / to.d - y, 1 / to.a, 1 / to.d, self.width_px, self.height_px)

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        """Rows top..bottom as (rows, width_px, 3 or 4) sRGB, straight alpha."""
        if not self.has_alpha:
            return finished_rows(lambda a, b: self._laid(self.raw, a, b), self.place, self.finish, top, bottom)
        first, last = max(0, top - 1), min(self.height_px, bottom + 1)
        alpha = np.ascontiguousarray(self._laid(self.raw, first, last)[..., 3])
        colors = finished_rows(self._colors, self.place, self.finish, first, last)
        return np.dstack([without_fringe(colors, alpha), alpha])[top - first : bottom - first]

    def _colors(self, top: int, bottom: int) -> NDArray[np.uint8]:
        """The colours that are printed before the picture is cut out: what the mask hides, or white where nothing is."""
        source = self.raw.source
        if isinstance(source, MaskedSource) and not source.source.has_alpha:
            return self._laid(replace(self.raw, source=source.source), top, bottom)
        rows = self._laid(self.raw, top, bottom)
        return np.where(rows[..., 3:] > 0, rows[..., :3], 255).astype(np.uint8)

    def _laid(self, raw: Picture, top: int, bottom: int) -> NDArray[np.uint8]:
        """Rows of a picture on this grid; where they are not its own pixels they are scaled in blocks of fixed rows."""
        if self._is_grid:
            x, y = int(raw.crop.x), int(raw.crop.y)
            return raw.source.rows(y + top, y + bottom)[:, x : x + self.width_px]
        blocks = [self._scaled(raw, start) for start in range(top // BAND * BAND, bottom, BAND)]
        skipped = top % BAND
        return np.concatenate(blocks)[skipped : skipped + bottom - top]

    def _scaled(self, raw: Picture, top: int) -> NDArray[np.uint8]:
        rows = min(BAND, self.height_px - top)
        pixels = np.zeros((rows, self.width_px, 4), np.uint8)
        canvas = skia.Surface(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType).getCanvas()
        to = self.to_grid
        to_rows = Affine(*to[:5], to.f - top)
        canvas.concat(matrix(to_rows))
        # The picture's edges are the grid's: at most half a pixel from where they were.
        fitted = replace(raw, rect=Rect(-to.e / to.a, -to.f / to.d, self.width_px / to.a, self.height_px / to.d))
        sheet = Rect(0, 0, self.width_px, rows), self.width_px * self.height_px
        draw_picture(canvas, fitted, to_rows, sheet, skia.Paint(AntiAlias=True))
        if not raw.source.has_alpha:
            return np.ascontiguousarray(pixels[..., :3])
        alpha = pixels[..., 3:].astype(np.float32)
        color = np.where(alpha > 0, pixels[..., :3] * 255 / np.maximum(alpha, 1), 0)
        return np.concatenate([np.clip(color + 0.5, 0, 255).astype(np.uint8), pixels[..., 3:]], axis=2)

    @cached_property
    def _is_grid(self) -> bool:
        """Whether the picture's own pixels are these."""
        crop = self.raw.crop
        own = crop.width, crop.height
        return own == (self.width_px, self.height_px) and crop.x == int(crop.x) and crop.y == int(crop.y)
