"""Rows of a picture being painted: recorded steps and a band of absolute rows in, RGBA bytes changed in place out.

Smooth things live on a coarse grid of fixed fineness (GRID cells along the short side) and are enlarged for a band's rows
only; crisp things are vectors (Skia) or distances thresholded at the band's own resolution. Every value depends on the absolute
row and column alone, so the same band is the same bytes however the picture is cut.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

Field = NDArray[np.floating]

GRID = 400
"""Cells of the coarse grid along the picture's short side, at every resolution."""
BAND = 128
"""Rows painted at once: small enough to stay in the processor's cache."""
TILE = 512
"""Side of the repeating texture tiles in pixels; a multiple of BAND, so a band never wraps inside a tile."""

Blend = Literal["normal", "multiply", "screen", "add"]


@dataclass(frozen=True)
class Press:
    """The size a picture is made at, and its textures: all that differs between a preview and a print."""

    width_px: int
    height_px: int
    ppi: float
    seed: int

    @property
    def scale(self) -> int:
        """Pixels per unit: a unit is the short side."""
        return min(self.width_px, self.height_px)

    @cached_property
    def dither(self) -> Field:
        """(TILE, width_px, 3) uniform noise of half a level either way, against banding."""
        tile = np.random.default_rng([self.seed, 1]).random((TILE, TILE, 3), dtype=np.float32) - 0.5
        return self._across(tile)

    @cached_property
    def plain_dither(self) -> Field:
        """(TILE, width_px): one plane of `dither`."""
        return np.ascontiguousarray(self.dither[..., 0])

    def texture(self, cell_mm: float, name: int) -> Field:
        """(TILE, width_px) noise, evenly spread over 0..1, whose cells are `cell_mm` wide in print (never under a pixel)."""
        key = (round(cell_mm, 3), name)
        if key not in self._textures:
            cell = max(1.0, cell_mm * self.ppi / 25.4)
            rng = np.random.default_rng([self.seed, 2, name])
            side = max(32, min(TILE, round(TILE / cell)))
            coarse = rng.standard_normal((side, side), dtype=np.float32)
            wrapped = np.pad(coarse, 3, mode="wrap")
            size = round(TILE * (side + 6) / side)
            big = cv2.resize(wrapped, (size, size), interpolation=cv2.INTER_CUBIC)
            edge = (size - TILE) // 2
            big = big[edge : edge + TILE, edge : edge + TILE]
            ranks = np.empty(big.size, np.float32)
            ranks[np.argsort(big, axis=None, kind="stable")] = np.linspace(0, 1, big.size, dtype=np.float32)
            self._textures[key] = self._across(ranks.reshape(TILE, TILE))
        return self._textures[key]

    def warm(self, steps: tuple[Step, ...]) -> None:
        """Make the textures that steps will ask for, before bands are painted side by side."""
        _ = self.plain_dither
        for step in steps:
            if isinstance(step, Shade) and step.grain:
                self.texture(step.grain_mm, 0)
            elif isinstance(step, Finish):
                step.warm(self)

    @cached_property
    def _textures(self) -> dict[tuple[float, int], Field]:
        return {}

    def _across(self, tile: Field) -> Field:
        times = -(-self.width_px // TILE)
        return np.ascontiguousarray(np.concatenate([tile] * times, axis=1)[:, : self.width_px])


@dataclass(frozen=True)
class Patch:
    """Rows y0..y1 of a press sheet: what a step sees while it paints."""

    press: Press
    y0: int
    y1: int
    pixels: NDArray[np.uint8]
    """(y1 - y0, width_px, 4) sRGB, opaque."""

    @property
    def px(self) -> float:
        """Units per pixel."""
        return 1 / self.press.scale

    @property
    def x(self) -> Field:
        """(1, width_px) pixel centres in units."""
        return ((np.arange(self.press.width_px, dtype=np.float32) + 0.5) / self.press.scale)[None, :]

    @property
    def y(self) -> Field:
        """(rows, 1) pixel centres in units."""
        return ((np.arange(self.y0, self.y1, dtype=np.float32) + 0.5) / self.press.scale)[:, None]

    def up(self, coarse: Field, *, smooth: bool = False) -> Field:
        """A coarse (gh, gw[, channels]) field at this patch's pixels; `smooth` keeps curvature (cubic), for thresholds."""
        rows = coarse.shape[0]
        at = (np.arange(self.y0, self.y1, dtype=np.float64) + 0.5) * rows / self.press.height_px - 0.5
        first = np.floor(at).astype(np.intp)
        t = (at - first).astype(np.float32).reshape(-1, *([1] * (coarse.ndim - 1)))

        def row(k: int) -> Field:
            return coarse[np.clip(first + k, 0, rows - 1)]

        if smooth:  # Catmull-Rom
            tall = (
                row(-1) * (-0.5 * t + t * t - 0.5 * t**3)
                + row(0) * (1 - 2.5 * t * t + 1.5 * t**3)
                + row(1) * (0.5 * t + 2 * t * t - 1.5 * t**3)
                + row(2) * (-0.5 * t * t + 0.5 * t**3)
            )
        else:
            tall = row(0) * (1 - t) + row(1) * t
        how = cv2.INTER_CUBIC if smooth else cv2.INTER_LINEAR
        return cv2.resize(tall, (self.press.width_px, self.y1 - self.y0), interpolation=how)

    def tiled(self, tile: Field) -> Field:
        """The part of a texture tile under this patch (a view)."""
        start = self.y0 % TILE
        return tile[start : start + self.y1 - self.y0]

    def inked(self, picture: skia.Picture) -> Field:
        """(rows, width_px) how far a drawing covers each pixel, 0..1."""
        cover = np.zeros((self.y1 - self.y0, self.press.width_px), np.uint8)
        info = skia.ImageInfo.MakeA8(self.press.width_px, self.y1 - self.y0)
        play(picture, skia.Surface.MakeRasterDirect(info, cover), self)
        return cover.astype(np.float32) * np.float32(1 / 255)


def play(picture: skia.Picture, surface: skia.Surface, patch: Patch) -> None:
    """Draw a picture recorded in units onto a patch's surface."""
    canvas = surface.getCanvas()
    canvas.translate(0, -patch.y0)
    canvas.scale(patch.press.scale, patch.press.scale)
    canvas.drawPicture(picture)


@dataclass(frozen=True)
class Wash:
    """Lay a coarse picture over everything: (gh, gw, 3) sRGB 0..1, dithered."""

    colors: Field

    def apply(self, patch: Patch) -> None:
        rows = patch.up(self.colors * np.float32(255))
        rows += patch.tiled(patch.press.dither)
        np.clip(rows, 0, 255, out=rows)
        cv2.cvtColor(cv2.convertScaleAbs(rows), cv2.COLOR_RGB2RGBA, dst=patch.pixels)


Alpha = Field | Callable[[Patch], Field] | float
Box = tuple[float, float, float, float]
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)


