"""Where a model letters: coverage and ground on a pixel grid in, crops at the model's size out, and drawn crops put back.

The drawn pictures give colours only. What is kept of them is cut by the vector's coverage; outside the letters and their halo
nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.arttext.materials.field import covered
from posta.arttext.materials.grid import Grid
from posta.color import Rgb
from posta.engines.models import Model, Size, native_size
from posta.errors import StageError
from posta.geometry import Path, Rect

Parts = Literal["title", "word", "letter"]
Pixels = NDArray[np.uint8]
Plane = NDArray[np.float32]

CONTEXT = 0.12
"""Ground shown to the model around the letters, as a share of the crop's shorter side."""
THRESHOLD = 24
"""Difference (of 255) from the ground from which something drawn outside the letters is a halo, not the autoencoder's error."""
FULL = 110
MOST_MARKS = 800


@dataclass(frozen=True)
class Crop:
    """One part of the lettering as the model sees it."""

    left: int
    top: int
    width: int
    height: int
    """The crop's box on the grid, in grid pixels; it may run over the grid's rim."""
    size: Size
    """The size it is drawn at."""
    coverage: Pixels
    """(h, w) 0..255 at the drawn size: the part's letters, from the vector."""
    ground: Pixels
    """(h, w, 3) at the drawn size."""


