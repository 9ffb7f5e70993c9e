"""Words, a style and a box in points in; a Setting (positioned glyphs, points) out. The way into typesetting."""

from __future__ import annotations

from functools import lru_cache

from posta.geometry import Rect
from posta.typeset.block import Block, LineRange, block_of
from posta.typeset.casing import cased
from posta.typeset.choose import Places, calm, flowing
from posta.typeset.compose import Composed, Prepared, glyph_ink
from posta.typeset.fit import fitted, size_in
from posta.typeset.fonts import FontLibrary
from posta.typeset.glyphs import Glyph, GlyphRun, Line, Setting
from posta.typeset.itemize import itemize
from posta.typeset.linebreak import NEWLINES, paragraphs
from posta.typeset.measure import measure
from posta.typeset.shape import features_for
from posta.typeset.style import TextStyle

SYNTHETIC_SLANT = 11.0
# Justified word spaces grow by at most this many em; beyond it the line stays ragged.
WIDEST_GAP = 1.0


@lru_cache(maxsize=2048)
def typeset(text: str, style: TextStyle, box: Rect, fonts: FontLibrary) -> Setting:
    """Set `text` in `box` (x = y = 0, points) as `style` says; the same arguments give the same value.

    Characters no font has are set as the face's empty box and named in `missing`. Raises FontError for an unknown family or a
    damaged font.
    """
    prepared, starts = prepare(text, style, fonts)
    strict = style.fit == "box"
    if starts is not None:
        ranges = _given(prepared, starts)
        block = block_of(prepared, ranges, style.align, style.leading)
        size = size_in(block, box, style.align) if strict else style.size
    elif strict:
        size, block = fitted(prepared, box, style.align, style.leading)
    else:
        size = style.size
        block = block_of(prepared, _broken(prepared, style, box.width / size), style.align, style.leading)
    if not any(line.pieces for line in block.lines):
        size = style.size
    return _placed(prepared, block, size, style, box)


@lru_cache(maxsize=1024)
def prepare(text: str, style: TextStyle, fonts: FontLibrary) -> tuple[Prepared, tuple[int, ...] | None]:
    """Case, itemize and pick faces; also the style's own line starts as indexes into the shown text."""
    face = fonts.face(style.family, style.weight, style.italic, style.axes)
    shown = cased(text, style.case, style.language, fonts.covers(face, "ẞ") and style.language.lower().startswith("de"))
    parts = []
    for start, end in paragraphs(shown.shown):
        body = shown.shown[start:end].rstrip(NEWLINES)
        parts.append((start, end, itemize(body, face, style.language, fonts)))
    tracking = style.tracking / 1000
    prepared = Prepared(
        shown.shown,
        face,
        tuple(parts),
        tracking,
        features_for(style.features, tracking),
        SYNTHETIC_SLANT if style.italic and not face.italic else 0.0,
        style.language,
    )
    starts = None if style.breaks is None else tuple(sorted({shown.shown_at(b) for b in style.breaks}))
    return prepared, starts


def _given(prepared: Prepared, starts: tuple[int, ...]) -> tuple[LineRange, ...]:
    """Lines as the style breaks them; paragraphs still start new lines."""
    ranges = []
    for n, (start, end, _) in enumerate(prepared.paragraphs):
        stops = [start, *(s for s in starts if start < s < end), end]
        ranges += [LineRange(n, a, b) for a, b in zip(stops, stops[1:], strict=False)]
    return tuple(ranges)


def _broken(prepared: Prepared, style: TextStyle, limit: float) -> tuple[LineRange, ...]:
    measured = measure(prepared)
    if style.balance:
        strong = [Places(n, p, strong_only=True) for n, p in enumerate(measured)]
        if all(p.widest_word() <= limit for p in strong):
            return tuple(calm(strong, limit))
    ranges: list[LineRange] = []
    for n, paragraph in enumerate(measured):
        places = Places(n, paragraph, strong_only=False)
        ranges += places.ranges(flowing(places, limit))
    return tuple(ranges)


