"""Lines in; the block they make out, in em: baselines, ink and what has to fit in a box. y down from the first baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from posta.geometry import Rect
from posta.typeset.compose import Composed, Prepared, compose
from posta.typeset.glyphs import Face

# Ink that rises this far above the capitals counts as their round letters' overshoot, not as an accent.
OVERSHOOT = 0.03
# Clear space kept between the ink of neighbouring lines.
CLEARANCE = 0.02


class LineRange(NamedTuple):
    """A line to be: its paragraph's number and its characters in the shown text."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """Composed lines, aligned at x = 0 (left edge, centre or right edge, as the alignment says)."""

    lines: tuple[Composed, ...]
    shifts: tuple[float, ...]
    """x of each line's pen start."""
    leading: float
    """Distance of the baselines used: the style's, or more where ink would collide."""
    top: float
    """Distance from the top edge down to the first baseline: cap height, or more for accents."""
    bottom: float
    """Distance from the last baseline down to the bottom edge."""
    ink: Rect
    """All ink."""
    left: float
    """Leftmost of ink and edges."""
    right: float
    """Rightmost of ink and edges."""

    @property
    def depth(self) -> float:
        """First to last baseline."""
        return (len(self.lines) - 1) * self.leading

    def width_needed(self, align: str) -> float:
        """Width of the box, in em, that holds all ink when the lines are aligned in it."""
        if align == "center":
            return 2 * max(-self.left, self.right)
        return self.right - self.left

    @property
    def height_needed(self) -> float:
        """Height of the box, in em, that holds all ink."""
        return self.top_needed + self.depth + self.bottom_needed

    @property
    def top_needed(self) -> float:
        return max(self.top, -self.ink.y)

    @property
    def bottom_needed(self) -> float:
        return max(self.bottom, self.ink.bottom - self.depth)


def block_of(prepared: Prepared, ranges: tuple[LineRange, ...], align: str, leading: float) -> Block:
    """Compose the lines and stack them. Raises FontError."""
    lines = tuple(compose(prepared, r.paragraph, r.start, r.end) for r in ranges)
    shifts = tuple(_shift(line, align) for line in lines)
    used = leading
    ink: Rect | None = None
    for n, (line, shift) in enumerate(zip(lines, shifts, strict=True)):
        if line.ink.width:
            moved = line.ink.moved(shift, n * used)
            ink = moved if ink is None else ink.union(moved)
    ink = ink or Rect(0, 0, 0, 0)
    lefts = [ink.x, *(line.left + shift for line, shift in zip(lines, shifts, strict=True))]
    rights = [ink.right, *(line.right + shift for line, shift in zip(lines, shifts, strict=True))]
    first, last = lines[0], lines[-1]
    return Block(lines, shifts, used, _top(prepared, first), _bottom(last), ink, min(lefts), max(rights))


def _shift(line: Composed, align: str) -> float:
    if align == "center":
        return -(line.left + line.right) / 2
    if align == "right":
        return -line.right
    if align == "justify" and line.rtl:
        return -line.right
    return -line.left


def _top(prepared: Prepared, line: Composed) -> float:
    """Where a line's top is: its capitals' (so that neighbouring texts align), its ink's for accents and scripts without them."""
    face: Face = prepared.face
    rise = -line.ink.y
    measures = prepared.metrics
    foreign = line.pieces and all(p.item.script not in ("Latn", "Cyrl", "Grek", "Armn", "Zyyy") for p in line.pieces)
    if foreign or not measures.cap_height or face is None:
        return max(rise, 0.0)
    if rise > max(measures.letter_top, measures.cap_height) + OVERSHOOT:
        return rise
    return measures.cap_height


def _bottom(line: Composed) -> float:
    """Where a line's bottom is: its baseline, or its descenders' end."""
    return line.ink.bottom if line.ink.bottom > OVERSHOOT else 0.0