@dataclass(frozen=True)
class Shade:
    """Lay one ink, or a coarse picture of inks, over part of the sheet.

    `alpha` is a share, a coarse field or a function of the patch; `clip` a recorded drawing whose shape limits it; `grain` 0..1
    breaks the tone into print grain; `box` (left, top, right, bottom, units) is all it can touch.
    """

    color: Field
    alpha: Alpha = 1.0
    clip: skia.Picture | None = None
    blend: Blend = "normal"
    grain: float = 0.0
    grain_mm: float = 0.28
    box: Box = EVERYWHERE

    def apply(self, patch: Patch) -> None:
        left, top, right, bottom = (edge * patch.press.scale for edge in self.box)
        if patch.y1 <= top - 1 or patch.y0 >= bottom + 1:
            return
        span = slice(max(0, int(left) - 1), max(0, min(patch.press.width_px, int(min(right, 1e9)) + 2)))
        if span.stop <= span.start:
            return
        if isinstance(self.alpha, np.ndarray) and not self._inks(patch):
            return
        amount = self._amount(patch)[:, span]
        if self.grain:
            noise = patch.tiled(patch.press.texture(self.grain_mm, 0))[:, span]
            # Thresholds keep 0.1 away from both ends: no lone specks where there is no tone, no holes where it is full.
            broken = np.clip((amount - noise * np.float32(0.8)) * np.float32(5), 0, 1)
            amount = amount + (broken - amount) * np.float32(self.grain)
        if self.clip is not None:
            amount = amount * patch.inked(self.clip)[:, span]
        self._blend(patch, span, np.ascontiguousarray(amount))

    def _blend(self, patch: Patch, span: slice, amount: Field) -> None:
        """Plane by plane: numpy is several times faster on whole planes than on interleaved colours."""
        part = patch.pixels[:, span]
        planes = list(cv2.split(part))
        inks = self.color if self.color.ndim == 1 else cv2.split(np.ascontiguousarray(patch.up(self.color)[:, span]))
        dither = patch.tiled(patch.press.plain_dither)[:, span]
        change = np.empty_like(amount)
        for k in range(3):
            plane, ink = planes[k], inks[k]
            if self.blend == "normal":
                np.subtract(ink * np.float32(255), plane, out=change, dtype=np.float32)
                change *= amount
            elif self.blend == "multiply":
                np.multiply(plane, amount, out=change, dtype=np.float32)
                change *= ink - np.float32(1)
            elif self.blend == "screen":
                np.subtract(np.float32(255), plane, out=change, dtype=np.float32)
                change *= amount
                change *= ink
            else:
                np.multiply(amount, ink * np.float32(255), out=change)
            change += plane
            change += dither
            # convertScaleAbs would turn -0.4 into 0.4, which is rounded to 0 as well; anything lower is clipped here.
            planes[k] = cv2.convertScaleAbs(np.maximum(change, 0, out=change))
        cv2.merge(planes, part) if part.flags.c_contiguous else np.copyto(part, cv2.merge(planes))

    def _inks(self, patch: Patch) -> bool:
        """Whether the coarse alpha is anything but zero in a patch's rows."""
        assert isinstance(self.alpha, np.ndarray)
        per_row = len(self.alpha) / patch.press.height_px
        return bool((self.alpha[max(0, int(patch.y0 * per_row) - 2) : int(patch.y1 * per_row) + 3] > 0.002).any())

    def _amount(self, patch: Patch) -> Field:
        if callable(self.alpha):
            return self.alpha(patch)
        if isinstance(self.alpha, np.ndarray):
            return patch.up(self.alpha)
        return np.full((patch.y1 - patch.y0, patch.press.width_px), self.alpha, np.float32)


