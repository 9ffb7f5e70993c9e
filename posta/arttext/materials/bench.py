"""The workbench a material is made on: a lettering request in; form, noise, light and colours, face and halo pictures out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.arttext import LetteringRequest
from posta.arttext.materials.field import Form
from posta.arttext.materials.grid import Grid, Places, Plane, noise_of, step
from posta.arttext.materials.light import Light3, Normals, decoded, encoded, normals, towards
from posta.color import Rgb, to_oklch
from posta.engines import Progress
from posta.geometry import Path
from posta.units import MM_PER_POINT

# Pixels shaded at once: bounds the memory, fits the cache.
BAND_PIXELS = 200_000
PAD = 4
# How far the face goes on beyond the outline, in pixels.
BLEED = 5
# Soft things (glows, shadows) are made this many pixels wide at most, then enlarged.
SOFT_PIXELS = 400_000

Shade = Callable[["Band"], NDArray[np.float32]]


@dataclass(frozen=True)
class Made:
    """What a material makes: face (H, W, 3) and halo (H, W, 4, straight alpha) or None, sRGB bytes."""

    face: NDArray[np.uint8]
    halo: NDArray[np.uint8] | None = None


class Bench:
    """Everything a material needs of one request. Lengths in millimetres, colours as linear light unless said."""

    def __init__(self, request: LetteringRequest, reach_pt: float, progress: Progress) -> None:
        self.request = request
        self.reach_mm = reach_pt * MM_PER_POINT
        self.progress = progress
        self.grid = Grid.over(request.area, request.ppi)
        self.form = Form(request.outline, self.grid)
        self.noise = noise_of(request.seed)
        self.em_mm = request.size_pt * MM_PER_POINT
        self.rng = np.random.default_rng(request.seed)
        # A small tile of even noise against banding: below one step of 8 bits, so it may follow the pixels.
        self._dither = np.random.default_rng(99).random((128, 128), np.float32) - np.float32(0.5)

    def with_outline(self, outline: Path) -> Bench:
        """The same bench for letters of another outline (with drips and drops, say), its strokes' width as before."""
        other = copy(self)
        other.form = Form(outline, self.grid, stem_mm=self.stem_mm)
        return other

    def covers(self, x_pt: float, y_pt: float) -> bool:
        """Whether a place on the page is outside the area or on a letter."""
        area = self.request.area
        column = int((x_pt - area.x) / area.width * self.grid.width)
        row = int((y_pt - area.y) / area.height * self.grid.height)
        if not (0 <= column < self.grid.width and 0 <= row < self.grid.height):
            return True
        return bool(self.form.coverage[row, column])

    def light(self, elevation: float = 42.0) -> Light3:
        return towards(self.request.light, elevation)

    @property
    def stem_mm(self) -> float:
        """Half the width of a broad stroke."""
        return self.form.stem_mm

    def color(self, role: str) -> Rgb:
        """`paper`, `ink`, or `accent`: the palette's most colourful colour."""
        palette = self.request.palette or (Rgb(0.96, 0.95, 0.92), Rgb(0.08, 0.08, 0.1), Rgb(0.85, 0.35, 0.2))
        if role == "paper":
            return palette[0]
        if role == "ink":
            return palette[min(1, len(palette) - 1)]
        return max(palette[2:] or palette, key=lambda color: to_oklch(color)[1])

    @cached_property
    def ground(self) -> NDArray[np.uint8]:
        """(H, W, 3) sRGB: the picture under the area, or the paper."""
        shape = (self.grid.height, self.grid.width)
        if self.request.ground is None:
            paper = np.round(np.array(self.color("paper")) * 255).astype(np.uint8)
            return np.broadcast_to(paper, (*shape, 3))
        if self.request.ground.shape[:2] == shape:
            return self.request.ground
        return cv2.resize(self.request.ground, shape[::-1], interpolation=cv2.INTER_AREA)

    @cached_property
    def ground_is_dark(self) -> bool:
        """Whether light shows up on the ground better than dark."""
        return (
            float(decoded(self.ground[:: max(1, self.grid.height // 64), :: max(1, self.grid.width // 64)]).mean())
            < 0.18
        )

    def bands(self) -> Iterator[Band]:
        """The area from top to bottom in bands that overlap by PAD rows, telling progress (and so cancelling) at each."""
        rows = max(16, BAND_PIXELS // self.grid.width)
        for top in range(0, self.grid.height, rows):
            self.progress(0.2 + 0.7 * top / self.grid.height, "lighting the letters")
            yield Band(self, top, min(self.grid.height, top + rows))

    def dithered(self, light: NDArray[np.float32], top: int) -> NDArray[np.uint8]:
        """Linear light (h, w, 3) whose first row is `top` as sRGB bytes."""
        h, w = light.shape[:2]
        tile = self._dither[np.ix_((np.arange(h) + top) % 128, np.arange(w) % 128)]
        return encoded(light, tile)

    def face(self, shade: Shade) -> NDArray[np.uint8]:
        """The whole face, shaded band by band where the letters are, its rim carried outwards beyond the outline."""
        out = np.zeros((self.grid.height, self.grid.width, 3), np.uint8)
        for band in self.bands():
            if float(band.distance.max()) < -(BLEED + 2) * self.grid.pitch_mm:
                continue
            inner = slice(band.top - band.first, band.bottom - band.first)
            out[band.top : band.bottom] = self.dithered(shade(band)[inner], band.top)
        return bled(out, self.form.distance_mm / np.float32(self.grid.pitch_mm))

    def soft_grid(self, blur_mm: float) -> Grid:
        """A grid over the area just fine enough for something blurred by `blur_mm`."""
        pitch = max(blur_mm / 3, self.grid.pitch_mm, (self.grid.area.area * MM_PER_POINT**2 / SOFT_PIXELS) ** 0.5)
        shrink = self.grid.pitch_mm / pitch
        return Grid(self.grid.area, max(1, round(self.grid.width * shrink)), max(1, round(self.grid.height * shrink)))

    def soft_form(self, blur_mm: float, outline: Path | None = None) -> Form:
        return Form(outline or self.request.outline, self.soft_grid(blur_mm))

    def halo(self, alpha: Plane, color: Rgb) -> NDArray[np.uint8]:
        """A halo of one colour from alpha 0..1 on any grid over the area, enlarged, faded out at the reach and dithered."""
        grid = self.grid
        full = (
            cv2.resize(alpha, (grid.width, grid.height), interpolation=cv2.INTER_LINEAR)
            if alpha.shape != (grid.height, grid.width)
            else alpha
        )
        out = np.empty((grid.height, grid.width, 4), np.uint8)
        out[..., :3] = np.round(np.array(color) * 255)
        for top in range(0, grid.height, 512):
            rows = slice(top, top + 512)
            part = full[rows] * self.fade(rows)
            tile = self._dither[np.ix_((np.arange(part.shape[0]) + top) % 128, np.arange(grid.width) % 128)]
            # Dither only where something is: an empty halo stays exactly empty.
            out[rows, :, 3] = np.clip(part * 255 + np.where(part > 1 / 255, tile, 0) + 0.5, 0, 255)
        return out

    def fade(self, rows: slice) -> Plane:
        """1 near the letters, 0 from the reach on."""
        outside = -self.form.distance_mm[rows]
        return step(self.reach_mm, self.reach_mm * 0.72, outside)

    def shadow(self, away_mm: float, blur_mm: float, strength: float, color: Rgb | None = None) -> NDArray[np.uint8]:
        """A halo: the letters' shadow, cast `away_mm` from the light."""
        return self.halo(self.shadow_alpha(away_mm, blur_mm) * np.float32(strength), color or self.shade_color())

    def shade_color(self) -> Rgb:
        """A shadow's colour: near black, with a little of the ground's own hue."""
        mean = (
            self.ground[:: max(1, self.grid.height // 32), :: max(1, self.grid.width // 32)].reshape(-1, 3).mean(0)
            / 255
        )
        return Rgb(*(float(v) for v in mean * 0.12))

    def shadow_alpha(self, away_mm: float, blur_mm: float) -> Plane:
        """Coverage moved away from the light and blurred, 0..1, on a soft grid: a tight contact shadow and a wide one."""
        form = self.soft_form(blur_mm)
        lx, ly = self.light()[:2]
        long = float(np.hypot(lx, ly)) or 1.0
        cover = form.coverage.astype(np.float32) / 255
        out = np.zeros_like(cover)
        for far, soft, weight in ((0.35, 0.45, 0.45), (1.0, 1.0, 0.75)):
            dx, dy = (-v / long * away_mm * far / form.grid.pitch_mm for v in (lx, ly))
            move = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
            moved = cv2.warpAffine(cover, move, cover.shape[::-1], flags=cv2.INTER_LINEAR)
            blurred = blur(moved, blur_mm * soft / form.grid.pitch_mm)
            out = 1 - (1 - out) * (1 - weight * blurred)
        return out


class Band:
    """Some rows of the area, with PAD rows more above and below for gradients. Planes are (rows, width) float32."""

    def __init__(self, bench: Bench, top: int, bottom: int) -> None:
        self.bench = bench
        self.top, self.bottom = top, bottom
        self.first, self.last = max(0, top - PAD), min(bench.grid.height, bottom + PAD)
        self.rows = slice(self.first, self.last)
        self.places = Places(bench.grid.x_mm, bench.grid.y_mm[self.rows], bench.grid.pitch_mm)

    @property
    def pitch_mm(self) -> float:
        return self.bench.grid.pitch_mm

    @cached_property
    def distance(self) -> Plane:
        """Millimetres to the edge, positive inside."""
        return self.bench.form.distance_mm[self.rows]

    @cached_property
    def x(self) -> Plane:
        """Millimetres on the page, (1, width)."""
        return self.places.x_mm.astype(np.float32)[None, :]

    @cached_property
    def y(self) -> Plane:
        """Millimetres on the page, (rows, 1)."""
        return self.places.y_mm.astype(np.float32)[:, None]

    @cached_property
    def round(self) -> Plane:
        """The blown-up relief in millimetres: half a circle over a straight stroke."""
        return self.bench.form.round_mm(self.places, self.distance)

    def smooth(self, cell_mm: float | tuple[float, float], salt: int) -> Plane:
        return self.bench.noise.smooth(self.places, cell_mm, salt)

    def cloud(self, cell_mm: float | tuple[float, float], salt: int, octaves: int = 4) -> Plane:
        return self.bench.noise.cloud(self.places, cell_mm, salt, octaves)

    def normals(self, height_mm: Plane) -> Normals:
        return normals(height_mm, self.pitch_mm)

    @property
    def ground(self) -> NDArray[np.float32]:
        """The picture under the band as linear light."""
        return decoded(self.bench.ground[self.rows])


def blur(plane: Plane, sigma_px: float) -> Plane:
    """A Gaussian blur of any width; none below a third of a pixel."""
    if sigma_px < 0.33:
        return plane
    return cv2.GaussianBlur(plane, (0, 0), sigma_px, borderType=cv2.BORDER_CONSTANT)


def bled(face: NDArray[np.uint8], distance_px: Plane) -> NDArray[np.uint8]:
    """The face with each pixel on the rim and up to BLEED pixels outside coloured like the nearest one well inside."""
    height, width = distance_px.shape
    ys, xs = np.nonzero((distance_px < 0.8) & (distance_px > -BLEED - 1.5))
    if not ys.size:
        return face
    up, down = distance_px[np.maximum(ys - 1, 0), xs], distance_px[np.minimum(ys + 1, height - 1), xs]
    left, right = distance_px[ys, np.maximum(xs - 1, 0)], distance_px[ys, np.minimum(xs + 1, width - 1)]
    gx, gy = right - left, down - up
    long = np.maximum(np.hypot(gx, gy), 1e-3)
    go = 1.6 - distance_px[ys, xs]
    sy = np.clip(np.round(ys + gy / long * go), 0, height - 1).astype(np.intp)
    sx = np.clip(np.round(xs + gx / long * go), 0, width - 1).astype(np.intp)
    # Off corners the way square to the edge leads past the letter: the nearest place inside is looked for in rings.
    lost = np.nonzero(distance_px[sy, sx] < 0.8)[0]
    for radius in range(1, BLEED + 4):
        for turn in np.arange(0, 2 * np.pi, np.pi / 8):
            y = np.clip(ys[lost] + round(radius * float(np.sin(turn))), 0, height - 1)
            x = np.clip(xs[lost] + round(radius * float(np.cos(turn))), 0, width - 1)
            found = distance_px[y, x] >= 0.8
            sy[lost[found]], sx[lost[found]] = y[found], x[found]
            lost = lost[~found]
    # A stroke too thin to have an inside keeps its middle's colour.
    inside = distance_px[sy, sx] > -0.5
    face[ys[inside], xs[inside]] = face[sy[inside], sx[inside]]
    return face
