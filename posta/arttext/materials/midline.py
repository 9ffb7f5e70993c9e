"""The middle lines of letters: a form in; points on them in millimetres, and distances to them, out.

A point is on a middle line where two neighbouring places have their nearest edges far apart, seen from there at more than a
right angle or so (the object angle of Attali and Montanvert's pruned skeletons, 1996): opposite walls and sharp tips count,
the bisectors of square corners do not. Found on the form's coarse grid: the same lines at every resolution.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posta.arttext.materials.field import Form, nearest
from posta.arttext.materials.grid import Grid, Plane

# How far apart the two nearest edges are, in distances to them: 2 for opposite walls, 1.41 for a square corner.
APART = 1.62


@dataclass(frozen=True)
class Midline:
    """Short pieces of line: their middles (N, 2) and normals (N, 2), millimetres on the page, and their length."""

    at: NDArray[np.float64]
    normal: NDArray[np.float64]
    piece_mm: float

    def distance_mm(self, grid: Grid) -> Plane:
        """Millimetres from each pixel to the nearest line: (height, width)."""
        shape = (grid.height, grid.width)
        places = (self.at - (grid.x_mm[0], grid.y_mm[0])) / grid.pitch_mm
        x, y = np.round(places).T
        kept = (x >= 0) & (y >= 0) & (x < grid.width) & (y < grid.height)
        if not kept.any():
            return np.full(shape, 1e6, np.float32)
        slack = 0.5 + 0.75 * self.piece_mm / grid.pitch_mm
        return nearest(places[kept], self.normal[kept], shape, slack=slack).distance * np.float32(grid.pitch_mm)


def midline(form: Form) -> Midline:
    """The letters' middle lines."""
    coarse = form.coarse_distance
    height, width = coarse.values.shape
    depth = coarse.values / np.float32(coarse.pitch_mm)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    edge = form.coarse_edge
    if edge is None:
        return Midline(np.zeros((0, 2)), np.zeros((0, 2)), coarse.pitch_mm)
    foot_x, foot_y = edge.feet()
    wall_x, wall_y = edge.normals()
    at, normal = [], []
    for here, there, ahead in (
        (np.s_[:, :-1], np.s_[:, 1:], (1.0, 0.0)),
        (np.s_[:-1, :], np.s_[1:, :], (0.0, 1.0)),
    ):
        fx, fy, gx, gy = foot_x[here], foot_y[here], foot_x[there], foot_y[there]
        apart = np.hypot(gx - fx, gy - fy)
        deep = (depth[here] + depth[there]) / 2
        # Near the edge the feet of neighbours lie a pixel apart anyhow: there the walls have to face each other.
        facing = wall_x[here] * wall_x[there] + wall_y[here] * wall_y[there] < -0.2
        kept = (apart > APART * deep) & (facing | (deep > 4)) & (depth[here] > 0) & (depth[there] > 0)
        px, py = x[here][kept], y[here][kept]
        fx, fy, gx, gy = fx[kept], fy[kept], gx[kept], gy[kept]
        # Where between the two places both edges are equally far.
        more = (px - gx) ** 2 + (py - gy) ** 2 - (px - fx) ** 2 - (py - fy) ** 2
        towards = 2 * (ahead[0] * (gx - fx) + ahead[1] * (gy - fy))
        share = np.clip(more / np.where(np.abs(towards) < 1e-6, 1, towards), 0, 1)
        at.append(np.stack([px + share * ahead[0], py + share * ahead[1]], axis=1))
        normal.append(np.stack([gx - fx, gy - fy], axis=1) / apart[kept][:, None])
    places = np.concatenate(at).astype(np.float64)
    if not len(places):
        # A dot has no line, but a deepest place.
        top = np.unravel_index(int(depth.argmax()), depth.shape)
        places, normal = np.array([[top[1], top[0]]], np.float64), [np.array([[0.0, 1.0]])]
    return Midline(
        places * coarse.pitch_mm + coarse.origin_mm, np.concatenate(normal).astype(np.float64), coarse.pitch_mm
    )
