"""Print noise: a seed, a cell size and where the pixels lie (points) in, values around 128 for them out."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

MEAN = 127.5
SPREAD = 42.0  # levels of standard deviation
CELLS = 256  # the noise repeats after so many cells
FINE = 2  # samples to a cell
DITHER = 256


class Placed(Protocol):
    """Where pixels lie, in points."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def per_x(self) -> float: ...
    @property
    def per_y(self) -> float: ...
    @property
    def per(self) -> float: ...
    @property
    def width_px(self) -> int: ...


def noise(seed: int, name: int, cell: float, place: Placed, top: int, rows: int) -> tuple[NDArray[np.uint8], float]:
    """((rows, width_px) noise with cells of `cell` points, the share 0..1 of its strength that pixels of this size see)."""
    sample = cell / FINE
    tile, kept = _tile(seed, name, round(math.log2(max(place.per / sample, 0.25)) * 4))
    side = len(tile)
    # The samples under the rows, the tile repeated as often as the page is wide.
    first = math.floor((place.y + top * place.per_y) / sample) - 2
    last = math.ceil((place.y + (top + rows) * place.per_y) / sample) + 3
    left = math.floor(place.x / sample) - 2
    wide = math.ceil(place.width_px * place.per_x / sample) + 6
    under = np.take(np.take(tile, np.arange(first, last) % side, 0), np.arange(left, left + wide) % side, 1)
    back = np.array(
        [
            [place.per_x / sample, 0, (place.x + 0.5 * place.per_x) / sample - 0.5 - left],
            [0, place.per_y / sample, (place.y + (top + 0.5) * place.per_y) / sample - 0.5 - first],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(under, back, (place.width_px, rows), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return seen, kept  # type: ignore[return-value]


@lru_cache(maxsize=48)
def _tile(seed: int, name: int, fineness: int) -> tuple[NDArray[np.uint8], float]:
    """A repeating tile as pixels of 2 ** (fineness / 4) samples see it, and the share of its strength they keep."""
    side = CELLS * FINE
    white = np.random.default_rng([seed, 3, name]).standard_normal((CELLS, CELLS), dtype=np.float32)
    sharp = cv2.resize(np.pad(white, 4, mode="wrap"), None, fx=FINE, fy=FINE, interpolation=cv2.INTER_CUBIC)
    sharp = sharp[4 * FINE : 4 * FINE + side, 4 * FINE : 4 * FINE + side]
    sharp = _blurred(sharp, 0.6)
    seen = _blurred(sharp, 0.42 * 2 ** (fineness / 4)) if fineness > 0 else sharp
    kept = float(seen.std() / sharp.std())
    values = (seen - seen.mean()) / max(float(seen.std()), 1e-6) * SPREAD + MEAN
    return np.clip(values + 0.5, 0, 255).astype(np.uint8), min(1.0, kept)


def _blurred(field: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    edge = min(len(field), int(4 * sigma) + 2)
    wrapped = np.pad(field, edge, mode="wrap")
    return cv2.GaussianBlur(wrapped, (0, 0), sigma)[edge:-edge, edge:-edge]  # type: ignore[return-value]


def dither(seed: int, width_px: int, top: int, rows: int) -> NDArray[np.float32]:
    """(rows, width_px) even noise of half a level either way, against banding."""
    wide = _dither(seed, width_px)
    return np.take(wide, np.arange(top, top + rows) % DITHER, 0)


@lru_cache(maxsize=8)
def _dither(seed: int, width_px: int) -> NDArray[np.float32]:
    tile = np.random.default_rng([seed, 1]).random((DITHER, DITHER), dtype=np.float32) - np.float32(0.5)
    return np.ascontiguousarray(np.tile(tile, (1, -(-width_px // DITHER)))[:, :width_px])
