"""Bidirectional text: levels agree with an independent implementation of UAX #9, and order comes out visual."""

from __future__ import annotations

import unicodedata

from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from posta.typeset.bidi import base_level, levels, visual_order

_FORMAT = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "BN", "LRI", "RLI", "FSI", "PDI"})
_LETTERS = "ab1 2אבجد٣٤()[]{}«»-+.,:/$%!\u0300\u064b"
_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"


def _shown(text: str) -> str:
    base = base_level(text)
    found = list(levels(text, base))
    for i in range(len(text) - 1, -1, -1):
        # Rule L1: spaces and controls at the line's end take the paragraph's level.
        if unicodedata.bidirectional(text[i]) not in _FORMAT | {"WS"}:
            break
        found[i] = base
    return "".join(text[i] for i in visual_order(found))


def _visible(text: str) -> str:
    return "".join(c for c in text if unicodedata.bidirectional(c) not in _FORMAT)


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=_LETTERS + _CONTROLS, min_size=1, max_size=16))
def test_visual_order_agrees_with_another_implementation(text: str) -> None:
    assert _visible(_shown(text)) == _visible(get_display(text))


def test_arabic_with_latin_and_figures_keeps_each_in_its_own_order() -> None:
    assert _shown("حفلة Jazz 2027 في") == "في"[::-1] + " Jazz 2027 " + "حفلة"[::-1]


def test_latin_only_text_has_level_zero_throughout() -> None:
    assert levels("Blue Hour (2027)", 0) == (0,) * 16
