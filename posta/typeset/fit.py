"""Prepared text and a box in points in; the largest size at which the words fit it, and their lines, out.

Shapes do not change with size, so every way to break is set once at 1 em and scaled: a way's size is the lesser of box width by
its width and box height by its height. Which ways are tried does not depend on the box, so a larger box never gives less.
"""

from __future__ import annotations

from functools import lru_cache

from posta.geometry import Rect
from posta.typeset.block import Block, LineRange, block_of
from posta.typeset.choose import Places, even, tightest
from posta.typeset.compose import Prepared
from posta.typeset.measure import measure

LARGEST = 100_000.0
_MARGIN = 1 - 1e-9
# Estimates by measured advances differ from set lines by spaces' kerning and side bearings: this much is looked at.
_NEAR = 0.85


def fitted(prepared: Prepared, box: Rect, align: str, leading: float) -> tuple[float, Block]:
    """The size in points and the block (in em) that fill `box`. Raises FontError."""
    paragraphs = _strong(prepared)
    least, most = sum(1 for _ in paragraphs), sum(max(1, len(p)) for p in paragraphs)
    estimates = {k: _estimate(prepared, k, box, leading) for k in _counts(prepared, box, leading, least, most)}
    floor = max(estimates.values()) * _NEAR
    best_size, best = -1.0, None
    for k in sorted(estimates):
        if estimates[k] >= floor:
            block = block_of(prepared, _way(prepared, k), align, leading)
            size = size_in(block, box, align)
            if size > best_size * (1 + 1e-9):
                best_size, best = size, block
    assert best is not None
    return best_size, _calmer(prepared, best, best_size, box, align, leading)


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
    return tuple(Places(n, p, strong_only=True) for n, p in enumerate(measure(prepared)))


@lru_cache(maxsize=8192)
def _tightest(prepared: Prepared, lines: int) -> float:
    return tightest(_strong(prepared), lines)


def _estimate(prepared: Prepared, lines: int, box: Rect, leading: float) -> float:
    width = _tightest(prepared, lines)
    height = (lines - 1) * leading + (prepared.metrics.cap_height or 0.7)
    return min(box.width / width if width > 0 else LARGEST, box.height / height)


def _counts(prepared: Prepared, box: Rect, leading: float, least: int, most: int) -> list[int]:
    """The line counts worth trying: all of few, and those around the crossing of many (size by width grows, by height falls)."""
    if most - least <= 12:
        return list(range(least, most + 1))
    low, high = least, most
    while low < high:
        middle = (low + high) // 2
        width = _tightest(prepared, middle)
        height = (middle - 1) * leading + (prepared.metrics.cap_height or 0.7)
        if width <= 0 or box.width / width >= box.height / height:
            high = middle
        else:
            low = middle + 1
    return list(range(max(least, low - 4), min(most, low + 4) + 1))


@lru_cache(maxsize=4096)
def _way(prepared: Prepared, lines: int) -> tuple[LineRange, ...]:
    """The narrowest way to set the text in at most `lines` lines, calm within that width."""
    limit = _tightest(prepared, lines)
    ranges: list[LineRange] = []
    for places in _strong(prepared):
        stops = places.greedy(limit)
        if len(places) <= 200:
            stops = even(places, len(stops) - 1, limit) or stops
        ranges += places.ranges(stops)
    return tuple(ranges)


def _calmer(prepared: Prepared, block: Block, size: float, box: Rect, align: str, leading: float) -> Block:
    """The same size and number of lines, evened out where the height set the size and the width has room."""
    paragraphs = _strong(prepared)
    limit = box.width / size
    ranges: list[LineRange] = []
    for places in paragraphs:
        lines = sum(1 for line in block.lines if places.at[0] <= line.start and line.end <= places.at[-1])
        stops = even(places, lines, limit) if len(places) <= 200 else None
        if stops is None:
            return block
        ranges += places.ranges(stops)
    calm = block_of(prepared, tuple(ranges), align, leading)
    return calm if size_in(calm, box, align) >= size * (1 - 1e-12) else block
