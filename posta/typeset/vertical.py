"""Prepared text in; columns (em) read downwards, set from right to left, out. Latin lies on its side, short numbers stand.

After the W3C's Requirements for Japanese Text Layout (JLREQ) and Unicode's vertical orientation (UAX #50), by classes.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from posta.geometry import Affine, Rect
from posta.typeset.block import LineRange
from posta.typeset.compose import Prepared, glyph_ink, item_tracking, slant_of, voice_of
from posta.typeset.faces import metrics
from posta.typeset.glyphs import Face
from posta.typeset.graphemes import clusters
from posta.typeset.itemize import Item
from posta.typeset.linebreak import visible_end
from posta.typeset.shape import ShapedGlyph, shape

_UPRIGHT_SCRIPTS = frozenset({"Hira", "Kana", "Hani", "Hang", "Bopo", "Yiii", "Nshu", "Tang"})
_TOGETHER = re.compile(r"(?<![\w.,:])(?:[0-9]{1,2}|[A-Z]|[!?]{1,2})(?![\w.,:!?])", re.ASCII)
Posture = Literal["upright", "turned", "together"]


@dataclass(frozen=True, slots=True)
class Segment:
    """Part of an item that is laid in one posture; indexes into the shown text."""

    item: Item
    start: int
    end: int
    posture: Posture


@dataclass(frozen=True, slots=True)
class ColumnGlyph:
    """One glyph in em, from the column's centre line and top."""

    gid: int
    x: float
    y: float
    advance: float
    cluster: int


@dataclass(frozen=True, slots=True)
class ColumnPiece:
    segment: Segment
    glyphs: tuple[ColumnGlyph, ...]
    angle: float
    """Degrees clockwise."""
    scale: float
    """Size relative to the column's: numbers set together are narrowed by setting them smaller."""
    slant: float


@dataclass(frozen=True, slots=True)
class Column:
    """One column in em."""

    start: int
    end: int
    pieces: tuple[ColumnPiece, ...]
    advance: float
    ink: Rect
    """From the centre line and the top."""


@lru_cache(maxsize=1024)
def segments(prepared: Prepared, paragraph: int) -> tuple[Segment, ...]:
    """The postures of one paragraph."""
    offset, end, itemized = prepared.paragraphs[paragraph]
    text = prepared.shown[offset:end]
    together: set[int] = set()
    for match in _TOGETHER.finditer(text):
        around = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
        if any(c and _upright(c) for c in around):
            together.update(range(*match.span()))
    found: list[Segment] = []
    for item in itemized.items:
        for a, b in clusters(text[item.start : item.end]):
            start = item.start + a
            cluster = text[start : item.start + b]
            posture: Posture = "together" if start in together else "upright" if _upright(cluster[0]) else "turned"
            last = found[-1] if found else None
            if last and last.item is item and last.posture == posture:
                found[-1] = replace(last, end=offset + item.start + b)
            else:
                found.append(Segment(item, offset + start, offset + item.start + b, posture))
    return tuple(found)


@lru_cache(maxsize=4096)
def _upright(char: str) -> bool:
    from fontTools.unicodedata import script

    return unicodedata.east_asian_width(char) in "WF" or script(char) in _UPRIGHT_SCRIPTS


def _shaped(prepared: Prepared, segment: Segment) -> tuple[ShapedGlyph, ...]:
    upright = segment.posture == "upright"
    voice = replace(voice_of(segment.item, prepared), vertical=upright)
    glyphs = shape(prepared.shown[segment.start : segment.end], voice).glyphs
    return tuple(_in_em_box(g, voice.face) for g in glyphs) if upright else glyphs


def _in_em_box(glyph: ShapedGlyph, face: Face) -> ShapedGlyph:
    """The glyph in a whole em box where its own vertical metrics would let its ink leave its place.

    Some fonts give vertical brackets and commas the metrics of half-width glyphs though they are drawn in a full em.
    """
    box = glyph_ink(face, glyph.gid, 0.0)
    if not box.width or glyph.advance_y > 0.95 or box.bottom + glyph.dy <= glyph.advance_y + 0.1:
        return glyph
    return glyph._replace(dx=-0.5, advance_y=1.0)


def advances(prepared: Prepared, paragraph: int) -> list[float]:
    """Advance down the column of every character of a paragraph, in em; a cluster's is at its first character."""
    offset, end, _ = prepared.paragraphs[paragraph]
    found = [0.0] * (end - offset + 1)
    for segment in segments(prepared, paragraph):
        tracked = item_tracking(segment.item, prepared)
        if segment.posture == "together":
            found[segment.start - offset] += 1.0 + tracked
            continue
        seen = set()
        for glyph in _shaped(prepared, segment):
            at = segment.start - offset + glyph.cluster
            along = glyph.advance_y if segment.posture == "upright" else glyph.advance
            found[at] += along + (0.0 if at in seen else tracked)
            seen.add(at)
    return found