def _placed(prepared: Prepared, block: Block, size: float, style: TextStyle, box: Rect) -> Setting:
    first = _first_baseline(prepared, block, size, style, box)
    strict = style.fit == "box"
    runs: list[GlyphRun] = []
    lines: list[Line] = []
    ink: Rect | None = None
    over = 0.0
    last_of_paragraph = {end for _, end, _ in prepared.paragraphs}
    for n, (line, shift) in enumerate(zip(block.lines, block.shifts, strict=True)):
        baseline = first + n * block.leading * size
        x = _anchor(block, size, style.align, line, box, strict) + shift * size
        gap = 0.0
        if style.align == "justify" and line.end not in last_of_paragraph and line.gaps:
            gap = (box.width - (line.right - line.left) * size) / len(line.gaps)
            if not -1e-6 <= gap <= WIDEST_GAP * size:
                gap = 0.0
            x = box.x - line.left * size if gap else x
        placed, drawn = _runs(prepared, line, size, x, baseline, gap)
        runs += placed
        width = line.advance * size + gap * len(line.gaps)
        lines.append(Line(line.start, line.end, baseline, x, width))
        if drawn is not None:
            ink = drawn if ink is None else ink.union(drawn)
        over = max(over, (line.right - line.left) * size - box.width)
    measures = prepared.metrics
    top, bottom = first - measures.ascent * size, lines[-1].baseline + measures.descent * size
    left = min(line.x for line in lines)
    extent = Rect(left, top, max(line.x + line.width for line in lines) - left, bottom - top)
    over = max(over, (block.top + block.depth + block.bottom) * size - box.height)
    missing = dict.fromkeys(m for _, _, itemized in prepared.paragraphs for m in itemized.missing)
    stepped_in = dict.fromkeys(
        (prepared.face.family, run.face.family) for run in runs if run.face.family != prepared.face.family
    )
    overflows = over > max(0.5, 0.005 * size)
    return Setting(
        prepared.shown, tuple(runs), tuple(lines), size, ink or Rect(0, 0, 0, 0), extent, overflows, tuple(missing), tuple(stepped_in)
    )


def _anchor(block: Block, size: float, align: str, line: Composed, box: Rect, strict: bool) -> float:
    """Where x = 0 of the block lies; a fitted block stays in the box with everything that hangs."""
    if align == "center":
        return box.x + box.width / 2
    if align == "right" or (align == "justify" and line.rtl):
        return box.right - (max(0.0, block.right) * size if strict else 0.0)
    return box.x - (min(0.0, block.left) * size if strict else 0.0)


def _first_baseline(prepared: Prepared, block: Block, size: float, style: TextStyle, box: Rect) -> float:
    """y of the first baseline: top sets the capitals' tops on the box, middle centres capitals and baseline, bottom the last line."""
    strict = style.fit == "box"
    top, bottom = (block.top_needed, block.bottom_needed) if strict else (block.top, block.bottom)
    highest, lowest = box.y + top * size, box.bottom - (bottom + block.depth) * size
    if style.valign == "top":
        return highest
    if style.valign == "bottom":
        return lowest
    middle = box.y + box.height / 2 + (block.top - block.depth) / 2 * size
    return max(highest, min(lowest, middle)) if lowest >= highest else middle


def _runs(
    prepared: Prepared, line: Composed, size: float, x: float, baseline: float, gap: float
) -> tuple[list[GlyphRun], Rect | None]:
    """The runs of one line in points, and their ink."""
    runs = []
    ink: Rect | None = None
    widened = 0.0
    gaps = frozenset(line.gaps) if gap else frozenset()
    for piece in line.pieces:
        glyphs = []
        for g in piece.glyphs:
            extra = gap if g.cluster in gaps else 0.0
            at_x, at_y = x + g.x * size + widened, baseline + g.y * size
            glyphs.append(Glyph(g.gid, at_x, at_y, g.advance * size + extra, g.cluster - piece.start))
            widened += extra
            bounds = glyph_ink(piece.item.face, g.gid, piece.slant)
            if bounds.width > 0:
                drawn = bounds.scaled(size).moved(at_x, at_y)
                ink = drawn if ink is None else ink.union(drawn)
        item = piece.item
        runs.append(
            GlyphRun(
                item.face,
                size,
                tuple(glyphs),
                prepared.shown[piece.start : piece.end],
                piece.start,
                bool(item.level % 2),
                item.script,
                item.language,
                piece.slant,
            )
        )
    return runs, ink
