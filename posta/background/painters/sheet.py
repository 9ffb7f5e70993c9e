"""The sheet a painter works on: size in units, inks, seed and wishes in; a list of recorded steps out.

The short side of the picture is one unit; x goes right and y down from the top-left corner. A painter runs once and records
washes, shades and drawings; the steps are then played band by band at any resolution (see bands.py), so a painter never knows
how many pixels it paints. All chance comes from `rng(name)`, which depends on the seed and the name alone.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import cv2
import numpy as np
import skia

from posta.background.painters.bands import (
    EVERYWHERE,
    GRID,
    Alpha,
    Blend,
    Box,
    Cut,
    Draw,
    Field,
    Finish,
    Shade,
    Step,
    Terraces,
    Wash,
)
from posta.background.painters.inks import Ink, Inks, brush

Drawing = Callable[[skia.Canvas], object]
Share = tuple[float, float, float, float]
"""A box (x, y, width, height) in shares of the sheet's width and height."""


@dataclass(frozen=True)
class Composition:
    """What a painter says of its picture, all as shares of width and height."""

    focus: tuple[float, float]
    """Where the eye lands."""
    quiet: tuple[tuple[float, float, float, float], ...]
    """Rectangles (left, top, right, bottom) left calm for type."""
    light: tuple[float, float] = (0.0, -1.0)
    """Towards the light: (-1, 0) is from the left, (0, -1) from above."""
    hero: Share | None = None
    """The box of the one thing the picture is about, where there is one: type should not cover it."""

    def __post_init__(self) -> None:
        # A sun whose middle lies off the sheet draws the eye to the edge.
        x, y = (min(1.0, max(0.0, float(v))) for v in self.focus)
        object.__setattr__(self, "focus", (x, y))