def parts_of(coverage: Pixels, em_px: float, kind: Parts) -> NDArray[np.int32]:
    """(H, W) 0 outside, 1..n on the letters of each part, counted as read: along the lines from top to bottom.

    Letters are marks joined with what stands above or below them (dots, accents); words are letters closer than a word space.
    """
    solid = (coverage > 100).astype(np.uint8)
    if kind == "title":
        return solid.astype(np.int32)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    if count > MOST_MARKS:
        raise StageError(
            f"The lettering has {count - 1} separate marks, too many to part.", hint="Letter it as a whole title."
        )
    boxes = [tuple(int(v) for v in row[:4]) for row in stats]
    group = list(range(count))

    def root(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    for i in range(1, count):
        for j in range(i + 1, count):
            if _together(boxes[i], boxes[j], em_px, kind):
                group[root(j)] = root(i)
    roots = sorted({root(i) for i in range(1, count)}, key=lambda r: _reading_order(boxes[r], em_px))
    number = {r: n + 1 for n, r in enumerate(roots)}
    table = np.array([0, *(number[root(i)] for i in range(1, count))], np.int32)
    return table[labels]


def _together(a: tuple[int, ...], b: tuple[int, ...], em: float, kind: Parts) -> bool:
    across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    stacked = across > 0.5 * min(a[2], b[2]) and -down < 0.22 * em and min(a[3], b[3]) < 0.3 * em
    if kind == "letter":
        return stacked or (across > 0 and down > 0)
    beside = down > 0.3 * min(a[3], b[3]) and -across < 0.17 * em
    return stacked or beside


def _reading_order(box: tuple[int, ...], em: float) -> tuple[int, int]:
    return round((box[1] + box[3] / 2) / max(em, 1) / 0.9), box[0]


def cut(
    outline: Path,
    grid: Grid,
    ground: Pixels,
    part: NDArray[np.bool_],
    *,
    row: Model,
    reach_px: float,
    pixels: int | None,
) -> Crop:
    """The crop around one part (H, W) of the letters, at the model's size."""
    ys, xs = np.nonzero(part)
    left, right, top, bottom = int(xs.min()), int(xs.max()) + 1, int(ys.min()), int(ys.max()) + 1
    margin = round(reach_px + CONTEXT * min(right - left, bottom - top) + 2)
    left, right, top, bottom = left - margin, right + margin, top - margin, bottom + margin
    # A crop longer than the model likes shows more of the ground.
    most = row.max_aspect * 0.98
    if (grow := round((right - left) / most) - (bottom - top)) > 0:
        top, bottom = top - grow // 2, bottom + grow - grow // 2
    if (grow := round((bottom - top) / most) - (right - left)) > 0:
        left, right = left - grow // 2, right + grow - grow // 2
    wide, high = right - left, bottom - top
    size = native_size(row, wide, high, pixels)
    shape = size.width, size.height
    per_x, per_y = grid.area.width / grid.width, grid.area.height / grid.height
    area = Rect(grid.area.x + left * per_x, grid.area.y + top * per_y, wide * per_x, high * per_y)
    own = covered(outline, Grid(area, *shape))
    near = cv2.dilate(np.uint8(part), np.ones((3, 3), np.uint8))
    belongs = cv2.resize(window(near, left, top, wide, high, edge=False), shape, interpolation=cv2.INTER_LINEAR_EXACT)
    seen = window(ground, left, top, wide, high, edge=True)
    way = cv2.INTER_AREA if wide > size.width else cv2.INTER_CUBIC
    return Crop(left, top, wide, high, size, own * np.uint8(belongs > 0), cv2.resize(seen, shape, interpolation=way))


def window(plane: NDArray, left: int, top: int, width: int, height: int, *, edge: bool) -> NDArray:
    """The box of a plane; beyond its rim the plane mirrored (`edge`), or zero."""
    high, wide = plane.shape[:2]
    rows, columns = np.arange(top, top + height), np.arange(left, left + width)
    found = plane[_mirrored(rows, high)[:, None], _mirrored(columns, wide)[None, :]]
    if not edge:
        there = ((rows >= 0) & (rows < high))[:, None] & ((columns >= 0) & (columns < wide))[None, :]
        found = np.where(there, found, 0).astype(plane.dtype)
    return found


def _mirrored(places: NDArray[np.int_], count: int) -> NDArray[np.int_]:
    """Places on an endless row of a thing and its mirror image, as places on the thing."""
    turn = np.mod(places, 2 * count)
    return np.where(turn < count, turn, 2 * count - 1 - turn)


def started(crop: Crop, em_px: float, color: Rgb, light: tuple[float, float]) -> Pixels:
    """The glyphs as plain lit relief on their ground: what the model starts from, so that the shapes hold.

    The idea of starting from rendered glyphs is RepText's (arXiv 2504.19724).
    """
    solid = np.uint8(crop.coverage > 127)
    rise = max(2.0, 0.05 * em_px)
    height = np.minimum(cv2.distanceTransform(solid, cv2.DIST_L2, 5), rise)
    height = cv2.GaussianBlur(height, (0, 0), max(0.8, rise / 4))
    slope_x, slope_y = (cv2.Sobel(height, cv2.CV_32F, *d, ksize=3, scale=0.125) for d in ((1, 0), (0, 1)))
    facing = -(slope_x * light[0] + slope_y * light[1])
    shade = np.clip(0.85 + 0.55 * facing, 0.25, 1.35)[..., None]
    body = np.clip(np.asarray(color, np.float32) * shade + 0.25 * np.maximum(facing, 0)[..., None], 0, 1) * 255
    away = np.array([[1, 0, -light[0] * rise], [0, 1, -light[1] * rise]], np.float32)
    shadow = cv2.GaussianBlur(cv2.warpAffine(crop.coverage, away, crop.coverage.shape[::-1]), (0, 0), rise)
    below = crop.ground * (1 - 0.45 * shadow[..., None].astype(np.float32) / 255)
    alpha = crop.coverage[..., None].astype(np.float32) / 255
    return (below + (body - below) * alpha + 0.5).astype(np.uint8)


def mask_of(crop: Crop, grow_px: float) -> Plane:
    """(h, w) 0..1: the letters grown by `grow_px` drawn pixels, feathered; where the model may draw."""
    outside = cv2.distanceTransform(np.uint8(crop.coverage < 128), cv2.DIST_L2, 5)
    return np.clip((grow_px + 2 - outside) / 4, 0, 1).astype(np.float32)


def edges_of(crop: Crop) -> Pixels:
    """(h, w, 3) white outlines on black: the glyphs for a control network."""
    lines = cv2.morphologyEx(crop.coverage, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return cv2.cvtColor(np.uint8(lines > 127) * np.uint8(255), cv2.COLOR_GRAY2RGB)


def put_back(canvas: Pixels, drawn: Pixels, crop: Crop, where: NDArray[np.bool_]) -> None:
    """Paint a drawn crop onto the canvas (H, W, 3), in its own pixels only."""
    scaled = cv2.resize(drawn, (crop.width, crop.height), interpolation=_way(crop))
    high, wide = canvas.shape[:2]
    top, left = max(0, crop.top), max(0, crop.left)
    bottom, right = min(high, crop.top + crop.height), min(wide, crop.left + crop.width)
    inner = scaled[top - crop.top : bottom - crop.top, left - crop.left : right - crop.left]
    mine = where[top:bottom, left:right]
    canvas[top:bottom, left:right][mine] = inner[mine]


def _way(crop: Crop) -> int:
    return cv2.INTER_AREA if crop.width < crop.size.width else cv2.INTER_CUBIC


def face_of(canvas: Pixels, coverage: Pixels, inset_px: float) -> Pixels:
    """The canvas's colours well inside the letters, carried outwards over their rim and beyond: no ground shows at the edge."""
    depth = cv2.distanceTransform(np.uint8(coverage > 200), cv2.DIST_L2, 5)
    span = 2 * int(np.ceil(inset_px + 1)) + 1
    # Strokes thinner than the inset are read along their middle.
    deepest = cv2.dilate(depth, np.ones((span, span), np.uint8))
    source = (depth > 0) & (depth >= np.minimum(inset_px, 0.7 * deepest))
    if not source.any():
        source = coverage == coverage.max()
    _, labels = cv2.distanceTransformWithLabels(np.uint8(~source), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    places = np.zeros(int(labels.max()) + 1, np.int64)
    places[labels[source]] = np.flatnonzero(source)
    return canvas.reshape(-1, 3)[places[labels]]


def halo_of(canvas: Pixels, ground: Pixels, coverage: Pixels, reach_px: float) -> Pixels | None:
    """(H, W, 4) what was drawn around the letters, fading to nothing at `reach_px`; None if nothing was.

    Alpha is how far the drawn picture left the ground there; beyond the reach it is 0.
    """
    outside = cv2.distanceTransform(np.uint8(coverage < 128), cv2.DIST_L2, 5)
    fade = np.clip(1 - outside / max(reach_px, 1e-3), 0, 1) ** 0.75
    left = np.abs(canvas.astype(np.float32) - ground).max(axis=2)
    apart = cv2.GaussianBlur(left, (0, 0), 1.2)
    alpha = np.clip((apart - THRESHOLD) / (FULL - THRESHOLD), 0, 1) * fade
    ring = (coverage < 128) & (outside < reach_px)
    if not ring.any() or float(alpha[ring].max()) < 0.05:
        return None
    return (np.dstack([canvas, alpha * 255]) + 0.5).astype(np.uint8)
