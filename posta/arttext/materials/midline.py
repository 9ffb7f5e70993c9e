"""The middle lines of letters: a form in; smooth polylines in millimetres, and distances to them, out.

Thinning after Zhang and Suen (1984) on the form's coarse grid, spurs into corners cut, lines smoothed: the same lines at
every resolution.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.arttext.materials.field import Form, nearest
from posta.arttext.materials.grid import Grid, Plane

Line = NDArray[np.float64]
Pixel = tuple[int, int]
_AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


@dataclass(frozen=True)
class Midline:
    """Polylines (n, 2) x, y in millimetres on the page."""

    lines: tuple[Line, ...]

    def distance_mm(self, grid: Grid) -> Plane:
        """Millimetres from each pixel to the nearest line: (height, width)."""
        at, normal = [], []
        step_mm = 0.6 * grid.pitch_mm
        for line in self.lines:
            way = np.diff(line, axis=0)
            long = np.hypot(way[:, 0], way[:, 1])
            count = np.maximum(1, np.ceil(long / step_mm)).astype(np.intp)
            piece = np.repeat(np.arange(len(way)), count)
            first = np.concatenate([[0], np.cumsum(count)[:-1]])
            share = ((np.arange(len(piece)) - first[piece] + 0.5) / count[piece])[:, None]
            at.append(line[piece] + share * way[piece])
            normal.append((way[:, ::-1] * (1, -1) / np.maximum(long, 1e-9)[:, None])[piece])
        if not at:
            return np.full((grid.height, grid.width), 1e6, np.float32)
        origin = np.array([grid.x_mm[0], grid.y_mm[0]])
        places = (np.concatenate(at) - origin) / grid.pitch_mm
        x, y = np.round(places).T
        kept = (x >= 0) & (y >= 0) & (x < grid.width) & (y < grid.height)
        if not kept.any():
            return np.full((grid.height, grid.width), 1e6, np.float32)
        return nearest(places[kept], np.concatenate(normal)[kept], (grid.height, grid.width))[1] * np.float32(grid.pitch_mm)


def midline(form: Form, smooth: float = 0.45) -> Midline:
    """The letters' middle lines; `smooth` is how far their course is evened out, as a share of half a stroke's width."""
    coarse = form.coarse_distance
    depth = coarse.values / np.float32(coarse.pitch_mm)
    thin = thinned(depth > 0.25)
    for _ in range(2):
        thin = thinned(_pruned(thin, depth) > 0)
    lines = []
    sigma = smooth * form.stem_mm / coarse.pitch_mm
    for pixels in _traced(thin):
        way = np.array(pixels, np.float64)[:, ::-1]
        lines.append(_smoothed(way, sigma) * coarse.pitch_mm + coarse.origin_mm)
    return Midline(tuple(lines))


def thinned(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The mask worn down to lines one pixel wide, 0 or 1, by Zhang and Suen's two alternating passes."""
    out = np.pad(mask, 1).astype(np.uint8)
    bits = np.zeros((3, 3), np.float32)
    for bit, (dy, dx) in enumerate(_AROUND):
        bits[dy + 1, dx + 1] = 1 << bit
    while True:
        before = int(out.sum())
        for table in _PASSES:
            around = cv2.filter2D(out, cv2.CV_8U, bits, borderType=cv2.BORDER_CONSTANT)
            out &= cv2.LUT(around, table)
        if int(out.sum()) == before:
            return out[1:-1, 1:-1]


def _passes() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """For each ring of eight neighbours: 0 if the pixel goes, 1 if it stays; first and second pass."""
    tables = np.ones((2, 256), np.uint8)
    for code in range(256):
        ring = [code >> bit & 1 for bit in range(8)]
        turns = sum(ring[k] == 0 and ring[(k + 1) % 8] == 1 for k in range(8))
        if not 2 <= sum(ring) <= 6 or turns != 1:
            continue
        up, right, down, left = ring[0], ring[2], ring[4], ring[6]
        tables[0, code] = up * right * down != 0 or right * down * left != 0
        tables[1, code] = up * right * left != 0 or up * down * left != 0
    return tables[0], tables[1]


_PASSES = _passes()


def _links(thin: NDArray[np.uint8]) -> dict[Pixel, list[Pixel]]:
    """Each line pixel's neighbours; a diagonal is left out where two straight steps lead there too."""
    pixels = {(int(y), int(x)) for y, x in zip(*np.nonzero(thin), strict=True)}
    links = {}
    for y, x in pixels:
        near = []
        for dy, dx in _AROUND:
            to = (y + dy, x + dx)
            around = dy and dx and ((y + dy, x) in pixels or (y, x + dx) in pixels)
            if to in pixels and not around:
                near.append(to)
        links[y, x] = near
    return links


def _traced(thin: NDArray[np.uint8]) -> list[list[Pixel]]:
    """The lines between ends and crossings, and closed loops, as runs of pixels."""
    links = _links(thin)
    lines: list[list[Pixel]] = []
    used: set[tuple[Pixel, Pixel]] = set()

    def follow(start: Pixel, then: Pixel) -> list[Pixel]:
        line = [start, then]
        used.update({(start, then), (then, start)})
        while len(links[line[-1]]) == 2:
            one, two = links[line[-1]]
            ahead = two if one == line[-2] else one
            if (line[-1], ahead) in used:
                break
            used.update({(line[-1], ahead), (ahead, line[-1])})
            line.append(ahead)
        return line

    ordered = sorted(links)
    for loops in (False, True):
        for pixel in ordered:
            if not links[pixel] and not loops:
                lines.append([pixel, (pixel[0], pixel[1] + 1)])
            elif loops or len(links[pixel]) != 2:
                lines += [follow(pixel, to) for to in links[pixel] if (pixel, to) not in used]
    return lines


def _pruned(thin: NDArray[np.uint8], depth: Plane) -> NDArray[np.uint8]:
    """The lines without the spurs that lead from the middle into corners: open ends shorter than the stroke is deep."""
    links = _links(thin)
    out = thin.copy()
    for line in _traced(thin):
        first, last = len(links[line[0]]), len(links.get(line[-1], ()))
        if last == 1 and first >= 3:
            line = line[::-1]
        elif not (first == 1 and last >= 3):
            continue
        if len(line) < 1.25 * float(depth[line[-1]]) + 2:
            for pixel in line[:-1]:
                out[pixel] = 0
    return out


def _smoothed(way: Line, sigma: float) -> Line:
    """A polyline evened out by a Gaussian along it; its ends stay where they are, a closed one stays closed."""
    if len(way) < 4:
        return way
    reach = min(int(np.ceil(3 * sigma)), len(way) - 1)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / max(sigma, 1e-6)) ** 2)
    kernel /= kernel.sum()
    closed = np.abs(way[0] - way[-1]).max() <= 1.5 and len(way) > 8
    if closed:
        way = np.concatenate([way[:-1], way[:1]])
        before, after = way[-reach - 1 : -1], way[1 : reach + 1]
    else:
        before = 2 * way[0] - way[reach:0:-1]
        after = 2 * way[-1] - way[-2 : -reach - 2 : -1]
    long = np.concatenate([before, way, after])
    return np.stack([np.convolve(long[:, k], kernel, "valid") for k in (0, 1)], axis=1)