@dataclass(frozen=True)
class Terraces:
    """Fill the land between height lines: everywhere the ink of the whole number below `levels`, edges one pixel soft.

    `inks` is (n, 3); with `wrap` the numbers go round, else they stop at both ends. `slope` is
    how fast `levels` changes per unit.
    """

    levels: Field
    slope: Field
    inks: Field
    wrap: bool = False

    def apply(self, patch: Patch) -> None:
        value = patch.up(self.levels, smooth=True)
        step = np.rint(value)
        soft = patch.up(self.slope) * np.float32(patch.px)
        upper = np.clip((value - step) / np.maximum(soft, np.float32(1e-4)) + np.float32(0.5), 0, 1)
        count = len(self.inks)
        above = step.astype(np.int32)
        high, low = (
            (above % count, (above - 1) % count)
            if self.wrap
            else (np.clip(above, 0, count - 1), np.clip(above - 1, 0, count - 1))
        )
        table = self.inks.astype(np.float32) * np.float32(255)
        planes = []
        for k in range(3):
            under = table[:, k][low]
            planes.append(cv2.convertScaleAbs(under + (table[:, k][high] - under) * upper))
        planes.append(np.full_like(planes[0], 255))
        cv2.merge(planes, patch.pixels)


@dataclass(frozen=True)
class Draw:
    """Play a recorded vector drawing, anti-aliased."""

    picture: skia.Picture

    def apply(self, patch: Patch) -> None:
        bounds = self.picture.cullRect()
        if patch.y1 < bounds.top() * patch.press.scale or patch.y0 > bounds.bottom() * patch.press.scale:
            return
        info = skia.ImageInfo.Make(
            patch.press.width_px, patch.y1 - patch.y0, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType
        )
        play(self.picture, skia.Surface.MakeRasterDirect(info, patch.pixels), patch)


