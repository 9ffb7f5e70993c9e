"""Text in; the boundaries of its user-perceived characters (UAX #29) out, as indexes in characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from uniseg.graphemecluster import grapheme_cluster_boundaries

LONGEST_RUN = 32
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
    short, kept = thinned(text, _extends)
    return tuple(kept[at] for at in grapheme_cluster_boundaries(short)) or (0,)


def _extends(char: str) -> bool:
    """Whether a character belongs to the one before it, by and large (the property Grapheme_Extend and joiners)."""
    return (
        unicodedata.category(char)[0] == "M"
        or char in "\u200c\u200d\uff9e\uff9f"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
    )


def thinned(text: str, drops: Callable[[str], bool]) -> tuple[str, list[int]]:
    """`text` with runs of characters that `drops` cut to `LONGEST_RUN`, and where each kept one (and the end) stood.

    The segmentation library looks back over such runs at every step: a long one would take it minutes.
    """
    if len(text) <= LONGEST_RUN:
        return text, list(range(len(text) + 1))
    kept, run = [], 0
    for at, char in enumerate(text):
        run = run + 1 if drops(char) else 0
        if run <= LONGEST_RUN:
            kept.append(at)
    return "".join(text[at] for at in kept), [*kept, len(text)]


def clusters(text: str) -> list[tuple[int, int]]:
    """(start, end) of every grapheme cluster."""
    return list(pairwise(boundaries(text)))
