"""Composed lines (em), a size and a sweep in; glyphs along circles (points), each turned with its place, out.

`sweep` degrees of circle span the box's width: above 0 the text arches up (the circle's centre below), below 0 it hangs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posta.geometry import Rect
from posta.typeset.compose import Composed, Piece, Placed, Prepared
from posta.typeset.faces import outline_points
from posta.typeset.glyphs import Glyph, GlyphRun, Line

# From this sweep on the text's end meets its start, and a word space keeps them apart.
CLOSED_SWEEP = 330.0

InkPoints = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Arch:
    """The circles of a text: what is known before its size."""

    prepared: Prepared
    lines: tuple[Composed, ...]
    sweep: float
    leading: float
    align: str
    ink_points: tuple[InkPoints, ...]
    """For each line, in em: the middle (along the line) of the cluster each outline point belongs to; the points from there."""

    @property
    def radians(self) -> float:
        return math.radians(abs(self.sweep))

    def radius(self, n: int, size: float, box: Rect) -> float:
        """Radius of line n's baseline: the outermost letters touch the box's sides when they reach the sweep's ends."""
        outermost = box.width / (2 * math.sin(min(self.radians, math.pi) / 2))
        if self.radians > math.pi:
            outermost = min(outermost, box.height / (1 - math.cos(self.radians / 2)))
        if self.sweep > 0:
            tallest = max(self.prepared.metrics.cap_height or 0.7, -self.lines[0].ink.y)
            return outermost - (tallest + n * self.leading) * size
        deepest = max(0.0, self.lines[-1].ink.bottom)
        return outermost - (deepest + (len(self.lines) - 1 - n) * self.leading) * size

    def length_overrun(self, size: float, box: Rect) -> float:
        """How far the longest line overruns its arc, in points; below 0 there is room."""
        closing = max(self.prepared.metrics.space, 0.2) if abs(self.sweep) >= CLOSED_SWEEP else 0.0
        return max(
            (line.advance + closing) * size - self.radius(n, size, box) * self.radians
            for n, line in enumerate(self.lines)
        )

    def fitted(self, box: Rect) -> float:
        """The largest size at which every line keeps to its arc and all ink to the box (found by bisection)."""
        low, high = 0.0, 2 * max(box.width, box.height)
        for _ in range(40):
            size = (low + high) / 2
            low, high = (size, high) if self._keeps(size, box) else (low, size)
        if self._fits(low, box):
            return low
        low, high = 0.0, low
        for _ in range(20):
            size = (low + high) / 2
            if self._fits(size, box):
                low = size
            else:
                high = size
        return low

    def _keeps(self, size: float, box: Rect) -> bool:
        """Whether every line keeps to its arc and no circle is smaller than letters can stand on."""
        smallest = min(self.radius(0, size, box), self.radius(len(self.lines) - 1, size, box))
        return smallest >= 0.3 * size and self.length_overrun(size, box) <= 0

    def _fits(self, size: float, box: Rect) -> bool:
        ink = self.ink(size, box)
        inside = ink.x >= box.x and ink.right <= box.right and ink.height <= box.height
        return inside and self._keeps(size, box)

    def ink(self, size: float, box: Rect) -> Rect:
        """All ink, with the first line's apex at y = 0 and the circles' centre on the box's middle."""
        ink: Rect | None = None
        side = 1.0 if self.sweep > 0 else -1.0
        for n, (middles, points) in enumerate(self.ink_points):
            if not len(points):
                continue
            radius, start = self._start(n, size, box)
            angles = (start + middles * size) / radius
            cos, sin = np.cos(angles), np.sin(angles)
            x = radius * sin + (cos * points[:, 0] - side * sin * points[:, 1]) * size
            y = side * radius * (1 - cos) + (side * sin * points[:, 0] + cos * points[:, 1]) * size
            left, top = float(x.min()), float(y.min())
            drawn = Rect(left, top, float(x.max()) - left, float(y.max()) - top)
            drawn = drawn.moved(box.x + box.width / 2, n * self.leading * size)
            ink = drawn if ink is None else ink.union(drawn)
        return ink or Rect(0, 0, 0, 0)

    def _start(self, n: int, size: float, box: Rect) -> tuple[float, float]:
        """Line n's radius, and where it starts along its arc from the apex (points)."""
        radius = max(self.radius(n, size, box), 0.3 * size)
        length = self.lines[n].advance * size
        spare = max(0.0, radius * self.radians - length)
        return radius, {"left": -length / 2 - spare / 2, "right": -length / 2 + spare / 2}.get(self.align, -length / 2)

    def placed(self, size: float, box: Rect, down: float) -> tuple[list[GlyphRun], list[Line]]:
        """Runs and lines with the first line's apex at y = `down` and the circles' centre on the box's middle."""
        runs: list[GlyphRun] = []
        lines: list[Line] = []
        for n, line in enumerate(self.lines):
            radius, start = self._start(n, size, box)
            baseline = down + n * self.leading * size
            center = box.x + box.width / 2
            runs += self._line(line, size, (radius, start), (center, baseline))
            lines.append(Line(line.start, line.end, baseline, center + start, line.advance * size))
        return runs, lines

    def _line(
        self, line: Composed, size: float, circle: tuple[float, float], apex: tuple[float, float]
    ) -> list[GlyphRun]:
        radius, start = circle
        runs: list[GlyphRun] = []
        side = 1.0 if self.sweep > 0 else -1.0
        for piece in line.pieces:
            glyphs: list[Glyph] = []
            for placed, middle in _with_middles(piece):
                angle = (start + middle * size) / radius
                cos, sin = math.cos(angle), math.sin(angle) * side
                dx, dy = (placed.x - middle) * size, placed.y * size
                x = apex[0] + radius * math.sin(angle) + cos * dx - sin * dy
                y = apex[1] + side * radius * (1 - math.cos(angle)) + sin * dx + cos * dy
                turn = math.degrees(angle) * side
                glyphs.append(Glyph(placed.gid, x, y, placed.advance * size, placed.cluster - piece.start, turn))
            item = piece.item
            text = self.prepared.shown[piece.start : piece.end]
            rtl = bool(item.level % 2)
            runs.append(
                GlyphRun(
                    item.face, size, tuple(glyphs), text, piece.start, rtl, item.script, item.language, piece.slant
                )
            )
        return runs