@dataclass
class Sheet:
    """A picture being composed. `wishes` are the words the theme asked for, by slot (`time`, `object`, `weather` ...)."""

    width: float
    height: float
    seed: int
    inks: Inks
    wishes: dict[str, Any] = field(default_factory=dict)
    picture: Field | None = None
    """A picture given by the person, cropped to the sheet, on the coarse grid: (gh, gw, 3) sRGB 0..1."""
    steps: list[Step] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    """What the picture's subject covers; see `subject`."""

    def rng(self, name: str) -> np.random.Generator:
        """A generator of its own for each named decision, so that adding one decision changes no other."""
        return np.random.default_rng([self.seed & 0xFFFFFFFF, self.seed >> 32 & 0xFFFFFFFF, zlib.crc32(name.encode())])

    @property
    def tall(self) -> bool:
        return self.height >= self.width

    @property
    def diagonal(self) -> float:
        return float(np.hypot(self.width, self.height))

    # --- the coarse grid ---

    @cached_property
    def shape(self) -> tuple[int, int]:
        """(gh, gw) cells of the coarse grid."""
        return round(self.height * GRID), round(self.width * GRID)

    @cached_property
    def x(self) -> Field:
        """(1, gw) cell centres in units."""
        return ((np.arange(self.shape[1], dtype=np.float32) + 0.5) * np.float32(self.width / self.shape[1]))[None, :]

    @cached_property
    def y(self) -> Field:
        """(gh, 1) cell centres in units."""
        return ((np.arange(self.shape[0], dtype=np.float32) + 0.5) * np.float32(self.height / self.shape[0]))[:, None]

    def empty(self) -> Field:
        return np.zeros(self.shape, np.float32)

    def noise(self, scale: float | tuple[float, float], octaves: int, name: str, gain: float = 0.5) -> Field:
        """(gh, gw) smooth noise, about -1..1, features `scale` units wide (and high), `octaves` ever finer."""
        rng = self.rng("noise " + name)
        wide, high = scale if isinstance(scale, tuple) else (scale, scale)
        total, weight, power = self.empty(), 1.0, 0.0
        for _ in range(octaves):
            across, down = (
                _spread(n, GRID * cell, shift)
                for n, cell, shift in zip(self.shape[::-1], (wide, high), rng.random(2), strict=True)
            )
            lattice = rng.standard_normal((down.shape[1], across.shape[1]), dtype=np.float32)
            total += np.float32(weight) * (down @ (lattice @ across.T))
            power += weight * weight
            wide, high, weight = wide / 2, high / 2, weight * gain
            if min(wide, high) * GRID < 1.5:
                break
        return total * np.float32(0.62 / np.sqrt(power))

    def blur(self, coarse: Field, radius: float) -> Field:
        """A coarse field blurred by a Gaussian of `radius` units."""
        sigma = max(radius * GRID, 0.3)
        if sigma > 12:  # wide blurs are done small: nothing fine is left to lose
            less = 2.0 ** np.floor(np.log2(sigma / 5))
            size = max(2, round(coarse.shape[1] / less)), max(2, round(coarse.shape[0] / less))
            small = cv2.resize(coarse, size, interpolation=cv2.INTER_AREA)
            small = cv2.GaussianBlur(small, (0, 0), sigma / less, borderType=cv2.BORDER_REPLICATE)
            return cv2.resize(small, coarse.shape[1::-1], interpolation=cv2.INTER_CUBIC)
        return cv2.GaussianBlur(coarse, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)

    def warp(self, coarse: Field, dx: Field | float, dy: Field | float) -> Field:
        """A coarse field read at places moved by dx, dy units."""
        ones = np.ones(self.shape, np.float32)
        across = (self.x + dx) * ones * np.float32(GRID) - np.float32(0.5)
        down = (self.y + dy) * ones * np.float32(GRID) - np.float32(0.5)
        return cv2.remap(
            coarse, across.astype(np.float32), down.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        )

    def glow(self, x: float, y: float, radius: float, power: float = 2.0) -> Field:
        """(gh, gw) a light at x, y that falls off over `radius` units: 1 at its heart, never quite 0."""
        near = ((self.x - x) ** 2 + (self.y - y) ** 2) / np.float32(radius * radius)
        return (1 + near) ** np.float32(-power)

    def stencil(self, drawing: Drawing) -> Field:
        """(gh, gw) how far a drawing covers each cell of the coarse grid, 0..1: for shadows, glows and masks."""
        cover = np.zeros(self.shape, np.uint8)
        surface = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeA8(self.shape[1], self.shape[0]), cover)
        canvas = surface.getCanvas()
        canvas.scale(GRID, GRID)
        drawing(canvas)
        return cover.astype(np.float32) * np.float32(1 / 255)

    # --- recording ---

    def wash(self, colors: Field) -> None:
        """Cover the sheet with a coarse picture, (gh, gw, 3) sRGB 0..1."""
        self.steps.append(Wash(np.ascontiguousarray(np.broadcast_to(colors, (*self.shape, 3)), np.float32)))

    def shade(
        self,
        color: Ink | Field,
        alpha: Alpha = 1.0,
        clip: Drawing | None = None,
        *,
        blend: Blend = "normal",
        grain: float = 0.0,
        rows: tuple[float, float] = (-1e9, 1e9),
    ) -> None:
        """Lay an ink (or a coarse picture of inks) over the part of the sheet that `alpha` and `clip` leave; see Shade."""
        recorded = None if clip is None else self._record(clip)
        left, top, right, bottom = EVERYWHERE[0], rows[0], EVERYWHERE[2], rows[1]
        for used in (self._used(recorded), _extent(alpha, GRID)):
            if used is None:
                return
            left, top, right, bottom = max(left, used[0]), max(top, used[1]), min(right, used[2]), min(bottom, used[3])
        ink = np.asarray(color, np.float32)
        if (
            recorded is not None
            and isinstance(alpha, float | int)
            and blend == "normal"
            and not grain
            and ink.ndim == 1
        ):
            self.draw(lambda canvas: canvas.drawPicture(recorded, None, _tint(color, float(alpha))))
            return
        self.steps.append(Shade(ink, alpha, recorded, blend, grain, box=(left, top, right, bottom)))

    def terraces(self, levels: Field, inks: Field, *, wrap: bool = False) -> None:
        """Cover the sheet with flat inks between the height lines of `levels`; see Terraces."""
        self.steps.append(Terraces(levels.astype(np.float32), steepness(levels), np.asarray(inks, np.float32), wrap))

    def draw(self, drawing: Drawing, *, subject: bool = False) -> None:
        """Record a vector drawing in units: `drawing` gets a Skia canvas. `subject`: it is (part of) the picture's subject."""
        recorded = self._record(drawing)
        self.steps.append(Draw(recorded))
        if subject:
            self.cuts.append(Cut(recorded))

    def fill(
        self, shapes: skia.Path | Iterable[skia.Path], color: Ink, alpha: float = 1.0, *, subject: bool = False
    ) -> None:
        """Fill paths with one flat ink; `subject` as for `draw`."""
        listed = [shapes] if isinstance(shapes, skia.Path) else list(shapes)
        ink = brush(color, alpha)
        self.draw(lambda canvas: [canvas.drawPath(shape, ink) for shape in listed], subject=subject)

    def subject(self, drawing: Drawing, alpha: Field | None = None) -> None:
        """Say that what `drawing` covers is (part of) the one thing the picture is about: type may be set behind it.

        `alpha`, a coarse field, lets it fade where the picture does (a disc that sinks into mist).
        """
        self.cuts.append(Cut(self._record(drawing), None if alpha is None else alpha.astype(np.float32)))

    def finish(
        self, grain: float = 2.0, *, tooth: float = 0.0, specks: float = 0.0, speck_ink: Ink | None = None
    ) -> None:
        """End with texture at print scale; see Finish."""
        ink = self.inks.light if speck_ink is None else speck_ink
        self.steps.append(Finish(grain, tooth, specks, np.asarray(ink, np.float32)))

    def once(self, drawing: Drawing) -> Drawing:
        """A drawing that draws by chance, fixed: the same each time it is drawn."""
        recorded = self._record(drawing)
        return lambda canvas: canvas.drawPicture(recorded)

    def _used(self, recorded: skia.Picture | None) -> Box | None:
        """The box a recorded drawing covers, in units; None if it covers nothing."""
        if recorded is None:
            return EVERYWHERE
        coarse = GRID // 4
        cover = np.zeros((int(self.height * coarse) + 1, int(self.width * coarse) + 1), np.uint8)
        canvas = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeA8(cover.shape[1], cover.shape[0]), cover).getCanvas()
        canvas.scale(coarse, coarse)
        canvas.drawPicture(recorded)
        return _extent(cover, coarse)

    def _record(self, drawing: Drawing) -> skia.Picture:
        recorder = skia.PictureRecorder()
        canvas = recorder.beginRecording(
            skia.Rect.MakeLTRB(-1, -1, self.width + 1, self.height + 1), skia.RTreeFactory()()
        )
        drawing(canvas)
        return recorder.finishRecordingAsPicture()


