"""What a theme's words ask for: free text in; painters with weights, moods, wishes and colours out.

The words are data (lexicon.json). A word in another language stands in the `same` table and means its English entry, so a
language is added without touching anything else.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from posta.background import motifs
from posta.background.painters import PAINTERS
from posta.background.painters.palette import ColorWord
from posta.errors import EngineError

LONGEST_THEME = 2000
"""Characters of a theme that are read; the rest says nothing new."""


# Letters with the vowel signs of Devanagari, which Python's \w leaves out.
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963'])*")


@dataclass(frozen=True)
class Reading:
    """What was found in a theme."""

    painters: dict[str, float] = field(default_factory=dict)
    moods: tuple[str, ...] = ()
    wishes: Mapping[str, Any] = field(default_factory=dict)
    colors: tuple[ColorWord, ...] = ()


@cache
def lexicon() -> dict[str, Any]:
    """The tables: `words` (painters, moods, wishes), `colors` (OKLCH), `tones` (what modifiers do), `same` (translations)."""
    return json.loads(files("posta.background.painters").joinpath("lexicon.json").read_text("utf-8"))


def plain(text: str) -> str:
    """Text folded for look-up: lower case, Latin accents and Arabic vowel marks removed, other scripts untouched."""
    folded = unicodedata.normalize("NFD", text[:LONGEST_THEME].casefold())
    kept = "".join(c for c in folded if not ("\u0300" <= c <= "\u036f" or "\u064b" <= c <= "\u0652"))
    return unicodedata.normalize("NFC", kept)


@cache
def _spoken() -> dict[str, str]:
    """Every word of every language, folded -> its English entry."""
    tables = lexicon()
    spoken = {plain(other): english for english, others in tables["same"].items() for other in others}
    # English wins where a word of another language looks the same.
    return spoken | {plain(word): word for part in ("words", "colors", "tones") for word in tables[part]}


def words_of(theme: str) -> list[str]:
    """The known words of a theme in order, each as its English entry; `on` is kept since it says what is the ground."""
    text, spoken = plain(theme), _spoken()
    found: list[str] = []
    tokens = _TOKEN.findall(text)
    i = 0
    while i < len(tokens):
        for size in (3, 2, 1):
            phrase = " ".join(tokens[i : i + size])
            entry = next((spoken[form] for form in _forms(phrase) if form in spoken), None)
            if entry or (size == 1 and phrase in ("on", "auf", "sur", "sobre")):
                found.append(entry or "on")
                break
        else:
            size = 1
            found.extend(_inside(tokens[i], spoken))
        i += size
    return found


def _forms(word: str) -> list[str]:
    """A word and the singulars or stems it may come from."""
    forms = [word]
    forms += [word[: -len(end)] + put for end, put in _ENDINGS if word.endswith(end) and len(word) > len(end) + 2]
    return forms


_ENDINGS = (
    ("'s", ""), ("ies", "y"), ("ves", "f"), ("es", ""), ("es", "e"), ("s", ""), ("en", ""), ("n", ""), ("er", ""),
    ("e", ""), ("x", ""), ("y", ""), ("ing", ""),
)  # fmt: skip


def _inside(token: str, spoken: Mapping[str, str]) -> list[str]:
    """Known words inside an unspaced run: scripts without spaces, Arabic articles, Hindi endings, German compounds."""
    least = 4 if token.isascii() else 1 if token[0] > "\u2e80" else 3
    if token.isascii() and len(token) < 8:
        return []
    hits = [(token.find(word), -len(word), word) for word in spoken if len(word) >= least and word in token]
    found, end = [], -1
    for start, size, word in sorted(hits):
        if start >= end:
            found.append(spoken[word])
            end = start - size
    return found


def read(theme: str) -> Reading:
    """Read a theme."""
    tables = lexicon()
    painters: dict[str, float] = {}
    moods: list[str] = []
    wishes: dict[str, Any] = {}
    colors: list[ColorWord] = []
    tone: list[list[float]] = []
    ground, place = False, 0
    for word in words_of(theme):
        if word == "on":
            ground = True
            continue
        if word in tables["tones"]:
            tone.append(tables["tones"][word])
        if word in tables["colors"]:
            colors.append(_colored(tables["colors"][word], tone, ground))
            tone = []
        ground = False
        entry = tables["words"].get(word, {})
        # What is named first is most often the subject.
        weight = max(0.6, 1 - 0.08 * place)
        for painter, points in entry.get("painters", {}).items():
            painters[painter] = painters.get(painter, 0.0) + points * weight
        if entry:
            place += 1
        moods += entry.get("moods", [])
        for slot, value in entry.get("wishes", {}).items():
            wishes.setdefault(slot, value)
    return Reading(painters, tuple(dict.fromkeys(moods)), wishes, tuple(colors[:6]))


def _colored(base: list[float], tones: list[list[float]], ground: bool) -> ColorWord:
    """A colour word bent by the words before it: each tone is [lightness to move to, share, chroma factor]."""
    lightness, chroma, hue = base
    for to, share, factor in tones:
        lightness, chroma = lightness + (to - lightness) * share, chroma * factor
    return ColorWord(lightness, chroma, hue, ground)


def choose(theme: str, seed: int, forced: str = "") -> str:
    """The painter for a theme. Near ties are settled by the seed; a theme without a known word by a hash of its letters.

    Raises EngineError for a forced painter that does not exist.
    """
    if forced:
        if forced not in PAINTERS:
            near = difflib.get_close_matches(forced, PAINTERS, n=3, cutoff=0.4)
            meant = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
            raise EngineError(f"There is no painter {forced!r}.{meant}", hint=f"Choose from {', '.join(PAINTERS)}.")
        return forced
    reading = read(theme)
    for _name in motifs.find(theme)[:3]:
        for painter, points in lexicon()["motif"].items():
            reading.painters[painter] = reading.painters.get(painter, 0.0) + points
    scores = {name: points for name, points in reading.painters.items() if name in PAINTERS}
    if not scores:
        liked = {name: float(len(set(row.moods) & set(reading.moods))) for name, row in PAINTERS.items()}
        best = max(liked.values())
        near = (
            [name for name in PAINTERS if liked[name] == best]
            if best
            else [n for n in lexicon()["abstract"] if n in PAINTERS]
        )
        near = near or list(PAINTERS)
        return near[zlib.crc32(plain(theme).encode()) % len(near)]
    best = max(scores.values())
    near = sorted(name for name, points in scores.items() if points >= 0.9 * best)
    return near[int(np.random.default_rng([seed & 0xFFFFFFFF, 7]).integers(len(near)))]
