"""English nouns in many languages, read from speech.json: a theme's word in, the English one it means out.

A word that ends in `*` stands for all its inflected forms ("grzyb*": grzyby, grzybami). A language is added by adding words.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

_MARKS = re.compile(r"[\u0300-\u036f\u0640\u064b-\u0652]")
_SHORTEST_STEM = 3


@functools.cache
def speech() -> Mapping[str, tuple[str, ...]]:
    """English noun -> words of other languages that mean it, each in one place only."""
    rows = json.loads(Path(__file__).with_name("speech.json").read_text(encoding="utf-8"))
    return {english: tuple(others.split(", ")) for english, others in rows.items()}


def unaccented(text: str) -> str:
    """Lower case without Latin accents and Arabic vowel marks, other scripts untouched: Étoile is etoile."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", apart))


@functools.cache
def _stems() -> Mapping[str, str]:
    pairs = [
        (unaccented(word[:-1]), english) for english, words in speech().items() for word in words if word[-1] == "*"
    ]
    return dict(reversed(pairs))  # the first row that names a stem has it


def stem_meaning(token: str) -> str:
    """The English noun an unaccented word is an inflected form of, by the longest stem that begins it; else ""."""
    stems = _stems()
    ends = range(len(token), _SHORTEST_STEM - 1, -1)
    return next((stems[token[:end]] for end in ends if token[:end] in stems), "")
