"""Lines in; the block they make out, in em: baselines, ink and what has to fit in a box. y down from the first baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from posta.geometry import Rect
from posta.typeset.collide import distance_needed
from posta.typeset.compose import Composed, Prepared, compose
from posta.typeset.glyphs import Face

# Ink that rises this far above the capitals counts as their round letters' overshoot, not as an accent.
OVERSHOOT = 0.03
# Clear space kept between the ink of neighbouring lines: a gap that is seen, not a hairline. It counts for type set closely;
# text leading leaves more.
CLEARANCE = 0.075
# Type set tighter than this is meant to overlap.
WANTED_OVERLAP = 0.6


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
    optical_top: float
    """Height that is centred: the capitals', or the small letters' in a line without taller ones."""
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
    used = protected_leading(lines, shifts, leading)
    ink: Rect | None = None
    for n, (line, shift) in enumerate(zip(lines, shifts, strict=True)):
        if line.ink.width:
            moved = line.ink.moved(shift, n * used)
            ink = moved if ink is None else ink.union(moved)
    ink = ink or Rect(0, 0, 0, 0)
    lefts = [ink.x, *(line.left + shift for line, shift in zip(lines, shifts, strict=True))]
    rights = [ink.right, *(line.right + shift for line, shift in zip(lines, shifts, strict=True))]
    first, last = lines[0], lines[-1]
    top, optical_top = _top(prepared, first), _optical_top(prepared, first)
    return Block(lines, shifts, used, top, optical_top, _bottom(last), ink, min(lefts), max(rights))


def protected_leading(lines: tuple[Composed, ...], shifts: tuple[float, ...], leading: float) -> float:
    """The leading, widened for all lines where accents or descenders of two neighbours would collide.

    A leading below `WANTED_OVERLAP` says that lines are to overlap: it stands.
    """
    if leading < WANTED_OVERLAP:
        return leading
    used = leading
    for n in range(len(lines) - 1):
        used = distance_needed(lines[n], shifts[n], lines[n + 1], shifts[n + 1], used, CLEARANCE)
    return used


def _shift(line: Composed, align: str) -> float:
    """x of the line's pen start. Centred lines hang nothing: they have no edge to align, and the eye sees their ink's axis."""
    if align == "center":
        return -(line.ink.x + line.ink.width / 2) if line.ink.width else -(line.left + line.right) / 2
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


def _optical_top(prepared: Prepared, line: Composed) -> float:
    rise = -line.ink.y
    measures = prepared.metrics
    low = measures.x_height and rise < measures.x_height + OVERSHOOT
    return rise if low else min(_top(prepared, line), max(measures.cap_height, 0.0) or rise)


def _bottom(line: Composed) -> float:
    """Where a line's bottom is: its baseline, or its descenders' end."""
    return line.ink.bottom if line.ink.bottom > OVERSHOOT else 0.0
