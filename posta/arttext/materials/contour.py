"""Outlines as points: a path in points in; evenly dense points on its edge, with tangents and lengths along it, out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posta.geometry import Path

MAX_POINTS = 3_000_000


@dataclass(frozen=True, slots=True)
class EdgePoints:
    """Points along closed contours, in the outline's unit."""

    at: NDArray[np.float64]
    """(N, 2) x, y."""
    tangent: NDArray[np.float64]
    """(N, 2) unit vectors along the contour."""
    contour: NDArray[np.intp]
    """(N,) which contour."""
    along: NDArray[np.float64]
    """(N,) length from the contour's start."""


def edge_points(outline: Path, spacing: float) -> EdgePoints:
    """Points at most about `spacing` apart along every contour (contours that are open are closed, as filling does)."""
    curves, owner = _pieces(outline)
    if not len(curves):
        return EdgePoints(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0, np.intp), np.zeros(0))
    reach = np.abs(np.diff(curves, axis=1)).sum(axis=2).sum(axis=1)
    count = np.maximum(1, np.ceil(reach / spacing)).astype(np.intp)
    if count.sum() > MAX_POINTS:
        count = np.maximum(1, count * MAX_POINTS // count.sum())
    piece = np.repeat(np.arange(len(curves)), count)
    first = np.concatenate([[0], np.cumsum(count)[:-1]])
    t = ((np.arange(len(piece)) - first[piece] + 0.5) / count[piece])[:, None]
    a, b, c, d = (curves[piece, k] for k in range(4))
    s = 1 - t
    at = s**3 * a + 3 * s * s * t * b + 3 * s * t * t * c + t**3 * d
    way = s * s * (b - a) + 2 * s * t * (c - b) + t * t * (d - c)
    long = np.hypot(way[:, 0], way[:, 1])
    flat = d - a
    way = np.where((long < 1e-9)[:, None], flat, way)
    tangent = way / np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-12)[:, None]
    contour = owner[piece]
    stride = 3 * long / count[piece]
    total = np.cumsum(stride) - stride
    starts = np.concatenate([[True], contour[1:] != contour[:-1]])
    along = total - total[np.maximum.accumulate(np.where(starts, np.arange(len(piece)), 0))]
    return EdgePoints(at, tangent, contour, along)


def _pieces(outline: Path) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Every drawn step as a cubic curve (n, 4, 2), and the contour each belongs to."""
    curves: list[tuple[tuple[float, float], ...]] = []
    owner: list[int] = []
    contour = -1
    start = pen = (0.0, 0.0)

    def add(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> None:
        if not (a == pen and b == pen and c == pen):
            curves.append((pen, a, b, c))
            owner.append(max(contour, 0))

    def line(to: tuple[float, float]) -> None:
        third = ((to[0] - pen[0]) / 3, (to[1] - pen[1]) / 3)
        add((pen[0] + third[0], pen[1] + third[1]), (to[0] - third[0], to[1] - third[1]), to)

    for step in outline.steps:
        kind, *v = step
        if kind == "M":
            if pen != start:
                line(start)
            contour += 1
            start = pen = (v[0], v[1])
        elif kind == "L":
            line((v[0], v[1]))
            pen = (v[0], v[1])
        elif kind == "Q":
            x, y = v[0], v[1]
            end = (v[2], v[3])
            add(
                (pen[0] + (x - pen[0]) * 2 / 3, pen[1] + (y - pen[1]) * 2 / 3),
                (end[0] + (x - end[0]) * 2 / 3, end[1] + (y - end[1]) * 2 / 3),
                end,
            )
            pen = end
        elif kind == "C":
            add((v[0], v[1]), (v[2], v[3]), (v[4], v[5]))
            pen = (v[4], v[5])
        else:
            line(start)
            pen = start
    if pen != start:
        line(start)
    return np.array(curves, np.float64).reshape(-1, 4, 2), np.array(owner, np.intp)
