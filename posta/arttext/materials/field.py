"""The form of letters: outlines in points in; coverage, signed distance in millimetres, stroke width and relief out.

The distance is exact to a small part of a pixel: a labelled Euclidean transform finds about the nearest point of the vector
edge, a short walk along the edge the nearest, and the distance is measured to the edge's line there (the idea of Gustavson and
Strand, "Anti-aliased Euclidean distance transform", 2011, with the vector's own tangents in place of estimated ones). What
needs the whole form (stroke width, the inflated relief) is found on a coarse grid whose pitch depends on the letters alone, so
that it is the same at every resolution.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from posta.arttext.materials.contour import edge_points
from posta.arttext.materials.grid import Grid, Places, Plane, spline_sampled, step
from posta.geometry import Path, Rect
from posta.units import MM_PER_POINT

# Coarse grids: pixels over half a stroke's width, and at most this many pixels in all.
COARSE_PER_STEM = 11
COARSE_PIXELS = 900_000
# Pixels worked on at once.
STRIP = 160_000
WALKS = 2

Places2 = NDArray[np.float64]


def skia_path(outline: Path) -> skia.Path:
    """The outline as a Skia path, non-zero winding."""
    builder = skia.PathBuilder()
    builder.setFillType(skia.PathFillType.kWinding)
    add = {"M": builder.moveTo, "L": builder.lineTo, "Q": builder.quadTo, "C": builder.cubicTo}
    for part in outline.steps:
        if part[0] == "Z":
            builder.close()
        else:
            add[part[0]](*part[1:])
    return builder.detach()


def covered(outline: Path, grid: Grid) -> NDArray[np.uint8]:
    """How much of each pixel the outline covers, 0..255: (height, width)."""
    alpha = np.zeros((grid.height, grid.width), np.uint8)
    info = skia.ImageInfo.MakeA8(grid.width, grid.height)
    surface = skia.Surface.MakeRasterDirect(info, alpha, grid.width)
    canvas = surface.getCanvas()
    canvas.scale(grid.width / grid.area.width, grid.height / grid.area.height)
    canvas.translate(-grid.area.x, -grid.area.y)
    canvas.drawPath(skia_path(outline), skia.Paint(AntiAlias=True))
    return alpha


@dataclass(frozen=True)
class Nearest:
    """The line piece nearest to each pixel (height, width), in pixels."""

    across: Plane
    """How far the pixel lies across the piece's line, along its normal."""
    distance: Plane
    piece: NDArray[np.int32]
    pieces: Plane
    """(5, n): x, y, normal and length along the line of each piece."""

    def along(self, turn: float) -> Plane:
        """The length along the line at which each pixel is nearest; around a corner it grows by `turn` a radian."""
        out = np.empty(self.across.shape, np.float32)
        for rows in _strips(out.shape):
            bx, by, nx, ny, along = (part[self.piece[rows]] for part in self.pieces)
            y = np.arange(rows.start, rows.start + bx.shape[0], dtype=np.float32)[:, None]
            side = (np.arange(bx.shape[1], dtype=np.float32) - bx) * ny - (y - by) * nx
            across = self.across[rows]
            within = np.clip(side, -_room(across), _room(across))
            out[rows] = along + within + turn * np.arctan2(side - within, np.abs(across) + 1)
        return out

    def normals(self) -> tuple[Plane, Plane]:
        return self.pieces[2][self.piece], self.pieces[3][self.piece]

    def feet(self) -> tuple[Plane, Plane]:
        """Where on the line each pixel is nearest."""
        nx, ny = self.normals()
        x, y = (
            np.arange(self.piece.shape[1], dtype=np.float32),
            np.arange(self.piece.shape[0], dtype=np.float32)[:, None],
        )
        side = (x - self.pieces[0][self.piece]) * ny - (y - self.pieces[1][self.piece]) * nx
        within = np.clip(side, -_room(self.across), _room(self.across))
        return self.pieces[0][self.piece] + ny * within, self.pieces[1][self.piece] - nx * within


def _room(across: Plane) -> Plane:
    """How far along its line a piece of an edge speaks for: the piece found is only nearly the nearest."""
    return np.float32(0.06) * np.abs(across) + np.float32(0.8)