@lru_cache(maxsize=4096)
def column(prepared: Prepared, paragraph: int, start: int, end: int) -> Column:
    """Shape and place the characters `start`..`end` of a paragraph as a column. Raises FontError."""
    shown_to = visible_end(prepared.shown, start, end)
    pen = 0.0
    pieces: list[ColumnPiece] = []
    parts = [
        replace(s, start=max(s.start, start), end=min(s.end, shown_to))
        for s in segments(prepared, paragraph)
        if s.start < shown_to and s.end > start
    ]
    for n, segment in enumerate(parts):
        tracked = item_tracking(segment.item, prepared)
        piece, pen = _piece(prepared, segment, pen, tracked)
        if n == len(parts) - 1 and piece.glyphs:
            pen -= tracked
            glyphs = (*piece.glyphs[:-1], replace(piece.glyphs[-1], advance=piece.glyphs[-1].advance - tracked))
            piece = replace(piece, glyphs=glyphs)
        pieces.append(piece)
    return Column(start, end, tuple(pieces), pen, _ink(pieces))


def _piece(prepared: Prepared, segment: Segment, pen: float, tracked: float) -> tuple[ColumnPiece, float]:
    glyphs = _shaped(prepared, segment)
    face = segment.item.face
    slant = slant_of(face, prepared)
    placed: list[ColumnGlyph] = []
    if segment.posture == "together":
        width = sum(g.advance for g in glyphs)
        scale = min(1.0, 1.0 / width) if width > 0 else 1.0
        # The figures' height is centred in the em box they stand in.
        x, y = -width * scale / 2, pen + 0.5 + (metrics(face).cap_height or 0.7) * scale / 2
        for g in glyphs:
            placed.append(
                ColumnGlyph(g.gid, x + g.dx * scale, y + g.dy * scale, g.advance * scale, segment.start + g.cluster)
            )
            x += g.advance * scale
        return ColumnPiece(segment, tuple(placed), 0.0, scale, slant), pen + 1.0 + tracked
    turned = segment.posture == "turned"
    # Turned a quarter clockwise the capitals point right of the baseline: half of them is set on either side of the centre.
    shift = -(metrics(face).cap_height or 0.7) / 2
    for n, g in enumerate(glyphs):
        along = g.advance if turned else g.advance_y
        if n + 1 == len(glyphs) or glyphs[n + 1].cluster != g.cluster:
            along += tracked
        x, y = (shift - g.dy, pen + g.dx) if turned else (g.dx, pen + g.dy)
        placed.append(ColumnGlyph(g.gid, x, y, along, segment.start + g.cluster))
        pen += along
    return ColumnPiece(segment, tuple(placed), 90.0 if turned else 0.0, 1.0, slant), pen


def _ink(pieces: list[ColumnPiece]) -> Rect:
    ink: Rect | None = None
    for piece in pieces:
        for glyph in piece.glyphs:
            box = glyph_ink(piece.segment.item.face, glyph.gid, piece.slant)
            if box.width > 0:
                drawn = Affine.rotate(piece.angle).bounds(box.scaled(piece.scale)).moved(glyph.x, glyph.y)
                ink = drawn if ink is None else ink.union(drawn)
    return ink or Rect(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns side by side, the first one's centre at x = 0, the next ones left of it."""

    columns: tuple[Column, ...]
    pitch: float
    left: float
    right: float
    """How far ink and em boxes reach from x = 0."""
    top: float
    bottom: float
    """How far ink and advances reach from the columns' top."""

    def size_in(self, box: Rect) -> float:
        """The largest size at which everything lies in the box."""
        width, height = self.right - self.left, self.bottom - self.top
        return min(
            box.width / width if width > 0 else math.inf, box.height / height if height > 0 else math.inf, 100_000.0
        ) * (1 - 1e-9)


def columns_of(prepared: Prepared, ranges: tuple[LineRange, ...], leading: float) -> Columns:
    """Compose the columns and set them side by side. Raises FontError."""
    found = tuple(column(prepared, r.paragraph, r.start, r.end) for r in ranges)
    left, right, top, bottom = math.inf, -math.inf, 0.0, 0.0
    for n, one in enumerate(found):
        bottom = max(bottom, one.advance)
        # Upright characters stand in em boxes, also where their ink is narrower; Latin on its side ends with its ink.
        if not one.pieces or any(p.segment.posture == "upright" for p in one.pieces):
            left, right = min(left, -0.5 - n * leading), max(right, 0.5 - n * leading)
        if one.ink.width:
            left, right = min(left, one.ink.x - n * leading), max(right, one.ink.right - n * leading)
            top, bottom = min(top, one.ink.y), max(bottom, one.ink.bottom)
    return Columns(found, leading, left, right, top, bottom)
