"""The brief's pieces in; what a typographer must know about them out: script, direction, groups and moods."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

SINGLE = ("title", "subtitle", "tagline", "date", "place", "link", "credits")

# ISO 15924 writing systems by Unicode range; Jpan and Hans share the han characters.
_RANGES = (
    (0x0370, 0x03FF, "Grek"), (0x0400, 0x052F, "Cyrl"), (0x0590, 0x05FF, "Hebr"), (0x0600, 0x06FF, "Arab"),
    (0x0750, 0x077F, "Arab"), (0x08A0, 0x08FF, "Arab"), (0xFB50, 0xFDFF, "Arab"), (0xFE70, 0xFEFF, "Arab"),
    (0x0900, 0x097F, "Deva"), (0xA8E0, 0xA8FF, "Deva"), (0x0E00, 0x0E7F, "Thai"), (0x3040, 0x30FF, "Jpan"),
    (0x3400, 0x4DBF, "Jpan"), (0x4E00, 0x9FFF, "Jpan"), (0xF900, 0xFAFF, "Jpan"), (0xAC00, 0xD7AF, "Hang"),
    (0x1100, 0x11FF, "Hang"),
)  # fmt: skip
RTL_SCRIPTS = frozenset({"Arab", "Hebr"})
CASELESS_SCRIPTS = frozenset({"Arab", "Hebr", "Deva", "Thai", "Jpan", "Hang"})
_RTL_LANGUAGES = frozenset({"ar", "fa", "ur", "he", "yi", "ps", "ckb"})


@cache
def _script_of_char(char: str) -> str:
    point = ord(char)
    for low, high, script in _RANGES:
        if low <= point <= high:
            return script
    return "Latn" if unicodedata.category(char).startswith("L") else ""


def script_of(text: str) -> str:
    """The writing system most letters of `text` belong to (ISO 15924); Latn when there are no letters."""
    counts: dict[str, int] = {}
    for char in text:
        if script := _script_of_char(char):
            # A han character or a syllable says as much as two letters.
            counts[script] = counts.get(script, 0) + (2 if script in ("Jpan", "Hang") else 1)
    return max(counts, key=lambda s: (counts[s], s)) if counts else "Latn"


@dataclass(frozen=True)
class Words:
    """The words to place, grouped; nothing here changes a character."""

    pieces: dict[str, str]
    language: str = ""

    def __getattr__(self, name: str) -> str:
        if name in SINGLE:
            return self.pieces.get(name, "")
        raise AttributeError(name)

    @cached_property
    def details(self) -> tuple[tuple[str, str], ...]:
        """(id, words) of everything that is not one of the named pieces, in order."""
        return tuple((k, v) for k, v in self.pieces.items() if k not in SINGLE)

    @cached_property
    def script(self) -> str:
        """The title's writing system, or the longest piece's when there is no title; han or kana in a title decide."""
        if any(_script_of_char(c) == "Jpan" for c in self.title):
            return "Jpan"
        return script_of(self.title or max(self.pieces.values(), key=len, default=""))

    @cached_property
    def scripts(self) -> frozenset[str]:
        """Every writing system among the pieces."""
        return frozenset(s for words in self.pieces.values() for c in words if (s := _script_of_char(c)))

    @cached_property
    def rtl(self) -> bool:
        """Whether the page reads from right to left."""
        primary = self.language.split("-")[0].lower()
        return self.script in RTL_SCRIPTS or (self.script == "Latn" and not self.title and primary in _RTL_LANGUAGES)

    @cached_property
    def caseless(self) -> bool:
        return self.script in CASELESS_SCRIPTS

    @cached_property
    def title_words(self) -> tuple[str, ...]:
        return tuple(self.title.split())

    @cached_property
    def longest_word(self) -> int:
        """Letters of the title's longest word; a title without spaces counts as its own length, up to eight."""
        if self.script in ("Jpan", "Thai"):
            return min(8, len(self.title))
        return max((len(w) for w in self.title_words), default=0)

    @property
    def load(self) -> int:
        """Characters of everything but the title: how much small type there is to place."""
        return sum(len(v) for k, v in self.pieces.items() if k != "title")


@cache
def _stems() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads(files("posta.design.rules").joinpath("moods.toml").read_text("utf-8"))
    return {mood: tuple(stems) for mood, stems in table["moods"].items()}


def moods_of(texts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Moods of (text, weight) pairs: each mood's share of all the weight found, largest first; empty when none is known."""
    found: dict[str, float] = {}
    for text, weight in texts:
        low = text.casefold()
        words = re.findall(r"[\w'’-]+", low)
        for mood, stems in _stems().items():
            for stem in stems:
                if " " in stem:
                    hits = stem in low
                else:
                    hits = any(w == stem or (len(stem) > 3 and w.startswith(stem)) for w in words)
                if hits:
                    found[mood] = found.get(mood, 0.0) + weight
    total = sum(found.values())
    return {m: v / total for m, v in sorted(found.items(), key=lambda kv: (-kv[1], kv[0]))}
