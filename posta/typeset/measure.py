"""Prepared text in; how long any stretch of it is, in em, out (near enough to choose line breaks by; lines are shaped anew)."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from posta.typeset import vertical
from posta.typeset.compose import Prepared, item_tracking, voice_of
from posta.typeset.linebreak import NEWLINES, UNSPACED, Break, breaks, visible_end
from posta.typeset.shape import shape

# A sign alone (an ampersand, a French exclamation mark) is no word; what stands before a word's first letter or figure
# is never wider than one line, so the look stays short.
_WORD = re.compile(r"(?<!\S)[^\w\s]{0,8}\w")


@dataclass(frozen=True, slots=True)
class ParagraphMeasure:
    """A paragraph's break places with the advances up to them."""

    start: int
    end: int
    places: tuple[Break, ...]
    """Inner break places; `at` indexes the shown text."""
    before: tuple[float, ...]
    """Advance before character i of the paragraph, i = 0..length."""
    visible: tuple[int, ...]
    """For each place and, last, for the paragraph's end: the end of the shown characters of a line that ends there."""
    words: tuple[int, ...]
    """For each place and, last, for the paragraph's end: how many words stand before it; empty in writing without spaces."""


@lru_cache(maxsize=1024)
def measure(prepared: Prepared) -> tuple[ParagraphMeasure, ...]:
    """Measure every paragraph, along the writing direction. Raises FontError."""
    return tuple(_measure(prepared, n) for n in range(len(prepared.paragraphs)))


def _measure(prepared: Prepared, n: int) -> ParagraphMeasure:
    start, end, _ = prepared.paragraphs[n]
    advances = vertical.advances(prepared, n) if prepared.vertical else _advances(prepared, n)
    body = prepared.shown[start:end].rstrip(NEWLINES)
    places = tuple(Break(start + b.at, b.cost) for b in breaks(body, prepared.language).places)
    visible = tuple(visible_end(prepared.shown, start, at) for at in (*(p.at for p in places), end))
    words = _words_before(prepared.shown[start:end], [p.at - start for p in places])
    return ParagraphMeasure(start, end, places, tuple(accumulate(advances[:-1], initial=0.0)), visible, words)


def _words_before(text: str, places: list[int]) -> tuple[int, ...]:
    """Words (with a letter or figure, between spaces) that begin before each place and, last, in the whole text."""
    if UNSPACED.search(text):
        return ()
    starts = [match.start() for match in _WORD.finditer(text)]
    return tuple(bisect_left(starts, at) for at in (*places, len(text)))


def _advances(prepared: Prepared, n: int) -> list[float]:
    """Advance of every character of a paragraph in em; a cluster's is at its first character."""
    start, end, itemized = prepared.paragraphs[n]
    advances = [0.0] * (end - start + 1)
    for item in itemized.items:
        text = prepared.shown[start + item.start : start + item.end]
        tracked = item_tracking(item, prepared)
        seen = set()
        for glyph in shape(text, voice_of(item, prepared)).glyphs:
            at = item.start + glyph.cluster
            advances[at] += glyph.advance + (tracked if at not in seen else 0.0)
            seen.add(at)
    return advances
