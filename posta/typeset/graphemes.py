"""Text in; the boundaries of its user-perceived characters (UAX #29) out, as indexes in characters."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from uniseg.graphemecluster import grapheme_cluster_boundaries


@lru_cache(maxsize=4096)
def boundaries(text: str) -> tuple[int, ...]:
    """Every grapheme-cluster boundary of `text`, 0 and its length included."""
    if text.isascii() and "\r" not in text:
        return tuple(range(len(text) + 1))
    return tuple(grapheme_cluster_boundaries(text)) or (0,)


def clusters(text: str) -> list[tuple[int, int]]:
    """(start, end) of every grapheme cluster."""
    return list(pairwise(boundaries(text)))
