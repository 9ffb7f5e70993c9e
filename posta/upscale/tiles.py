"""A picture and something that enlarges small pictures in, the whole picture enlarged out, tile by tile, without seams.

All tiles have one size and lie evenly. Around the middle of every overlap the two tiles change over linearly (the feather);
what lies nearer to a tile's rim, where a network lacks its surroundings, is not used at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np
from numpy.typing import NDArray

from posta.engines import Progress, silent
from posta.errors import StageError

Run = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""(h, w, 3) 0..1 -> (h * scale, w * scale, 3) 0..1."""


@dataclass(frozen=True, slots=True)
class Tiling:
    """Sizes in pixels of the source."""

    tile: int = 512
    """Side of a tile; 0: the whole picture at once."""
    overlap: int = 32
    """How much neighbours share at least; half of it is feathered."""

    def __post_init__(self) -> None:
        if self.tile and not 32 <= self.tile <= 4096:
            raise StageError(f"Tiles of {self.tile} px cannot be used.", hint="From 32 to 4096 px works, 0 for none.")
        if not 4 <= self.overlap <= 512 or (self.tile and self.overlap > self.tile // 2):
            raise StageError(
                f"An overlap of {self.overlap} px does not go with tiles of {self.tile} px.",
                hint="From 4 px to half a tile works.",
            )


@dataclass(frozen=True, slots=True)
class _Part:
    """One tile along one axis: where it lies in the source, and which pixels of the enlargement it gives with what weight."""

    start: int
    stop: int
    low: int
    high: int
    weight: NDArray[np.float32]


def parts(length: int, tiling: Tiling, scale: int) -> list[_Part]:
    """The tiles along an axis of `length` source pixels. Their weights add up to 1 everywhere."""
    tile = min(tiling.tile or length, length)
    count = 1 if tile == length else ceil((length - tiling.overlap) / (tile - tiling.overlap))
    starts = [round(i * (length - tile) / max(1, count - 1)) for i in range(count)]
    feather = max(2, tiling.overlap * scale // 4 * 2)
    # The middles of the overlaps, in pixels of the enlargement.
    seams = [(right + left + tile) * scale // 2 for left, right in pairwise(starts)]
    rising = (np.arange(feather, dtype=np.float32) + np.float32(0.5)) / np.float32(feather)
    found = []
    for i, start in enumerate(starts):
        low = seams[i - 1] - feather // 2 if i else 0
        high = seams[i] + feather // 2 if i < count - 1 else length * scale
        weight = np.ones(high - low, np.float32)
        if i:
            weight[:feather] = rising
        if i < count - 1:
            weight[-feather:] = 1 - rising
        found.append(_Part(start, start + tile, low, high, weight))
    return found


def tiles(high: int, wide: int, tiling: Tiling) -> int:
    """How many tiles a picture takes."""
    return len(parts(high, tiling, 1)) * len(parts(wide, tiling, 1))


def tiled(
    source: NDArray[np.uint8], scale: int, run: Run, tiling: Tiling, progress: Progress = silent
) -> NDArray[np.uint8]:
    """(H, W, 3) enlarged to (H * scale, W * scale, 3). `progress` may raise to stop between two tiles.

    Beside the result, one row of tiles is held as float32. Raises StageError when `run` gives another size than it should.
    """
    high, wide = source.shape[:2]
    rows, columns = parts(high, tiling, scale), parts(wide, tiling, scale)
    out = np.empty((high * scale, wide * scale, 3), np.uint8)
    # The feathered rows at the lower rim of the row of tiles before, waiting for the upper rim of this one.
    waiting = np.empty((0, wide * scale, 3), np.float32)
    done, all_tiles = 0, len(rows) * len(columns)
    for j, row in enumerate(rows):
        band = np.zeros((row.high - row.low, wide * scale, 3), np.float32)
        for column in columns:
            progress(done / all_tiles, f"tile {done + 1} of {all_tiles}")
            tile = source[row.start : row.stop, column.start : column.stop].astype(np.float32) / np.float32(255)
            made = run(tile)
            if made.shape != (tile.shape[0] * scale, tile.shape[1] * scale, 3):
                raise StageError(f"A tile of {tile.shape} came back as {made.shape}, not {scale} times as large.")
            top, left = row.low - row.start * scale, column.low - column.start * scale
            piece = made[top : top + len(row.weight), left : left + len(column.weight)]
            band[:, column.low : column.high] += piece * column.weight[:, None]
            done += 1
        band *= row.weight[:, None, None]
        band[: len(waiting)] += waiting
        stay = row.high - rows[j + 1].low if j + 1 < len(rows) else 0
        ready = len(band) - stay
        out[row.low : row.low + ready] = np.clip(band[:ready] * 255 + 0.5, 0, 255)
        waiting = band[ready:]
    return out