def steepness(levels: Field) -> Field:
    """How fast a coarse field changes, per unit; never zero, so that it may divide."""
    return np.maximum(np.hypot(np.gradient(levels, axis=1), np.gradient(levels, axis=0)) * GRID, 1e-3).astype(
        np.float32
    )


def _extent(alpha: Alpha, cells: int) -> Box | None:
    """The box, in units, where a field of `cells` per unit is not zero; everywhere for what is no field."""
    if not isinstance(alpha, np.ndarray):
        return EVERYWHERE
    seen = alpha > (0.002 if alpha.dtype != np.uint8 else 0)
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not rows.size:
        return None
    return (columns[0] - 2) / cells, (rows[0] - 2) / cells, (columns[-1] + 3) / cells, (rows[-1] + 3) / cells


def _tint(color: Ink | Field, alpha: float) -> skia.Paint:
    """A layer paint that turns whatever is drawn in it into one ink."""
    made = skia.Paint(AntiAlias=True, Alphaf=alpha)
    rgb = [round(255 * float(v)) for v in color]
    made.setColorFilter(skia.ColorFilters.Blend(skia.ColorSetRGB(*rgb), skia.BlendMode.kSrcIn))
    return made


def _spread(cells: int, step: float, shift: float) -> Field:
    """(cells, points) cubic weights that spread lattice points `step` cells apart over a row of cells.

    A matrix product because OpenCV's resize would enlarge whole lattice cells that lie outside the sheet.
    """
    at = (np.arange(cells) + 0.5) / step + 1 + shift
    away = np.abs(at[:, None] - np.arange(int(at[-1]) + 3)[None, :])
    near = 1.4 * away**3 - 2.4 * away**2 + 1  # Keys' cubic with a = -0.6
    far = -0.6 * (away**3 - 5 * away**2 + 8 * away - 4)
    return np.where(away < 1, near, np.where(away < 2, far, 0)).astype(np.float32)
