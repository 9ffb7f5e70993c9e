"""Two neighbouring lines in; the least distance of their baselines (em) that keeps their ink apart out."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from posta.geometry import Rect
from posta.typeset.compose import Composed, glyph_ink
from posta.typeset.faces import contours
from posta.typeset.glyphs import Face

# Width of the columns in which ink heights are compared, in em.
COLUMN = 0.025

Silhouette = tuple[int, NDArray[np.float64], NDArray[np.float64]]
Inked = tuple[Face, int, float, float, float, Rect]


def distance_needed(
    upper: Composed, upper_x: float, lower: Composed, lower_x: float, at_least: float, clear: float
) -> float:
    """The distance of baselines at which the lines' ink is `clear` em apart everywhere; `at_least` when that is enough.

    Boxes of glyphs are compared first; outlines only where boxes meet.
    """
    if not upper.ink.width or not lower.ink.width or upper.ink.bottom - lower.ink.y + clear <= at_least:
        return at_least
    needed = at_least
    low_glyphs = [g for g in _inked(lower, lower_x) if upper.ink.bottom - g[5].y + clear > needed]
    for above in _inked(upper, upper_x):
        if above[5].bottom - lower.ink.y + clear <= needed:
            continue
        for below in low_glyphs:
            apart = below[5].x > above[5].right + clear or below[5].right < above[5].x - clear
            if not apart and above[5].bottom - below[5].y + clear > needed:
                needed = max(needed, _pair_needs(above, below, clear))
    return needed


def _inked(line: Composed, shift: float) -> list[Inked]:
    found = []
    for piece in line.pieces:
        for glyph in piece.glyphs:
            box = glyph_ink(piece.item.face, glyph.gid, piece.slant)
            if box.width > 0:
                x = glyph.x + shift
                found.append((piece.item.face, glyph.gid, piece.slant, x, glyph.y, box.moved(x, glyph.y)))
    return found


def _pair_needs(above: Inked, below: Inked, clear: float) -> float:
    """Distance of baselines two glyphs need, from their silhouettes; -inf where they do not meet."""
    start_a, _, bottoms = _silhouette(above[0], above[1], above[2])
    start_b, tops, _ = _silhouette(below[0], below[1], below[2])
    offset = round((below[3] - above[3]) / COLUMN)
    reach = max(1, round(clear / COLUMN))
    lowest = np.full(len(bottoms) + 2 * reach, -np.inf)
    for d in range(2 * reach + 1):
        lowest[d : d + len(bottoms)] = np.maximum(lowest[d : d + len(bottoms)], bottoms)
    first_a, first_b = start_a - reach, start_b + offset
    first, last = max(first_a, first_b), min(first_a + len(lowest), first_b + len(tops))
    if first >= last:
        return -np.inf
    gap = lowest[first - first_a : last - first_a] - tops[first - first_b : last - first_b]
    return float(gap.max()) + above[4] - below[4] + clear


@lru_cache(maxsize=4096)
def _silhouette(face: Face, gid: int, slant: float) -> Silhouette:
    """(first column, highest ink, lowest ink) of a glyph by columns from its origin; y down in em."""
    points = np.concatenate([_dense(shape) for shape in contours(face, gid, slant)])
    columns = np.floor(points[:, 0] / COLUMN).astype(int)
    first = int(columns.min())
    tops, bottoms = np.full(int(columns.max()) - first + 1, np.inf), np.full(int(columns.max()) - first + 1, -np.inf)
    np.minimum.at(tops, columns - first, points[:, 1])
    np.maximum.at(bottoms, columns - first, points[:, 1])
    return first, tops, bottoms


def _dense(shape: NDArray[np.float64]) -> NDArray[np.float64]:
    """A polygon with points added so that every column it crosses has one."""
    steps = np.diff(shape, axis=0)
    parts = (np.abs(steps[:, 0]) / COLUMN * 1.5).astype(int) + 1
    segment = np.repeat(np.arange(len(parts)), parts)
    within = np.arange(len(segment)) - np.repeat(np.cumsum(parts) - parts, parts)
    return np.vstack([shape[segment] + steps[segment] * (within / parts[segment])[:, None], shape[-1:]])
