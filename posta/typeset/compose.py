"""Prepared text and a stretch of it in; one line with its glyphs, ink and optical edges in em, origin at its pen start, out."""

from __future__ import annotations

import math
import unicodedata
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
# Guillemets are as wide as letters and stand in the line like them: hung, they would leave the other lines indented.
HANG_LEFT = {
    **dict.fromkeys("“„‘‚\"'•·", 1.0),
    "(": 0.15, "[": 0.1, "–": 0.4, "—": 0.25, "-": 0.6, "*": 0.7,
}  # fmt: skip
HANG_RIGHT = {
    **dict.fromkeys("”’“‘\"'·•|", 1.0),
    **dict.fromkeys(".,…‚،؛۔।", 0.8),
    **dict.fromkeys("-\u2010\u00ad", 0.6),
    "–": 0.4, "—": 0.25, ":": 0.5, ";": 0.5, ")": 0.15, "]": 0.1, "!": 0.2, "?": 0.15, "*": 0.7,
}  # fmt: skip
# Letters whose outermost point is a curve: they look indented unless they reach over the edge a little.
ROUND_LEFT = frozenset("CGOQSØŒcdegoqøœСОЭФсоэфеΘΟΦΩο069")
ROUND_RIGHT = frozenset("DOQSØbopøеОСФЮЯсофюΘΟΦΩορσ0369")


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
    """The optical edges: the ink edges of the outermost clusters, less what hangs. Spaces at the edges count as given."""
    visual = [(p, g) for p in pieces for g in p.glyphs]
    if not visual:
        return 0.0, advance
    first_ink, first_advance = _outermost(visual)
    last_ink, last_advance = _outermost(visual[::-1])
    left = first_ink.x if first_ink.width else 0.0
    right = last_ink.right if last_ink.width else advance
    (first_piece, first), (last_piece, last) = visual[0], visual[-1]
    if len(visual) > 2:
        left += _hang(text[first.cluster], leads=not first_piece.item.level % 2) * first_advance
        right -= _hang(text[last.cluster], leads=bool(last_piece.item.level % 2)) * last_advance
        left += _round(text[first.cluster], first_piece, ROUND_LEFT)
        right -= _round(text[last.cluster], last_piece, ROUND_RIGHT)
    return left, max(left, right)


def _outermost(visual: list[tuple[Piece, Placed]]) -> tuple[Rect, float]:
    """Ink and advance of the first cluster of a list: a letter with its marks."""
    ink: Rect | None = None
    advance = 0.0
    for piece, glyph in visual:
        if glyph.cluster != visual[0][1].cluster:
            break
        box = glyph_ink(piece.item.face, glyph.gid, piece.slant)
        advance += glyph.advance
        if box.width > 0:
            drawn = box.moved(glyph.x, glyph.y)
            ink = drawn if ink is None else ink.union(drawn)
    return ink or Rect(0, 0, 0, 0), advance


def _hang(char: str, *, leads: bool) -> float:
    """How much of its advance a sign hangs out of the edge where its text starts (`leads`) or ends."""
    return (HANG_LEFT if leads else HANG_RIGHT).get(char, 0.0)


def _round(char: str, piece: Piece, letters: frozenset[str]) -> float:
    """How far a round letter reaches over the edge, in em: as far as the face lets its O overshoot the capitals."""
    if char not in letters and unicodedata.normalize("NFD", char)[0] not in letters:
        return 0.0
    return min(metrics(piece.item.face).overshoot, 0.02)
