"""How much of a set text lies hidden behind something, letter by letter: glyph runs and a coverage in, shares out.

Letters are user-perceived characters (UAX #29). A title may stand behind the picture's subject as long as every word is
still read at once: that is what LIMITS say.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import skia
from numpy.typing import NDArray

from posta.geometry import IDENTITY, Affine, Rect
from posta.render.raster import outlines_path
from posta.typeset.glyphs import GlyphRun
from posta.typeset.graphemes import boundaries

Cover = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be hidden of a text that is still to be read, as shares of ink."""

    whole: float = 0.22
    """Of all letters together."""
    letter: float = 0.40
    """Of any one letter."""
    end: float = 0.12
    """Of the first and the last letter of a word: they carry its shape."""


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a set text as drawn."""

    char: str
    end: bool
    """Whether it is the first or last of its word."""
    ink: Cover
    """(h, w) 0..1 how far it covers each pixel."""
    left: int
    """Pixels from the text's corner."""
    top: int
    baseline: int
    """Pixels from the text's corner down."""

    def on(self, other: Letter) -> Cover:
        """This letter's ink on another's pixels, both on one line and beginning at the same edge."""
        high, wide = other.ink.shape
        out = np.zeros((high, wide), np.float32)
        down = (self.top - self.baseline) - (other.top - other.baseline)
        rows = slice(max(0, down), min(high, down + self.ink.shape[0]))
        across = min(wide, self.ink.shape[1])
        if rows.stop > rows.start:
            out[rows, :across] = self.ink[rows.start - down : rows.stop - down, :across]
        return out


@dataclass(frozen=True, slots=True)
class Hidden:
    """How much of a text is hidden."""

    whole: float
    letters: tuple[float, ...]
    """Of each letter, in the order given."""
    end: float
    """Of the most hidden first or last letter of a word."""

    @property
    def most(self) -> float:
        return max(self.letters, default=0.0)

    def within(self, limits: Limits = LIMITS, slack: float = 1.0) -> bool:
        """Whether the text is still read at once."""
        return (
            self.whole <= limits.whole * slack and self.most <= limits.letter * slack and self.end <= limits.end * slack
        )


def letters_of(runs: Sequence[GlyphRun], shown: str, scale: float, moved: Affine = IDENTITY) -> list[Letter]:
    """Every letter of a setting with ink of its own, drawn at `scale` pixels a point from the box's corner.

    `moved` takes the setting's points elsewhere first: to the page, for a text that is turned.
    """
    by = skia.Matrix.MakeAll(moved.a, moved.c, moved.e, moved.b, moved.d, moved.f, 0, 0, 1)
    cuts = boundaries(shown)
    parts: dict[int, list[GlyphRun]] = {}
    for run in runs:
        for glyph in run.glyphs:
            number = max(0, bisect_right(cuts, run.start + glyph.cluster) - 1)
            parts.setdefault(number, []).append(replace(run, glyphs=(glyph,)))
    found = []
    numbers = sorted(parts)
    for at, number in enumerate(numbers):
        # What is joined into one glyph is one letter.
        start, stop = cuts[number], cuts[numbers[at + 1]] if at + 1 < len(numbers) else len(shown)
        char = shown[start:stop].strip()
        path = outlines_path(parts[number])
        path.transform(by)
        drawn = drawn_at(path, scale) if char else None
        if drawn is None:
            continue
        ink, left, top = drawn
        before, after = shown[:start][-1:] or " ", shown[start + len(char) : start + len(char) + 1] or " "
        baseline = round(parts[number][0].glyphs[0].y * scale)
        found.append(Letter(char, before.isspace() or after.isspace(), ink, left, top, baseline))
    return found


def drawn_at(path: skia.Path, scale: float) -> tuple[Cover, int, int] | None:
    """A path as (ink, left, top) in whole pixels of its own box; None where it has no ink."""
    bounds = path.computeTightBounds()
    left, top = int(np.floor(bounds.left() * scale)), int(np.floor(bounds.top() * scale))
    wide = int(np.ceil(bounds.right() * scale)) - left
    high = int(np.ceil(bounds.bottom() * scale)) - top
    if wide < 1 or high < 1:
        return None
    cover = np.zeros((high, wide), np.uint8)
    canvas = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeA8(wide, high), cover).getCanvas()
    canvas.translate(-left, -top)
    canvas.scale(scale, scale)
    canvas.drawPath(path, skia.Paint(AntiAlias=True))
    ink = cover.astype(np.float32) / np.float32(255)
    return (ink, left, top) if float(ink.sum()) > 0 else None


def under(cover: Cover, letter: Letter, x: int, y: int) -> Cover:
    """What lies over a letter's own pixels, (h, w) 0..1, where its text's corner is at pixel x, y of `cover`."""
    high, wide = letter.ink.shape
    left, top = x + letter.left, y + letter.top
    out = np.zeros((high, wide), np.float32)
    seen = Rect(left, top, wide, high).intersection(Rect(0, 0, cover.shape[1], cover.shape[0]))
    if seen.area:
        a, b, c, d = int(seen.y), int(seen.bottom), int(seen.x), int(seen.right)
        out[a - top : b - top, c - left : d - left] = cover[a:b, c:d]
    return out


def hidden(letters: Sequence[Letter], cover: Cover, x: int, y: int) -> Hidden:
    """How much of letters lies behind `cover` where their text's corner is at pixel x, y."""
    inks = [float(letter.ink.sum()) for letter in letters]
    lost = [float((letter.ink * under(cover, letter, x, y)).sum()) for letter in letters]
    shares = tuple(part / ink for part, ink in zip(lost, inks, strict=True))
    ends = [share for share, letter in zip(shares, letters, strict=True) if letter.end]
    return Hidden(sum(lost) / max(sum(inks), 1e-6), shares, max(ends, default=0.0))
