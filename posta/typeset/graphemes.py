"""Text in; the boundaries of its user-perceived characters (UAX #29) out, as indexes in characters."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from uniseg.graphemecluster import grapheme_cluster_boundaries

# Letters and signs of which none joins a neighbour: Latin, Greek, Cyrillic, punctuation, kana and Han without joiners, marks, CR.
_SINGLE = re.compile(
    "[\x00-\x0c\x0e-\u02ff\u0370-\u0482\u048a-\u058f\u2010-\u2027\u2030-\u205e\u20a0-\u20c0"
    "\u3000-\u3029\u3030-\u3098\u309b-\u30ff\u4e00-\u9fff]*"
)


@lru_cache(maxsize=4096)
def boundaries(text: str) -> tuple[int, ...]:
    """Every grapheme-cluster boundary of `text`, 0 and its length included."""
    if _SINGLE.fullmatch(text):
        return tuple(range(len(text) + 1))
    return tuple(grapheme_cluster_boundaries(text)) or (0,)


def clusters(text: str) -> list[tuple[int, int]]:
    """(start, end) of every grapheme cluster."""
    return list(pairwise(boundaries(text)))
