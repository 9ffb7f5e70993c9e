"""A block of lines (em), a size and a box (points) in; glyph runs and lines at their places (points) out."""

from __future__ import annotations

from posta.geometry import Rect
from posta.typeset.block import Block
from posta.typeset.compose import Composed, Prepared, glyph_ink
from posta.typeset.glyphs import Glyph, GlyphRun, Line
from posta.typeset.style import TextStyle

# Justified word spaces grow by at most this many em; beyond it the line stays ragged.
WIDEST_GAP = 1.0
Placed = tuple[list[GlyphRun], list[Line], Rect, float]


def placed_rows(prepared: Prepared, block: Block, size: float, style: TextStyle, box: Rect) -> Placed:
    """Runs, lines, ink, and by how much the words overrun the box (points; 0 or less: they fit)."""
    first = _first_baseline(block, size, style, box)
    runs: list[GlyphRun] = []
    lines: list[Line] = []
    ink: Rect | None = None
    over = (block.top + block.depth + block.bottom) * size - box.height
    edges = _justified_edges(block, size, style, box)
    ends = {end for _, end, _ in prepared.paragraphs}
    for n, (line, shift) in enumerate(zip(block.lines, block.shifts, strict=True)):
        baseline = first + n * block.leading * size
        x = _anchor(block, size, style, line, box) + shift * size
        gap = _gap(line, size, style, edges) if line.end not in ends else 0.0
        if gap:
            x = edges[0] - line.left * size
        new_runs, drawn = _runs(prepared, line, size, (x, baseline), gap)
        runs += new_runs
        lines.append(Line(line.start, line.end, baseline, x, line.advance * size + gap * len(line.gaps)))
        if drawn is not None:
            ink = drawn if ink is None else ink.union(drawn)
        over = max(over, (line.right - line.left) * size - box.width)
    return runs, lines, ink or Rect(0, 0, 0, 0), over


def _justified_edges(block: Block, size: float, style: TextStyle, box: Rect) -> tuple[float, float]:
    """Where justified lines end left and right: on the box, or inside it as far as a fitted block's hanging signs need."""
    if style.fit != "box":
        return box.x, box.right
    left = max(max(0.0, line.left - line.ink.x) for line in block.lines)
    right = max(max(0.0, line.ink.right - line.right) for line in block.lines)
    return box.x + left * size, box.right - right * size


def _gap(line: Composed, size: float, style: TextStyle, edges: tuple[float, float]) -> float:
    """What justification adds to each word space, in points; 0 where it would tear the line apart."""
    if style.align != "justify" or not line.gaps:
        return 0.0
    gap = (edges[1] - edges[0] - (line.right - line.left) * size) / len(line.gaps)
    return gap if 0 < gap <= WIDEST_GAP * size else 0.0


def _anchor(block: Block, size: float, style: TextStyle, line: Composed, box: Rect) -> float:
    """Where x = 0 of the block lies; a fitted block stays in the box with everything that hangs."""
    fits = style.fit == "box"
    if style.align == "center":
        return box.x + box.width / 2
    if style.align == "right" or (style.align == "justify" and line.rtl):
        return box.right - (max(0.0, block.right) * size if fits else 0.0)
    return box.x - (min(0.0, block.left) * size if fits else 0.0)


def _first_baseline(block: Block, size: float, style: TextStyle, box: Rect) -> float:
    """y of the first baseline: top puts the capitals' tops on the box, middle centres capitals and baseline.

    A fitted block stays in the box with all ink; else round letters' overshoot hangs out, so that neighbouring texts align.
    """
    fits = style.fit == "box"
    top, bottom = (block.top_needed, block.bottom_needed) if fits else (block.top, block.bottom)
    highest, lowest = box.y + top * size, box.bottom - (bottom + block.depth) * size
    if style.valign == "top":
        return highest
    if style.valign == "bottom":
        return lowest
    middle = box.y + box.height / 2 + (block.optical_top - block.depth) / 2 * size
    return max(highest, min(lowest, middle)) if lowest >= highest else middle


def _runs(
    prepared: Prepared, line: Composed, size: float, at: tuple[float, float], gap: float
) -> tuple[list[GlyphRun], Rect | None]:
    """The runs of one line in points, and their ink."""
    runs = []
    ink: Rect | None = None
    widened = 0.0
    gaps = frozenset(line.gaps) if gap else frozenset()
    for piece in line.pieces:
        item = piece.item
        glyphs = []
        for g in piece.glyphs:
            extra = gap if g.cluster in gaps else 0.0
            x, y = at[0] + g.x * size + widened, at[1] + g.y * size
            glyphs.append(Glyph(g.gid, x, y, g.advance * size + extra, g.cluster - piece.start))
            widened += extra
            bounds = glyph_ink(item.face, g.gid, piece.slant)
            if bounds.width > 0:
                drawn = bounds.scaled(size).moved(x, y)
                ink = drawn if ink is None else ink.union(drawn)
        text, rtl = prepared.shown[piece.start : piece.end], bool(item.level % 2)
        runs.append(
            GlyphRun(item.face, size, tuple(glyphs), text, piece.start, rtl, item.script, item.language, piece.slant)
        )
    return runs, ink
