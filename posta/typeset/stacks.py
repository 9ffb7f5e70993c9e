"""Columns (em), a size and a box (points) in; glyph runs and lines of vertical writing at their places (points) out.

`align` and `valign` keep their meaning on the page: align places the columns' block from left to right, valign its columns.
"""

from __future__ import annotations

from posta.geometry import Affine, Rect
from posta.typeset.compose import Prepared, glyph_ink
from posta.typeset.glyphs import Glyph, GlyphRun, Line
from posta.typeset.rows import Placed
from posta.typeset.style import TextStyle
from posta.typeset.vertical import Column, Columns


def placed_columns(prepared: Prepared, made: Columns, size: float, style: TextStyle, box: Rect) -> Placed:
    """Runs, lines, ink, and by how much the words overrun the box (points; 0 or less: they fit)."""
    if style.align == "left":
        first = box.x - made.left * size
    elif style.align == "center":
        first = box.x + box.width / 2 - (made.left + made.right) / 2 * size
    else:
        first = box.right - made.right * size
    runs: list[GlyphRun] = []
    lines: list[Line] = []
    ink: Rect | None = None
    for n, column in enumerate(made.columns):
        center = first - n * made.pitch * size
        top = _top(made, column, size, style, box)
        new_runs, drawn = _runs(prepared, column, size, center, top)
        runs += new_runs
        lines.append(Line(column.start, column.end, center, top, column.advance * size))
        if drawn is not None:
            ink = drawn if ink is None else ink.union(drawn)
    over = max((made.right - made.left) * size - box.width, (made.bottom - made.top) * size - box.height)
    return runs, lines, ink or Rect(0, 0, 0, 0), over


def _top(made: Columns, column: Column, size: float, style: TextStyle, box: Rect) -> float:
    if style.valign == "top":
        return box.y - made.top * size
    above, below = min(0.0, column.ink.y), max(column.advance, column.ink.bottom)
    if style.valign == "bottom":
        return box.bottom - below * size
    return box.y + (box.height - (above + below) * size) / 2


def _runs(
    prepared: Prepared, column: Column, size: float, center: float, top: float
) -> tuple[list[GlyphRun], Rect | None]:
    runs = []
    ink: Rect | None = None
    for piece in column.pieces:
        segment, item = piece.segment, piece.segment.item
        own_size = size * piece.scale
        glyphs = []
        for g in piece.glyphs:
            x, y = center + g.x * size, top + g.y * size
            glyphs.append(Glyph(g.gid, x, y, g.advance * size, g.cluster - segment.start, piece.angle))
            bounds = glyph_ink(item.face, g.gid, piece.slant)
            if bounds.width > 0:
                drawn = Affine.rotate(piece.angle).bounds(bounds.scaled(own_size)).moved(x, y)
                ink = drawn if ink is None else ink.union(drawn)
        text = prepared.shown[segment.start : segment.end]
        rtl = segment.posture != "upright" and bool(item.level % 2)
        runs.append(
            GlyphRun(
                item.face, own_size, tuple(glyphs), text, segment.start, rtl, item.script, item.language, piece.slant
            )
        )
    return runs, ink
