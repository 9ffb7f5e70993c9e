"""Prepared text and a box in points in; the largest size at which the words fit it, and their lines, out.

Shapes do not change with size, so every way to break is set once at 1 em and scaled: a way's size is the lesser of box width by
its width and box height by its height. Which ways are tried does not depend on the box, so a larger box never gives less.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

from posta.geometry import Rect
from posta.typeset.block import Block, LineRange, block_of
from posta.typeset.choose import EVEN_PLACES, Places, even, tightest
from posta.typeset.compose import Prepared
from posta.typeset.linebreak import STRONG, UNKIND
from posta.typeset.measure import measure
from posta.typeset.vertical import Columns, columns_of

LARGEST = 100_000.0
_MARGIN = 1 - 1e-9
# Estimates by measured advances differ from set lines by side bearings, accents and widened leading: this much is looked at.
_NEAR = 0.75
# All line counts are tried up to this many; of more, those around the best estimate.
_FEW_COUNTS = 12

Made = TypeVar("Made", Block, Columns)


@dataclass(frozen=True, slots=True)
class Form(Generic[Made]):
    """What lines become: a block of rows or of columns, and how it sits in the box."""

    prepared: Prepared
    along: float
    """The box's length along the lines, in points."""
    across: float
    """The box's length across them."""
    first: float
    """Extent across of the first line, in em."""
    leading: float
    make: Callable[[tuple[LineRange, ...]], Made]
    size: Callable[[Made], float]

    def estimate(self, lines: int) -> float:
        """About the size at which `lines` lines fit."""
        width = _way(self.prepared, lines)[1]
        by_height = self.across / ((lines - 1) * self.leading + self.first)
        return min(self.along / width if width > 0 else LARGEST, by_height)


def rows(prepared: Prepared, box: Rect, align: str, leading: float) -> Form[Block]:
    """Horizontal lines in a box."""
    return Form(
        prepared,
        box.width,
        box.height,
        prepared.metrics.cap_height or 0.7,
        leading,
        lambda ranges: block_of(prepared, ranges, align, leading),
        lambda block: size_in(block, box, align),
    )


def columns(prepared: Prepared, box: Rect, leading: float) -> Form[Columns]:
    """Vertical lines in a box."""
    return Form(
        prepared,
        box.height,
        box.width,
        1.0,
        leading,
        lambda ranges: columns_of(prepared, ranges, leading),
        lambda made: made.size_in(box),
    )


def fitted(form: Form[Made]) -> tuple[float, Made]:
    """The size in points and the lines (in em) that fill the form's box. Raises FontError."""
    estimates = {lines: form.estimate(lines) for lines in _counts(form)}
    floor = max(estimates.values()) * _NEAR
    best_size, best, best_lines = -1.0, None, 0
    for lines in sorted(estimates):
        if estimates[lines] >= floor:
            made = form.make(_way(form.prepared, lines)[0])
            size = form.size(made)
            # Of two counts that come out alike the fewer lines stand.
            if size > best_size * (1 + 1e-9):
                best_size, best, best_lines = size, made, lines
    assert best is not None
    calm = _calmer(form, best_lines, best_size)
    return best_size, calm or best


def size_in(block: Block, box: Rect, align: str) -> float:
    """The largest size at which all of a block's ink lies in the box."""
    sizes = [LARGEST]
    width, height = block.width_needed(align), block.height_needed
    if width > 0:
        sizes.append(box.width / width * _MARGIN)
    if height > 0:
        sizes.append(box.height / height * _MARGIN)
    return min(sizes)


@lru_cache(maxsize=1024)
def _strong(prepared: Prepared) -> tuple[Places, ...]:
    return tuple(Places(n, p, STRONG) for n, p in enumerate(measure(prepared)))


@lru_cache(maxsize=1024)
def _readable(prepared: Prepared) -> tuple[Places, ...]:
    return tuple(Places(n, p, UNKIND) for n, p in enumerate(measure(prepared)))


@lru_cache(maxsize=8192)
def _tightest(prepared: Prepared, lines: int) -> float:
    return tightest(_strong(prepared), lines)


def _counts(form: Form[Made]) -> list[int]:
    """The line counts worth trying: all of few, and those around the crossing of many (size by width grows, by height falls)."""
    paragraphs = _strong(form.prepared)
    least, most = len(paragraphs), sum(max(1, len(p)) for p in paragraphs)
    if most - least <= _FEW_COUNTS:
        return list(range(least, most + 1))
    low, high = least, most
    while low < high:
        middle = (low + high) // 2
        width = _tightest(form.prepared, middle)
        if width <= 0 or form.along / width >= form.across / ((middle - 1) * form.leading + form.first):
            high = middle
        else:
            low = middle + 1
    return list(range(max(least, low - 4), min(most, low + 4) + 1))


@lru_cache(maxsize=4096)
def _way(prepared: Prepared, lines: int) -> tuple[tuple[LineRange, ...], float]:
    """The narrowest way to set the text in at most `lines` lines, calm within that width; and its width in em."""
    limit = _tightest(prepared, lines)
    ranges: list[LineRange] = []
    width = 0.0
    for strong in _strong(prepared):
        places, stops = strong, strong.greedy(limit)
        if len(places) <= EVEN_PLACES:
            places, stops = _evened(prepared, places, len(stops) - 1, limit) or (places, stops)
        ranges += places.ranges(stops)
        width = max(width, *(places.width(i, j) for i, j in pairwise(stops)))
    return tuple(ranges), width


def _evened(prepared: Prepared, strong: Places, lines: int, limit: float) -> tuple[Places, list[int]] | None:
    """The calmest way at the good places; at all readable ones where two lines would leave a short word of many alone."""
    stops = even(strong, lines, limit)
    if stops is None or not strong.leaves_one(stops):
        return None if stops is None else (strong, stops)
    readable = _readable(prepared)[strong.number]
    found = even(readable, lines, limit) if len(readable) <= EVEN_PLACES else None
    return (readable, found) if found else (strong, stops)


def _calmer(form: Form[Made], lines: int, size: float) -> Made | None:
    """The same size and lines, evened out where the height set the size and the width has room; None when that fails."""
    limit = form.along / size
    counts: dict[int, int] = {}
    for line in _way(form.prepared, lines)[0]:
        counts[line.paragraph] = counts.get(line.paragraph, 0) + 1
    ranges: list[LineRange] = []
    for places in _strong(form.prepared):
        found = _evened(form.prepared, places, counts[places.number], limit) if len(places) <= EVEN_PLACES else None
        if found is None:
            return None
        ranges += found[0].ranges(found[1])
    made = form.make(tuple(ranges))
    return made if form.size(made) >= size * (1 - 1e-12) else None
