"""Two neighbouring lines in; the least distance of their baselines (em) that keeps their ink apart out."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise

from posta.geometry import Rect
from posta.typeset.compose import Composed, glyph_ink
from posta.typeset.faces import contours
from posta.typeset.glyphs import Face

# Width of the columns in which ink heights are compared, in em.
COLUMN = 0.025

Silhouette = dict[int, float]
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
    _, bottoms = _silhouette(above[0], above[1], above[2])
    tops, _ = _silhouette(below[0], below[1], below[2])
    offset = round((below[3] - above[3]) / COLUMN)
    reach = max(1, round(clear / COLUMN))
    needed = -math.inf
    for column, top in tops.items():
        for near in range(column + offset - reach, column + offset + reach + 1):
            bottom = bottoms.get(near)
            if bottom is not None and bottom - top > needed:
                needed = bottom - top
    return needed + above[4] - below[4] + clear


@lru_cache(maxsize=4096)
def _silhouette(face: Face, gid: int, slant: float) -> tuple[Silhouette, Silhouette]:
    """Highest and lowest ink of a glyph by columns from its origin; y down in em."""
    tops: Silhouette = {}
    bottoms: Silhouette = {}
    for polygon in contours(face, gid, slant):
        for (x, y), (to_x, to_y) in pairwise(polygon):
            # One point in every column that the side crosses.
            parts = int(abs(to_x - x) / COLUMN * 1.5) + 1
            for n in range(parts + 1):
                column = math.floor((x + (to_x - x) * n / parts) / COLUMN)
                height = y + (to_y - y) * n / parts
                if height < tops.get(column, math.inf):
                    tops[column] = height
                if height > bottoms.get(column, -math.inf):
                    bottoms[column] = height
    return tops, bottoms
