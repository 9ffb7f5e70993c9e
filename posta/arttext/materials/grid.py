"""The pixel grid of a lettering area and smooth noise on it: page places in millimetres in, float32 planes out.

Noise is a cubic B-spline over a lattice of random values that lie at absolute places on the page, so the same seed is the
same pattern at every resolution; octaves finer than the pixels fade out instead of turning into other noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from posta.geometry import Rect
from posta.units import MM_PER_POINT

# float32 throughout; said loosely, because arithmetic with Python's numbers keeps it but the type checker does not see it.
Plane = NDArray[np.floating]

# A lattice wraps after this many cells; a streak of 0.1 mm repeats after 100 mm, which nobody sees.
TABLE = 1024
# Values worked on at once: keeps them in the cache.
BLOCK = 48_000


@dataclass(frozen=True)
class Grid:
    """Pixels over a page area. Places are millimetres from the page's origin, at pixel centres."""

    area: Rect
    width: int
    height: int

    @staticmethod
    def over(area: Rect, ppi: float) -> Grid:
        return Grid(area, max(1, round(area.width * ppi / 72)), max(1, round(area.height * ppi / 72)))

    @property
    def pitch_mm(self) -> float:
        """The size of a pixel."""
        return self.area.height / self.height * MM_PER_POINT

    @cached_property
    def x_mm(self) -> NDArray[np.floating]:
        return (self.area.x + (np.arange(self.width) + 0.5) * (self.area.width / self.width)) * MM_PER_POINT

    @cached_property
    def y_mm(self) -> NDArray[np.floating]:
        return (self.area.y + (np.arange(self.height) + 0.5) * (self.area.height / self.height)) * MM_PER_POINT


def spline_sampled(lattice: Plane, rows: NDArray[np.floating], columns: NDArray[np.floating]) -> Plane:
    """The uniform cubic B-spline with control values `lattice` (h, w) at the outer product of `rows` and `columns`
    (in lattice cells, held at the edges): (len(rows), len(columns))."""
    upright = np.ascontiguousarray(_along_rows(lattice, rows).T)
    out = np.empty((len(rows), len(columns)), np.float32)
    block = max(32, BLOCK // len(rows))
    for start in range(0, len(columns), block):
        out[:, start : start + block] = _along_rows(upright, columns[start : start + block]).T
    return out


def _along_rows(control: Plane, places: NDArray[np.floating]) -> Plane:
    """The spline along the first axis only: (len(places), width)."""
    base = np.floor(places)
    t = (places - base).astype(np.float32)[:, None]
    first = base.astype(np.intp) - 1
    s = 1 - t
    out = control.take(first, axis=0, mode="clip")
    out *= s * s * s / 6
    for k, weight in enumerate(
        ((3 * t * t * t - 6 * t * t + 4) / 6, (3 * s * s * s - 6 * s * s + 4) / 6, t * t * t / 6), 1
    ):
        tap = control.take(first + k, axis=0, mode="clip")
        tap *= weight
        out += tap
    return out


class Noise:
    """Random patterns of one seed, at absolute places on the page."""

    even: NDArray[np.float32]
    """(TABLE, TABLE) independent numbers 0..1."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        # A B-spline over white noise of variance 1 has variance 0.479² in 2-D: scaled here to about 1.
        self._table = (rng.standard_normal((TABLE, TABLE), dtype=np.float32) / 0.479).astype(np.float32)
        self.even = rng.random((TABLE, TABLE), np.float32)
        self._shifts = rng.integers(0, TABLE, (64, 2))

    def smooth(self, places: Places, cell_mm: float | tuple[float, float], salt: int) -> Plane:
        """One octave with features about `cell_mm` (x, y) across: mean 0, deviation about 1, faded where finer than pixels."""
        cx, cy = cell_mm if isinstance(cell_mm, tuple) else (cell_mm, cell_mm)
        shape = (len(places.y_mm), len(places.x_mm))
        seen = min(resolved(cx / places.pitch_mm), resolved(cy / places.pitch_mm))
        if seen == 0:
            return np.zeros(shape, np.float32)
        rows, columns = places.y_mm / cy, places.x_mm / cx
        top, left = int(np.floor(rows[0])) - 2, int(np.floor(columns[0])) - 2
        dy, dx = self._shifts[salt % 64]
        lattice = self._table[
            np.ix_(
                (np.arange(top, int(np.floor(rows[-1])) + 4) + dy + salt // 64) % TABLE,
                (np.arange(left, int(np.floor(columns[-1])) + 4) + dx) % TABLE,
            )
        ]
        out = spline_sampled(lattice, rows - top, columns - left)
        return out if seen == 1 else out * np.float32(seen)

    def cloud(self, places: Places, cell_mm: float | tuple[float, float], salt: int, octaves: int = 4) -> Plane:
        """Octaves of `smooth`, each half the size and a bit over half the strength: deviation about 1."""
        cx, cy = cell_mm if isinstance(cell_mm, tuple) else (cell_mm, cell_mm)
        out = self.smooth(places, (cx, cy), salt)
        weight, total = 1.0, 1.0
        for octave in range(1, octaves):
            weight *= 0.55
            total += weight * weight
            # Not exactly 2: lattices of neighbouring octaves must not line up.
            finer = 1.97**octave
            out += weight * self.smooth(places, (cx / finer, cy / finer), salt + 7 * octave)
        out /= np.float32(np.sqrt(total))
        return out


@lru_cache(maxsize=4)
def noise_of(seed: int) -> Noise:
    """The patterns of a seed, kept for the next lettering with it."""
    return Noise(seed)


@dataclass(frozen=True)
class Places:
    """Rows and columns of pixel centres in millimetres on the page."""

    x_mm: NDArray[np.floating]
    y_mm: NDArray[np.floating]
    pitch_mm: float


def resolved(pixels_per_cell: float) -> float:
    """How much of an octave the pixels can show: 0 below 1.2 pixels a cell, 1 above 2.4."""
    return float(np.clip((pixels_per_cell - 1.2) / 1.2, 0, 1))


def step(low: float, high: float, value: Plane) -> Plane:
    """Smoothstep: 0 at `low` and below, 1 at `high` and above (either may be the larger)."""
    t = np.clip((value - np.float32(low)) * np.float32(1 / (high - low)), 0, 1)
    return t * t * (3 - 2 * t)