@dataclass(frozen=True)
class Finish:
    """The last touch, at print scale: grain (levels), paper tooth (levels), ink specks (share of holes) and a vignette."""

    grain: float = 2.0
    tooth: float = 0.0
    specks: float = 0.0
    speck_ink: Field = field(default_factory=lambda: np.ones(3, np.float32))
    grain_mm: float = 0.16

    def warm(self, press: Press) -> None:
        for cell_mm, name, used in ((0.34, 3, self.specks), (self.grain_mm, 4, True), (0.55, 5, self.tooth)):
            if used:
                press.texture(cell_mm, name)

    def apply(self, patch: Patch) -> None:
        if self.specks:
            cells = patch.tiled(patch.press.texture(0.34, 3))
            holes = np.clip((cells - np.float32(1 - self.specks)) * np.float32(1.4 / self.specks), 0, 0.85)
            lit = np.flatnonzero(holes.max(axis=1) > 0)
            if lit.size:
                base = patch.pixels[..., :3].astype(np.float32)
                base += (self.speck_ink * np.float32(255) - base) * holes[..., None]
                patch.pixels[..., :3] = cv2.convertScaleAbs(base)
        noise = (patch.tiled(patch.press.texture(self.grain_mm, 4)) - np.float32(0.5)) * np.float32(3.4 * self.grain)
        if self.tooth:
            noise = noise + (patch.tiled(patch.press.texture(0.55, 5)) - np.float32(0.5)) * np.float32(3.4 * self.tooth)
        levels = np.rint(noise).astype(np.int16)
        levels = cv2.merge([levels, levels, levels, np.zeros_like(levels)])
        cv2.add(patch.pixels, levels, dst=patch.pixels, dtype=cv2.CV_8U)


Step = Wash | Shade | Terraces | Draw | Finish


@dataclass(frozen=True)
class Cut:
    """Part of the picture's subject: a recorded drawing's coverage, weakened by a coarse field where one is given."""

    picture: skia.Picture
    alpha: Field | None = None

    def cover(self, patch: Patch) -> Field:
        covered = patch.inked(self.picture)
        return covered if self.alpha is None else covered * np.clip(patch.up(self.alpha), 0, 1)


def cut_band(cuts: tuple[Cut, ...], press: Press, number: int) -> NDArray[np.uint8]:
    """Band `number` from the top of what the subject covers: (rows, width_px), 255 where it is opaque."""
    y0 = number * BAND
    y1 = min(press.height_px, y0 + BAND)
    patch = Patch(press, y0, y1, np.empty((0, 0, 4), np.uint8))
    left = np.ones((y1 - y0, press.width_px), np.float32)
    for cut in cuts:
        left *= 1 - cut.cover(patch)
    return cv2.convertScaleAbs((1 - left) * np.float32(255))


def paint_band(steps: tuple[Step, ...], press: Press, number: int) -> NDArray[np.uint8]:
    """Band `number` from the top as (rows, width_px, 3) sRGB bytes."""
    y0 = number * BAND
    y1 = min(press.height_px, y0 + BAND)
    patch = Patch(press, y0, y1, np.full((y1 - y0, press.width_px, 4), 255, np.uint8))
    for step in steps:
        step.apply(patch)
    return cv2.cvtColor(patch.pixels, cv2.COLOR_RGBA2RGB)