def _strips(shape: tuple[int, ...]) -> Iterator[slice]:
    """Rows a few at a time, so that they stay in the cache."""
    rows = max(8, STRIP // shape[1])
    return (slice(top, top + rows) for top in range(0, shape[0], rows))


def signed_distance(outline: Path, grid: Grid, coverage: NDArray[np.uint8]) -> Plane:
    """Pixels to the outline's edge, positive inside: (height, width). Far outside everywhere when there is no edge."""
    edge = edge_of(outline, grid, coverage)
    return np.full(coverage.shape, -1e6, np.float32) if edge is None else _signed(edge, coverage)


def _signed(edge: Nearest, coverage: NDArray[np.uint8]) -> Plane:
    inside = np.where(edge.distance > 1, coverage >= 128, edge.across > 0)
    return np.where(inside, edge.distance, -edge.distance)


def edge_of(outline: Path, grid: Grid, coverage: NDArray[np.uint8]) -> Nearest | None:
    """The outline's edge nearest to each pixel, `across` positive inside; None when none lies on the grid."""
    seeds = edge_points(outline, 0.6 * min(grid.area.width / grid.width, grid.area.height / grid.height))
    scale = np.array([grid.width / grid.area.width, grid.height / grid.area.height])
    at = (seeds.at - (grid.area.x, grid.area.y)) * scale - 0.5
    normal = seeds.tangent[:, ::-1] * scale * (1, -1)
    normal /= np.maximum(np.hypot(normal[:, 0], normal[:, 1]), 1e-12)[:, None]
    inner = _inner_side(at, normal, seeds.contour, coverage)
    x, y = np.round(at).astype(np.intp).T
    kept = (x >= 0) & (y >= 0) & (x < grid.width) & (y < grid.height)
    # Edges inside the fill (overlapping strokes) are no edges.
    least = cv2.erode(coverage, np.ones((3, 3), np.uint8))
    kept[kept] = least[y[kept], x[kept]] < 255
    if not kept.any():
        return None
    # Turned inwards by the contour's side, so the length along it runs against the tangent where it is turned.
    along = -seeds.along * float(scale.mean()) * inner
    return nearest(at[kept], (normal * inner[:, None])[kept], coverage.shape, along[kept])


def nearest(
    at: Places2, normal: Places2, shape: tuple[int, ...], along: NDArray[np.float64] | None = None, slack: float = 0.8
) -> Nearest:
    """The line piece nearest to each pixel, of pieces through the points `at` (N, 2; pixels, all inside) with `normal` (N, 2).

    With `along` (N,), pixels from their line's start measured to the left of the normal, pieces that follow each other are
    neighbours on a line; without it each stands alone and is about 2 `slack` long.
    """
    x, y = np.round(at).astype(np.intp).T
    empty = np.ones(shape, np.uint8)
    empty[y, x] = 0
    distance, label = cv2.distanceTransformWithLabels(
        empty, cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    last = len(at) - 1
    owner = np.zeros(int(label.max()) + 1, np.int32)
    owner[label[y, x]] = np.arange(len(at), dtype=np.int32)
    table = np.concatenate([at.T, normal.T, np.zeros((1, len(at))) if along is None else along[None]]).astype(
        np.float32
    )
    rate = np.zeros(len(at), np.float32)
    if along is not None and last > 0:
        stride = np.gradient(along)
        rate = np.where(np.abs(stride) > 1e-3, 1 / np.where(np.abs(stride) > 1e-3, stride, 1), 0).astype(np.float32)
    signed = np.empty(shape, np.float32)
    columns = np.arange(shape[1], dtype=np.float32)
    for rows in _strips(shape):
        piece = owner[label[rows]]
        lines = np.arange(rows.start, rows.start + piece.shape[0], dtype=np.float32)[:, None]
        dx, dy = columns - table[0][piece], lines - table[1][piece]
        # The transform's metric is off by some per cent: walk along the line to where the pixel is square to it.
        for _ in range(0 if along is None else WALKS):
            side = dx * table[3][piece] - dy * table[2][piece]
            there = np.clip(piece + np.rint(side * rate[piece]).astype(np.int32), 0, last)
            tx, ty = columns - table[0][there], lines - table[1][there]
            nearer = tx * tx + ty * ty < dx * dx + dy * dy
            piece, dx, dy = np.where(nearer, there, piece), np.where(nearer, tx, dx), np.where(nearer, ty, dy)
        nx, ny = table[2][piece], table[3][piece]
        across = dx * nx + dy * ny
        # Along an edge the distance is measured square to it; what goes far past the piece sideways lies around a corner.
        room = slack if along is None else _room(across)
        beside = np.maximum(np.abs(dx * ny - dy * nx) - room, 0)
        label[rows] = piece
        signed[rows] = across
        distance[rows] = np.sqrt(across * across + beside * beside)
    return Nearest(signed, distance, label, table)


def _inner_side(
    at: Places2, normal: Places2, contour: NDArray[np.intp], coverage: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """1 where the normal points into the fill, -1 where it points out: (N,), the same for a whole contour."""
    if not len(at):
        return np.zeros(0)

    def seen(side: float) -> NDArray[np.float32]:
        place = (at + side * normal).astype(np.float32)
        padded = cv2.remap(
            coverage,
            place[:, 0].reshape(-1, 64),
            place[:, 1].reshape(-1, 64),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
        )
        return padded.ravel().astype(np.float32)

    fill = -len(at) % 64
    count = len(at)
    at, normal = np.concatenate([at, at[:1].repeat(fill, 0)]), np.concatenate([normal, normal[:1].repeat(fill, 0)])
    votes = (seen(1.0) - seen(-1.0))[:count]
    total = np.bincount(contour, votes)
    return np.where(total >= 0, 1.0, -1.0)[contour]


@dataclass(frozen=True)
class Coarse:
    """A plane on a coarse grid that depends on the letters alone; `origin_mm` is the centre of its first pixel."""

    values: Plane
    origin_mm: tuple[float, float]
    pitch_mm: float

    def at(self, places: Places) -> Plane:
        """The values at finer places, by a cubic B-spline."""
        return spline_sampled(
            self.values,
            (places.y_mm - self.origin_mm[1]) / self.pitch_mm,
            (places.x_mm - self.origin_mm[0]) / self.pitch_mm,
        )


class Form:
    """Letters on a pixel grid: what relief is built from."""

    def __init__(self, outline: Path, grid: Grid, stem_mm: float = 0.0) -> None:
        """`stem_mm` as another form found it; 0: found here."""
        self.outline = outline
        self.grid = grid
        self._stem_mm = stem_mm

    @cached_property
    def coverage(self) -> NDArray[np.uint8]:
        """(H, W) 0..255."""
        return covered(self.outline, self.grid)

    @cached_property
    def distance_mm(self) -> Plane:
        """(H, W) millimetres to the edge, positive inside."""
        return signed_distance(self.outline, self.grid, self.coverage) * np.float32(self.grid.pitch_mm)

    def along_mm(self) -> Plane:
        """(H, W) the place of the nearest edge, as millimetres along its contour."""
        edge = edge_of(self.outline, self.grid, self.coverage)
        if edge is None:
            return np.zeros(self.coverage.shape, np.float32)
        return edge.along(0.6 * self.stem_mm / self.grid.pitch_mm) * np.float32(self.grid.pitch_mm)

    @cached_property
    def _bounds(self) -> Rect:
        box = self.outline.bounds()
        return box.inset(-0.02 * max(box.width, box.height) - 1e-3)

    def _coarse(self, pitch_pt: float) -> tuple[Coarse, Nearest | None]:
        """The signed distance in millimetres on a grid of about `pitch_pt` around the letters, and the edge nearest there."""
        box = self._bounds
        pitch_pt = max(pitch_pt, (box.area / COARSE_PIXELS) ** 0.5, max(box.width, box.height) / 4000)
        width, height = int(np.ceil(box.width / pitch_pt)) + 4, int(np.ceil(box.height / pitch_pt)) + 4
        area = Rect(box.x - 2 * pitch_pt, box.y - 2 * pitch_pt, width * pitch_pt, height * pitch_pt)
        grid = Grid(area, width, height)
        coverage = covered(self.outline, grid)
        edge = edge_of(self.outline, grid, coverage)
        depth = np.full(coverage.shape, -1e6, np.float32) if edge is None else _signed(edge, coverage)
        return Coarse(
            depth * np.float32(grid.pitch_mm), (float(grid.x_mm[0]), float(grid.y_mm[0])), grid.pitch_mm
        ), edge

    @cached_property
    def stem_mm(self) -> float:
        """Half the width of a typical broad stroke."""
        if self._stem_mm:
            return self._stem_mm
        box = self._bounds
        coarse, _ = self._coarse((box.area / 400_000) ** 0.5)
        depth, pitch = coarse.values / np.float32(coarse.pitch_mm), coarse.pitch_mm
        ridge = depth[(depth >= cv2.dilate(depth, np.ones((3, 3))) - 1e-4) & (depth > 0.3)]
        if not ridge.size:
            return max(0.25 * pitch, 1e-3)
        return float(np.percentile(ridge, 70)) * pitch

    @cached_property
    def coarse_distance(self) -> Coarse:
        """The signed distance in millimetres on the coarse grid."""
        return self._on_coarse[0]

    @property
    def coarse_edge(self) -> Nearest | None:
        """The edge nearest to each pixel of the coarse grid; None when there is none."""
        return self._on_coarse[1]

    @cached_property
    def _on_coarse(self) -> tuple[Coarse, Nearest | None]:
        return self._coarse(self.stem_mm / MM_PER_POINT / COARSE_PER_STEM)

    @cached_property
    def pressure(self) -> Coarse:
        """The pressure u (mm²) of a membrane blown up from the outline (-Δu = 1, u = 0 at the edge): √(2u) is a round relief,
        half a circle over a straight stroke."""
        depth = self.coarse_distance
        return Coarse(_poisson(depth.values > 0) * np.float32(depth.pitch_mm**2), depth.origin_mm, depth.pitch_mm)

    @cached_property
    def swelling(self) -> Coarse:
        """Pressure over distance (mm), carried smoothly out to the edge, where both are the sum of parts of a pixel."""
        depth, pressure = self.coarse_distance, self.pressure
        known = (depth.values > 1.2 * depth.pitch_mm).astype(np.float32)
        ratio = np.where(known > 0, pressure.values / np.maximum(depth.values, 1e-6), 0).astype(np.float32)
        spread, weight = ratio, known
        filled = ratio.copy()
        missing = known == 0
        for _ in range(7):
            spread, weight = cv2.GaussianBlur(spread, (0, 0), 1.6), cv2.GaussianBlur(weight, (0, 0), 1.6)
            ready = missing & (weight > 1e-4)
            filled[ready] = spread[ready] / weight[ready]
            missing &= ~ready
        filled[missing] = self.stem_mm
        return Coarse(filled, depth.origin_mm, depth.pitch_mm)

    def round_mm(self, places: Places, distance: Plane) -> Plane:
        """The height √(2u) of the blown-up letters at places whose distance to the edge is known; 0 outside."""
        pitch = self.pressure.pitch_mm
        # The spline smooths the curved top by a sixth of a pixel squared; given back here.
        deep = self.pressure.at(places) + np.float32(pitch**2 / 6)
        rim = self.swelling.at(places) * np.maximum(distance, 0)
        share = step(0.8 * pitch, 2.6 * pitch, distance)
        return np.sqrt(np.maximum(2 * (rim + share * (deep - rim)), 0))


def _poisson(inside: NDArray[np.bool_], sweeps: int = 24) -> Plane:
    """The solution of -Δu = 1 inside, u = 0 outside, in pixels², by cascading from coarse to fine grids."""
    if min(inside.shape) > 16:
        small = inside[: inside.shape[0] // 2 * 2 : 2, : inside.shape[1] // 2 * 2 : 2]
        coarse = _poisson(small, sweeps + 8)
        start = cv2.resize(coarse, inside.shape[::-1], interpolation=cv2.INTER_LINEAR) * 4
    else:
        start = np.zeros(inside.shape, np.float32)
    mask = inside.astype(np.float32)
    cross = np.array([[0, 0.25, 0], [0.25, 0, 0.25], [0, 0.25, 0]], np.float32)
    u = start * mask
    for _ in range(sweeps):
        u = (cv2.filter2D(u, cv2.CV_32F, cross, borderType=cv2.BORDER_CONSTANT) + 0.25) * mask
    return u
