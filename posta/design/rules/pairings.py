"""Words, moods and the voices an archetype asks for in; ranked type pairings out. The pairings are data: pairings.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from posta.design.rules.words import Words
from posta.errors import FontError
from posta.typeset.fonts import FontLibrary, charset

# Text in these scripts stands on taller lines than Latin.
TEXT_LEADING = {"Arab": 1.55, "Deva": 1.5, "Jpan": 1.5, "Thai": 1.5, "Hang": 1.45}


@dataclass(frozen=True, slots=True)
class TitleFace:
    family: str
    weight: int = 400
    italic: bool = False
    case: str = "none"
    tracking: float = 0
    leading: float = 1.0


@dataclass(frozen=True, slots=True)
class TextFace:
    family: str
    light: int = 400
    strong: int = 700
    tracking: float = 0
    scale: float = 1.0
    """Faces that look small for their size are set this much larger."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A title face and a text face that belong together."""

    name: str
    voice: str
    """What the title sounds like: condensed, grotesk, serif, didone, roman, slab, wood, thin …"""
    moods: tuple[str, ...]
    title: TitleFace
    text: TextFace
    letters: int = 400
    """Longest title the face reads well in."""
    scripts: tuple[str, ...] = ("Latn",)
    """Writing systems the title face is made for."""


@cache
def all_pairings() -> tuple[Pairing, ...]:
    """Every pairing of the table, in its order."""
    table = tomllib.loads(files("posta.design.rules").joinpath("pairings.toml").read_text("utf-8"))
    return tuple(
        Pairing(
            name=row["name"],
            voice=row["voice"],
            moods=tuple(row["moods"]),
            title=TitleFace(**row["title"]),
            text=TextFace(**row["text"]),
            letters=row.get("letters", 400),
            scripts=tuple(row.get("scripts", ("Latn",))),
        )
        for row in table["pair"]
    )


@lru_cache(maxsize=4096)
def covered(fonts: FontLibrary, family: str, weight: int, text: str) -> float:
    """The share of the distinct letters of `text` the face has, 0..1; 0 when the family is not there."""
    try:
        points = charset(fonts.face(family, weight))
    except FontError:
        return 0.0
    letters = {c for c in text if not c.isspace()}
    return sum(ord(c) in points for c in letters) / len(letters) if letters else 1.0


def ranked(
    words: Words, moods: dict[str, float], voices: Sequence[str], fonts: FontLibrary, avoid: Iterable[str] = ()
) -> list[tuple[float, Pairing]]:
    """(fitness 0..1, pairing) for these words, best first.

    The title face must be made for the title's script; where none is (a script no shipped face is made for), the text
    superfamilies stand in. `voices` are wanted in that order; families in `avoid` are used only when nothing else fits.
    """
    script = words.script
    able = [p for p in all_pairings() if script in p.scripts] or [
        p for p in all_pairings() if p.title.family == "Inter"
    ]
    strongest = max(moods.values(), default=1.0)
    avoided = frozenset(avoid)
    text = "".join(words.pieces.values())
    found = []
    for pair in able:
        mood = sum(moods.get(m, 0.0) for m in pair.moods) / strongest if moods else 0.5
        voice = 1.0 - 0.12 * voices.index(pair.voice) if pair.voice in voices else 0.35
        if script not in ("Latn", "Cyrl", "Grek"):
            voice = max(voice, 0.7)  # fewer faces: the mood decides
        fitness = voice * (0.45 + 0.55 * min(1.0, mood / 1.4))
        fitness *= covered(fonts, pair.title.family, pair.title.weight, words.title) ** 3
        fitness *= 0.5 + 0.5 * covered(fonts, pair.text.family, pair.text.light, text)
        if len(words.title) > pair.letters:
            fitness *= 0.4
        if pair.title.family in avoided:
            fitness *= 0.45
        found.append((fitness, pair))
    return sorted(found, key=lambda fp: -fp[0])