def arch_of(prepared: Prepared, lines: tuple[Composed, ...], sweep: float, leading: float, align: str) -> Arch:
    """The circles of composed lines. Raises FontError."""
    return Arch(prepared, lines, sweep, leading, align, tuple(_ink_points(line) for line in lines))


def _ink_points(line: Composed) -> InkPoints:
    middles: list[NDArray[np.float64]] = []
    points: list[NDArray[np.float64]] = []
    for piece in line.pieces:
        for glyph, middle in _with_middles(piece):
            outline = np.array(outline_points(piece.item.face, glyph.gid, piece.slant))
            if outline.size:
                middles.append(np.full(len(outline), middle))
                points.append(outline + np.array((glyph.x - middle, glyph.y)))
    if not points:
        return np.zeros(0), np.zeros((0, 2))
    return np.concatenate(middles), np.concatenate(points)


def _with_middles(piece: Piece) -> Sequence[tuple[Placed, float]]:
    """Each glyph with the middle of its cluster along the line, in em: marks turn with their letter."""
    found: list[tuple[Placed, float]] = []
    pen = piece.pen
    n = 0
    while n < len(piece.glyphs):
        end = n + 1
        while end < len(piece.glyphs) and piece.glyphs[end].cluster == piece.glyphs[n].cluster:
            end += 1
        advance = sum(g.advance for g in piece.glyphs[n:end])
        found += [(g, pen + advance / 2) for g in piece.glyphs[n:end]]
        pen += advance
        n = end
    return found
