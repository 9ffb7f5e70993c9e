"""Textures that belong to the page: cracks between cells, stacked halos, drips. Millimetres in, planes and paths out."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.arttext.materials.bench import Band, Bench
from posta.arttext.materials.contour import edge_points
from posta.arttext.materials.grid import Noise, Plane
from posta.geometry import Path

# A pattern of cells repeats after CELLS of them; CELL_PIXELS is how finely one is worked out.
CELLS = 32
CELL_PIXELS = 12


class Cells:
    """A pattern of irregular cells over the page (Worley, "A cellular texture basis function", 1996), worked out once on a
    tile that repeats, and bent by noise that does not."""

    def __init__(self, bench: Bench, cell_mm: float, salt: int, warp: float = 0.0) -> None:
        """Cells about `cell_mm` across; `warp` bends their borders, in cells."""
        self._cell, self._salt, self._warp = cell_mm, salt, warp
        self._border, self._own = _tile(bench.noise)

    def at(self, band: Band) -> tuple[Plane, Plane]:
        """How far from the border to the next cell, about, in cells (0 on it); a number of its own for each cell, -1..1."""
        shape = (band.last - band.first, band.bench.grid.width)
        u = np.broadcast_to(band.x / np.float32(self._cell), shape)
        v = np.broadcast_to(band.y / np.float32(self._cell), shape)
        if self._warp:
            u = u + np.float32(self._warp) * band.cloud(self._cell * 0.9, self._salt + 1, 2)
            v = v + np.float32(self._warp) * band.cloud(self._cell * 0.9, self._salt + 2, 2)
        size = np.float32(CELLS * CELL_PIXELS)
        u = np.mod((u + np.float32(5.3 * self._salt)) * np.float32(CELL_PIXELS), size)
        v = np.mod((v + np.float32(9.1 * self._salt)) * np.float32(CELL_PIXELS), size)
        border = cv2.remap(self._border, u + 2, v + 2, cv2.INTER_LINEAR)
        return border, cv2.remap(self._own, u + 2, v + 2, cv2.INTER_NEAREST)


@lru_cache(maxsize=4)
def _tile(noise: Noise) -> tuple[Plane, Plane]:
    """Border distance and number of the nearest cell on a repeating tile, with two pixels more on every side."""
    even = noise.even
    line = (np.arange(CELLS * CELL_PIXELS) / CELL_PIXELS).astype(np.float32)
    cell = line.astype(np.intp)
    first = np.full((len(line), len(line)), 9, np.float32)
    second, own = first.copy(), np.zeros_like(first)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            wrapped = np.ix_((cell + dy) % CELLS, (cell + dx) % CELLS)
            jx, jy = even[:CELLS, :CELLS][wrapped], even[CELLS : 2 * CELLS, :CELLS][wrapped]
            away = np.hypot(
                jx * np.float32(0.76) + (cell + dx + 0.12 - line).astype(np.float32),
                jy * np.float32(0.76) + (cell + dy + 0.12 - line).astype(np.float32)[:, None],
            )
            nearer = away < first
            second = np.where(nearer, first, np.minimum(second, away))
            own = np.where(nearer, even[:CELLS, CELLS : 2 * CELLS][wrapped] * 2 - 1, own)
            first = np.minimum(first, away)
    return np.pad((second - first) / 2, 2, mode="wrap"), np.pad(own, 2, mode="wrap")


def stacked(top: NDArray[np.uint8], below: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """One halo over another, both with straight alpha."""
    out = np.empty_like(top)
    for start in range(0, top.shape[0], 256):
        rows = slice(start, start + 256)
        a = top[rows, :, 3:].astype(np.float32) / 255
        b = below[rows, :, 3:].astype(np.float32) / 255 * (1 - a)
        alpha = a + b
        color = (top[rows, :, :3] * a + below[rows, :, :3] * b) / np.maximum(alpha, 1e-6)
        out[rows, :, :3] = np.round(color)
        out[rows, :, 3:] = np.round(alpha * 255)
    return out


def drips(bench: Bench, per_em: float, longest_em: float, thick_em: float) -> Path:
    """Drips that hang from the letters' lower edges, wound like the letters: about `per_em` of them on an em of width."""
    points = edge_points(bench.request.outline, bench.request.size_pt / 60)
    if not len(points.at):
        return Path()
    x, y = points.at.T
    turn = np.sign(float(np.sum(x * points.tangent[:, 1] - y * points.tangent[:, 0]))) or 1.0
    # The outward normal of a contour wound that way points down where the edge is a lower one.
    down = points.tangent[:, 0] * -turn
    lower = np.nonzero(down > 0.75)[0]
    em = bench.request.size_pt
    if not len(lower):
        return Path()
    wide = float(x.max() - x.min())
    count = int(np.clip(round(per_em * wide / em), 1, 400))
    chosen = bench.rng.choice(lower, min(count, len(lower)), replace=False)
    steps: list[tuple] = []
    for index in np.sort(chosen):
        radius = thick_em * em * float(bench.rng.uniform(0.55, 1.0))
        long = longest_em * em * float(bench.rng.beta(1.4, 2.6)) + 2.2 * radius
        steps += _drip(float(x[index]), float(y[index]) - radius * 0.6, radius, long, turn > 0)
    return Path(tuple(steps))


def _drip(x: float, y: float, radius: float, long: float, clockwise: bool) -> list[tuple]:
    """A neck that narrows from a fillet at the edge and ends in a round drop."""
    neck = radius * 0.62
    end = y + long
    k = radius * 0.5523
    side = 1 if clockwise else -1
    return [
        ("M", x - side * radius * 2.1, y),
        ("L", x + side * radius * 2.1, y),
        (
            "C",
            x + side * radius * 1.1,
            y + radius * 0.9,
            x + side * neck,
            y + radius * 1.4,
            x + side * neck,
            y + radius * 2.4,
        ),
        (
            "C",
            x + side * neck,
            end - radius * 2.6,
            x + side * radius,
            end - radius * 2,
            x + side * radius,
            end - radius,
        ),
        ("C", x + side * radius, end - radius + k, x + side * k, end, x, end),
        ("C", x - side * k, end, x - side * radius, end - radius + k, x - side * radius, end - radius),
        (
            "C",
            x - side * radius,
            end - radius * 2,
            x - side * neck,
            end - radius * 2.6,
            x - side * neck,
            y + radius * 2.4,
        ),
        ("C", x - side * neck, y + radius * 1.4, x - side * radius * 1.1, y + radius * 0.9, x - side * radius * 2.1, y),
        ("Z",),
    ]


def grown(distance_mm: Plane, by: Plane | float, soft_mm: float) -> Plane:
    """0..1: the letters made larger by `by` millimetres, with an edge `soft_mm` wide."""
    return np.clip((distance_mm + by) / np.float32(soft_mm) + 0.5, 0, 1)
