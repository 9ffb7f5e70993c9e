"""Composed lines (em), a size and a sweep in; glyphs along circles (points), each turned with its place, out.

`sweep` degrees of circle span the box's width: above 0 the text arches up (the circle's centre below), below 0 it hangs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from posta.geometry import Rect
from posta.typeset.compose import Composed, Piece, Prepared
from posta.typeset.faces import flattened
from posta.typeset.glyphs import Glyph, GlyphRun, Line

# Below this sweep a circle is a line for the eye, and its radius beyond all measure.
LEAST_SWEEP = 0.5


@dataclass(frozen=True, slots=True)
class Arch:
    """The circles of a text: what is known before its size."""

    prepared: Prepared
    lines: tuple[Composed, ...]
    sweep: float
    leading: float
    align: str

    @property
    def radians(self) -> float:
        return math.radians(abs(self.sweep))

    def radius(self, n: int, size: float, width: float) -> float:
        """Radius of line n's baseline: the outermost letters touch the box's sides when they reach the sweep's ends."""
        outermost = width / (2 * math.sin(min(self.radians, math.pi) / 2))
        if self.sweep > 0:
            tallest = max(self.prepared.metrics.cap_height or 0.7, -self.lines[0].ink.y)
            return outermost - (tallest + n * self.leading) * size
        deepest = max(0.0, self.lines[-1].ink.bottom)
        return outermost - (deepest + (len(self.lines) - 1 - n) * self.leading) * size

    def length_overrun(self, size: float, width: float) -> float:
        """How far the longest line overruns its arc, in points; below 0 there is room."""
        return max(
            line.advance * size - self.radius(n, size, width) * self.radians for n, line in enumerate(self.lines)
        )

    def fitted(self, box: Rect) -> float:
        """The largest size at which every line keeps to its arc and all ink to the box (bisection to one part in 2**30)."""
        low, high = 0.0, max(box.width, box.height) * 2
        for _ in range(36):
            size = (low + high) / 2
            if self._fits(size, box):
                low = size
            else:
                high = size
        return low

    def _fits(self, size: float, box: Rect) -> bool:
        smallest = min(self.radius(0, size, box.width), self.radius(len(self.lines) - 1, size, box.width))
        if smallest < 0.3 * size or self.length_overrun(size, box.width) > 0:
            return False
        _, _, ink = self.placed(size, box)
        return ink.width <= box.width and ink.height <= box.height and ink.x >= box.x and ink.right <= box.right

    def placed(self, size: float, box: Rect) -> tuple[list[GlyphRun], list[Line], Rect]:
        """Runs, lines and ink with the first line's apex at y = 0 and the circles' centre on the box's middle."""
        runs: list[GlyphRun] = []
        lines: list[Line] = []
        ink: Rect | None = None
        for n, line in enumerate(self.lines):
            radius = max(self.radius(n, size, box.width), 0.3 * size)
            spare = radius * self.radians - line.advance * size
            length = line.advance * size
            start = {"left": -length / 2 - spare / 2, "right": -length / 2 + spare / 2}.get(self.align, -length / 2)
            baseline = n * self.leading * size
            new_runs, drawn = self._line(line, size, radius, start, box.x + box.width / 2, baseline)
            runs += new_runs
            lines.append(Line(line.start, line.end, baseline, box.x + box.width / 2 - length / 2, length))
            if drawn is not None:
                ink = drawn if ink is None else ink.union(drawn)
        return runs, lines, ink or Rect(0, 0, 0, 0)

    def _line(
        self, line: Composed, size: float, radius: float, start: float, center: float, apex: float
    ) -> tuple[list[GlyphRun], Rect | None]:
        runs: list[GlyphRun] = []
        ink: Rect | None = None
        pen = 0.0
        side = 1.0 if self.sweep > 0 else -1.0
        for piece in line.pieces:
            glyphs: list[Glyph] = []
            for first, last, advance in _clusters(piece):
                middle = (pen + advance / 2) * size
                angle = (start + middle) / radius
                x, y = center + radius * math.sin(angle), apex + side * radius * (1 - math.cos(angle))
                cos, sin = math.cos(angle), math.sin(angle) * side
                for g in piece.glyphs[first:last]:
                    dx, dy = g.x * size - middle, g.y * size
                    glyph = Glyph(
                        g.gid,
                        x + cos * dx - sin * dy,
                        y + sin * dx + cos * dy,
                        g.advance * size,
                        g.cluster - piece.start,
                        math.degrees(angle) * side,
                    )
                    glyphs.append(glyph)
                    drawn = turned_ink(glyph, piece, size)
                    if drawn is not None:
                        ink = drawn if ink is None else ink.union(drawn)
                pen += advance
            item = piece.item
            text = self.prepared.shown[piece.start : piece.end]
            rtl = bool(item.level % 2)
            runs.append(
                GlyphRun(item.face, size, tuple(glyphs), text, piece.start, rtl, item.script, item.language, piece.slant)
            )
        return runs, ink


def _clusters(piece: Piece) -> Sequence[tuple[int, int, float]]:
    """(first glyph, one past the last, advance) of each cluster: marks turn with their letter."""
    found: list[tuple[int, int, float]] = []
    for n, glyph in enumerate(piece.glyphs):
        if found and piece.glyphs[n - 1].cluster == glyph.cluster:
            first, _, advance = found[-1]
            found[-1] = (first, n + 1, advance + glyph.advance)
        else:
            found.append((n, n + 1, glyph.advance))
    return found


def turned_ink(glyph: Glyph, piece: Piece, size: float) -> Rect | None:
    """The ink of a turned glyph in points; None for one without ink."""
    points = flattened(piece.item.face, glyph.gid, piece.slant)
    if not len(points):
        return None
    cos, sin = math.cos(math.radians(glyph.angle)) * size, math.sin(math.radians(glyph.angle)) * size
    x = points[:, 0] * cos - points[:, 1] * sin
    y = points[:, 0] * sin + points[:, 1] * cos
    left, top = float(x.min()), float(y.min())
    return Rect(glyph.x + left, glyph.y + top, float(x.max()) - left, float(y.max()) - top)
