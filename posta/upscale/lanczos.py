"""Enlarge without models: Lanczos resampling with two lobes, then sharpening that keeps detail and adds no halos.

Two lobes, because the overshoot of the first beside an edge is cut off by the clamp below, while the third that wider kernels
have leaves faint dashes along the edges of flat colours, which posters are full of.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.engines import Progress, silent
from posta.errors import StageError
from posta.upscale import UpscaleRequest

Kernel = Callable[[NDArray[np.float64]], NDArray[np.float64]]

STRIP_ROWS = 64
MARGIN = 8  # rows on either side that the filters below look at
MOST_PIXELS = 400_000_000


class Lanczos:
    """The engine `lanczos`: runs anywhere, invents nothing."""

    def enlarge(self, request: UpscaleRequest, progress: Progress = silent) -> NDArray[np.uint8]:
        """The picture at the size wanted. Raises StageError for a size beyond 400 megapixels."""
        source = request.pixels
        width, height = request.width_px, request.height_px
        if width * height > MOST_PIXELS:
            raise StageError(
                f"{width} x {height} pixels are more than can be made here.",
                hint=f"Up to {MOST_PIXELS // 1_000_000} megapixels work; use a lower ppi.",
            )
        if width <= source.shape[1] and height <= source.shape[0]:
            return np.ascontiguousarray(cv2.resize(source, (width, height), interpolation=cv2.INTER_AREA))
        out = np.empty((height, width, source.shape[2]), np.uint8)
        strength = sharpening(max(width / source.shape[1], height / source.shape[0]))
        for top in range(0, height, STRIP_ROWS):
            progress(top / height, "enlarging")
            bottom = min(height, top + STRIP_ROWS)
            out[top:bottom] = _strip(source, width, height, top, bottom, strength)
        return out


def sharpening(factor: float) -> float:
    """How much of the lost edge contrast is put back: none at 1x, rising to 1.3 from 2.5x on (what restores photographs and
    flat art best that were made small by averaging)."""
    return float(np.clip((factor - 1) / 1.5, 0, 1) * 1.3)


def _strip(
    source: NDArray[np.uint8], width: int, height: int, top: int, bottom: int, strength: float
) -> NDArray[np.uint8]:
    """Rows top..bottom of the enlarged picture."""
    first, last = max(0, top - MARGIN), min(height, bottom + MARGIN)
    scale_x, scale_y = source.shape[1] / width, source.shape[0] / height
    rows = (np.arange(first, last) + 0.5) * scale_y - 0.5
    columns = (np.arange(width) + 0.5) * scale_x - 0.5
    low = max(0, int(rows[0]) - 3)
    high = min(source.shape[0], int(rows[-1]) + 5)
    part, rows = np.ascontiguousarray(source[low:high]), rows - low
    large = _resampled(part, rows, columns, _lanczos)
    if strength > 0:
        blurred = cv2.GaussianBlur(large, (0, 0), min(2.0, 0.45 / max(scale_x, scale_y)))
        large = cv2.addWeighted(large, 1 + strength, blurred, -strength, 0)
    # Held between the source pixels around it, an edge gains contrast and gets no rims.
    kernel = np.ones((3, 3), np.uint8)
    np.maximum(large, _resampled(cv2.erode(part, kernel), rows, columns, _linear), out=large)
    np.minimum(large, _resampled(cv2.dilate(part, kernel), rows, columns, _linear), out=large)
    return (large[top - first : bottom - first] + np.float32(0.5)).astype(np.uint8)


def _lanczos(off: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.abs(off) < 2, np.sinc(off) * np.sinc(off / 2), 0.0)


def _linear(off: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum(0.0, 1 - np.abs(off))


def _resampled(
    part: NDArray[np.uint8], rows: NDArray[np.float64], columns: NDArray[np.float64], kernel: Kernel
) -> NDArray[np.float32]:
    """The picture at these places (its rims continued), by a kernel of at most four pixels a side."""
    wide = np.zeros((part.shape[0], len(columns), part.shape[2]), np.float32)
    for index, weight in _taps(columns, part.shape[1], kernel):
        wide += np.take(part, index, axis=1) * weight[None, :, None]
    out = np.zeros((len(rows), len(columns), part.shape[2]), np.float32)
    for index, weight in _taps(rows, part.shape[0], kernel):
        out += wide[index] * weight[:, None, None]
    return out


def _taps(
    places: NDArray[np.float64], length: int, kernel: Kernel
) -> list[tuple[NDArray[np.intp], NDArray[np.float32]]]:
    """(source index, weight) of each place, once for every pixel the kernel reaches."""
    base = np.floor(places).astype(np.intp)
    offsets = [n for n in (-1, 0, 1, 2) if kernel(np.array([n - 0.5]))[0] != 0]
    weights = np.stack([kernel(places - (base + n)) for n in offsets])
    weights /= weights.sum(0)
    return [(np.clip(base + n, 0, length - 1), w.astype(np.float32)) for n, w in zip(offsets, weights, strict=True)]
