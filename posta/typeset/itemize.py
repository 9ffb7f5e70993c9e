"""A paragraph and a face in; pieces of one direction, script, language and face out (UAX #9, UAX #24, font fallback)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from fontTools.unicodedata import script as unicode_script

from posta.typeset import bidi
from posta.typeset.faces import charset
from posta.typeset.fonts import FontLibrary
from posta.typeset.glyphs import Face
from posta.typeset.graphemes import clusters

_NEUTRAL_SCRIPTS = frozenset({"Zyyy", "Zinh", "Zzzz"})
_JAPANESE = frozenset({"Hira", "Kana", "Hani"})
_BRACKETS = dict(zip("([{«‹“‘「『【〈《（［｛〔", ")]}»›”’」』】〉》）］｝〕", strict=True))
# Where the text's own language says nothing: the language its script stands for when choosing regional letterforms.
_SCRIPT_LANGUAGES = {"Hira": "ja", "Kana": "ja", "Hang": "ko"}
# Shapers act on these characters or draw nothing for them: a face need not have them.
_IGNORABLE_CATEGORIES = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of a paragraph that is shaped as one: `start` and `end` are indexes into the paragraph."""

    start: int
    end: int
    level: int
    """Bidirectional embedding level; odd runs right to left."""
    script: str
    language: str
    face: Face


@dataclass(frozen=True, slots=True)
class Itemized:
    items: tuple[Item, ...]
    base_level: int
    missing: tuple[str, ...]
    """Characters (grapheme clusters) no face has, each once."""


@lru_cache(maxsize=2048)
def itemize(text: str, face: Face, language: str, fonts: FontLibrary) -> Itemized:
    """Cut one paragraph (no break characters inside) into items. Raises FontError when a face cannot be opened."""
    if not text:
        return Itemized((), 0, ())
    base = bidi.base_level(text)
    levels = bidi.levels(text, base)
    scripts = resolve_scripts(text)
    items: list[Item] = []
    missing: dict[str, None] = {}
    last_used = face
    for start, end in clusters(text):
        cluster, script = text[start:end], scripts[start]
        used = _face_for(cluster, script, face, last_used, fonts)
        if used is None:
            missing[cluster] = None
            used = face
        elif not _is_neutral(cluster):
            last_used = used
        run_language = (
            _SCRIPT_LANGUAGES.get(script, language) if not language or script in ("Hira", "Hang") else language
        )
        before = items[-1] if items else None
        if before and (before.level, before.script, before.face) == (levels[start], script, used):
            items[-1] = Item(before.start, end, before.level, script, before.language, used)
        else:
            items.append(Item(start, end, levels[start], script, run_language, used))
    return Itemized(tuple(_without_lone_spaces(items, text)), base, tuple(missing))


def _without_lone_spaces(items: list[Item], text: str) -> list[Item]:
    """Spaces between two directions are joined to the neighbour of their own direction: they make no runs of their own."""
    joined: list[Item] = []
    for n, item in enumerate(items):
        after = items[n + 1] if n + 1 < len(items) else None
        if text[item.start : item.end].isspace() and after and after.level == item.level:
            items[n + 1] = replace(after, start=item.start)
        elif joined and joined[-1].level == item.level and text[item.start : item.end].isspace():
            joined[-1] = replace(joined[-1], end=item.end)
        else:
            joined.append(item)
    return joined


def _is_neutral(cluster: str) -> bool:
    return all(unicode_script(c) in _NEUTRAL_SCRIPTS for c in cluster)


def resolve_scripts(text: str) -> list[str]:
    """The script (ISO 15924) of every character; Common and Inherited take the script around them, brackets come in pairs.

    Kana and Han of a text with kana count as one script, so that Japanese is shaped in one piece.
    """
    raw = [unicode_script(c) for c in text]
    first = next((s for s in raw if s not in _NEUTRAL_SCRIPTS), "Latn")
    has_kana = any(s in ("Hira", "Kana") for s in raw)
    resolved: list[str] = []
    current = first
    open_brackets: list[tuple[str, str]] = []
    for char, script in zip(text, raw, strict=True):
        if script not in _NEUTRAL_SCRIPTS:
            current = script
            resolved.append(script)
        elif char in _BRACKETS:
            open_brackets.append((_BRACKETS[char], current))
            resolved.append(current)
        else:
            match = next((i for i in range(len(open_brackets) - 1, -1, -1) if open_brackets[i][0] == char), None)
            resolved.append(current if match is None else open_brackets[match][1])
            del open_brackets[match if match is not None else len(open_brackets) :]
    if has_kana:
        resolved = ["Hira" if s in _JAPANESE else s for s in resolved]
    return resolved


def _face_for(cluster: str, script: str, face: Face, last_used: Face, fonts: FontLibrary) -> Face | None:
    """The face that sets a grapheme cluster: the asked one, the one just used (for signs), then the fallbacks."""
    for candidate in (face, last_used):
        if _sets(candidate, cluster):
            return candidate
    for candidate in fonts.fallback_faces(script, face):
        if _sets(candidate, cluster):
            return candidate
    return None


@lru_cache(maxsize=65536)
def _sets(face: Face, cluster: str) -> bool:
    points = charset(face)
    return any(
        all(
            ord(c) in points or unicodedata.category(c) in _IGNORABLE_CATEGORIES or "\ufe00" <= c <= "\ufe0f"
            for c in form
        )
        for form in (cluster, unicodedata.normalize("NFC", cluster), unicodedata.normalize("NFD", cluster))
    )
