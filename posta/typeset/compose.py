"""Prepared text and a stretch of it in; one line with its glyphs, ink and optical edges in em, origin at its pen start, out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from posta.geometry import Rect
from posta.typeset import bidi
from posta.typeset.faces import Metrics, glyph_bounds, metrics, outline_points
from posta.typeset.glyphs import Face
from posta.typeset.itemize import Item, Itemized
from posta.typeset.linebreak import visible_end
from posta.typeset.shape import JOINED_SCRIPTS, Features, Shaped, Voice, shape

# How much of a sign's advance hangs outside the edge (after R. Bringhurst and the defaults of pdfTeX's microtype).
HANG_LEFT = {
    **dict.fromkeys("“„‘‚\"'«‹•·", 1.0),
    "(": 0.15, "[": 0.1, "–": 0.4, "—": 0.25, "-": 0.6, "*": 0.7,
}  # fmt: skip
HANG_RIGHT = {
    **dict.fromkeys("”’“‘\"'»›", 1.0),
    **dict.fromkeys(".,…‚", 0.8),
    **dict.fromkeys("-\u2010\u00ad", 0.6),
    "–": 0.4, "—": 0.25, ":": 0.5, ";": 0.5, ")": 0.15, "]": 0.1, "!": 0.2, "?": 0.15, "*": 0.7,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A shown text, cut into paragraphs and items, ready to be set. Compared by identity: caches key on it."""

    shown: str
    face: Face
    paragraphs: tuple[tuple[int, int, Itemized], ...]
    """(start, end with break characters, items whose indexes count from start)."""
    tracking: float
    """Em added after every cluster."""
    features: Features
    synthetic_slant: float
    language: str
    vertical: bool = False

    @property
    def metrics(self) -> Metrics:
        return metrics(self.face)


@dataclass(frozen=True, slots=True)
class Placed:
    """One glyph in em, from the line's pen start and baseline."""

    gid: int
    x: float
    y: float
    advance: float
    cluster: int
    """Index into the shown text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The glyphs of one item on one line, in visual order."""

    item: Item
    start: int
    end: int
    slant: float
    pen: float
    """Where its first advance begins on the line, in em."""
    glyphs: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Composed:
    """One line in em, y down from its baseline."""

    start: int
    end: int
    """One past its last character, trailing spaces and break characters included."""
    visible_end: int
    pieces: tuple[Piece, ...]
    advance: float
    ink: Rect
    left: float
    """Optical left edge: the ink's, hanging signs left out."""
    right: float
    """Optical right edge."""
    rtl: bool
    gaps: tuple[int, ...]
    """Shown-text indexes of the word spaces that justification may widen."""


def voice_of(item: Item, prepared: Prepared) -> Voice:
    return Voice(item.face, item.script, item.language, bool(item.level % 2), prepared.features)


def item_tracking(item: Item, prepared: Prepared) -> float:
    return 0.0 if item.script in JOINED_SCRIPTS else prepared.tracking


def slant_of(face: Face, prepared: Prepared) -> float:
    return 0.0 if face.italic else prepared.synthetic_slant


@lru_cache(maxsize=8192)
def compose(prepared: Prepared, paragraph: int, start: int, end: int) -> Composed:
    """Shape and place the characters `start`..`end` of paragraph number `paragraph` as a line. Raises FontError."""
    text = prepared.shown
    shown_to = visible_end(text, start, end)
    offset, _, itemized = prepared.paragraphs[paragraph]
    parts = [
        (item, max(start, item.start + offset), min(shown_to, item.end + offset))
        for item in itemized.items
        if item.start + offset < shown_to and item.end + offset > start
    ]
    pen = 0.0
    pieces: list[Piece] = []
    order = bidi.visual_order([item.level for item, _, _ in parts])
    for at, n in enumerate(order):
        item, first, last = parts[n]
        shaped = shape(text[first:last], voice_of(item, prepared))
        tracked = item_tracking(item, prepared)
        glyphs, end_pen = _laid(shaped, first, pen, tracked, last_piece=at == len(order) - 1)
        pieces.append(Piece(item, first, last, slant_of(item.face, prepared), pen, glyphs))
        pen = end_pen
    ink = ink_of(pieces)
    left, right = _edges(text, pieces, pen)
    gaps = tuple(i for i in range(start, shown_to) if text[i] == " ")
    return Composed(start, end, shown_to, tuple(pieces), pen, ink, left, right, itemized.base_level % 2 == 1, gaps)


def _laid(
    shaped: Shaped, first: int, pen: float, tracked: float, *, last_piece: bool
) -> tuple[tuple[Placed, ...], float]:
    placed = []
    glyphs = shaped.glyphs
    for n, glyph in enumerate(glyphs):
        advance = glyph.advance
        ends_cluster = n + 1 == len(glyphs) or glyphs[n + 1].cluster != glyph.cluster
        # Letters are spaced from their neighbours, so nothing is added after the line's last.
        if tracked and ends_cluster and not (last_piece and n + 1 == len(glyphs)):
            advance += tracked
        placed.append(Placed(glyph.gid, pen + glyph.dx, glyph.dy, advance, first + glyph.cluster))
        pen += advance
    return tuple(placed), pen


def glyph_ink(face: Face, gid: int, slant: float) -> Rect:
    """The ink of a glyph in em from its origin, slanted as it will be drawn."""
    bounds = glyph_bounds(face, gid)
    return _slanted_bounds(face, gid, slant) if slant and bounds.width else bounds


@lru_cache(maxsize=4096)
def _slanted_bounds(face: Face, gid: int, slant: float) -> Rect:
    return Rect.around(outline_points(face, gid, slant))


def ink_of(pieces: list[Piece]) -> Rect:
    """The bounds of all ink of a line in em; empty at the origin without ink."""
    left = top = math.inf
    right = bottom = -math.inf
    for piece in pieces:
        face, slant = piece.item.face, piece.slant
        for glyph in piece.glyphs:
            box = glyph_ink(face, glyph.gid, slant)
            if box.width > 0:
                left, right = min(left, glyph.x + box.x), max(right, glyph.x + box.right)
                top, bottom = min(top, glyph.y + box.y), max(bottom, glyph.y + box.bottom)
    return Rect(left, top, right - left, bottom - top) if right >= left else Rect(0, 0, 0, 0)


def _edges(text: str, pieces: list[Piece], advance: float) -> tuple[float, float]:
    """The optical edges: ink edges of the outermost glyphs, less what hangs. Spaces at the edges count as given."""
    if not pieces or not any(p.glyphs for p in pieces):
        return 0.0, advance
    visual = [(p, g) for p in pieces for g in p.glyphs]
    (first_piece, first), (last_piece, last) = visual[0], visual[-1]
    left_box = glyph_ink(first_piece.item.face, first.gid, first_piece.slant)
    right_box = glyph_ink(last_piece.item.face, last.gid, last_piece.slant)
    left = first.x + left_box.x if left_box.width else 0.0
    right = last.x + right_box.right if right_box.width else advance
    if len(visual) > 2:
        left += HANG_LEFT.get(text[first.cluster], 0.0) * first.advance
        right -= HANG_RIGHT.get(text[last.cluster], 0.0) * last.advance
    return left, max(left, right)
