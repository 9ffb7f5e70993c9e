"""Halftone screens: how much ink each pixel should get and where it lies (points) in, the dots that give it out."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

COARSE, DISTINCT = 2.0, 4.5  # pixels to a cell: under the first dots are only tone, from the second on they are dots


class Placed(Protocol):
    """Where pixels lie, in points."""

    @property
    def per(self) -> float: ...
    def xs(self) -> NDArray[np.floating]: ...
    def ys(self, top: int, count: int) -> NDArray[np.floating]: ...


def dots(amount: NDArray[np.uint8], place: Placed, top: int, cell: float, angle: float) -> NDArray[np.uint8]:
    """(rows, W) ink 0..255 in round dots, edges one pixel soft, that cover as much as `amount` (rows, W) 0..255 says.

    `cell` points to a dot, its rows turned by `angle` degrees. Dots grow until they meet as a checkerboard; beyond, the holes
    shrink (the classic Euclidean spot). Dots too fine for the pixels are their mean tone.
    """
    across = cell / place.per
    distinct = min(1.0, max(0.0, (across - COARSE) / (DISTINCT - COARSE)))
    if not distinct:
        return amount
    cos, sin = math.cos(math.radians(angle)) / cell, math.sin(math.radians(angle)) / cell
    x, y = place.xs(), place.ys(top, len(amount))
    cos_u, sin_u = _waves(x * cos, y * sin)
    cos_v, sin_v = _waves(x * -sin, y * cos)
    height = cos_u + cos_v  # -2..2, twice the spot function
    # One pixel's change of the spot function, so that every edge is one pixel soft; it never vanishes in the dots' middles.
    slope = np.float32(2 * math.pi / across) * cv2.sqrt(sin_u * sin_u + sin_v * sin_v + np.float32((2 / across) ** 2))
    cut = cv2.LUT(amount, _cuts())
    mask = (height - cut) / slope + np.float32(0.5)
    np.clip(mask, 0, 1, out=mask)
    bytes_ = cv2.convertScaleAbs(mask, alpha=255)
    if distinct < 1:
        bytes_ = cv2.addWeighted(bytes_, distinct, amount, 1 - distinct, 0)
    return bytes_  # type: ignore[return-value]


def _waves(x: NDArray[np.floating], y: NDArray[np.floating]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """cos and sin of 2 pi (x + y) for every pair, from the sums' rule: two products each in place of a cosine each."""
    ax, ay = 2 * math.pi * x, 2 * math.pi * y
    cx, sx = np.cos(ax).astype(np.float32)[None, :], np.sin(ax).astype(np.float32)[None, :]
    cy, sy = np.cos(ay).astype(np.float32)[:, None], np.sin(ay).astype(np.float32)[:, None]
    return cx * cy - sx * sy, sx * cy + cx * sy


@lru_cache(maxsize=1)
def _cuts() -> NDArray[np.float32]:
    """(256,) where to cut the spot function so that 0..255 of the area lies above; none at 0, all at 255."""
    side = np.cos(2 * math.pi * (np.arange(512) + 0.5) / 512)
    heights = np.sort((side[:, None] + side[None, :]).ravel())[::-1]
    at = np.round(np.arange(256) / 255 * (len(heights) - 1)).astype(int)
    cuts = heights[at].astype(np.float32)
    cuts[0], cuts[-1] = 9.0, -9.0
    return cuts
