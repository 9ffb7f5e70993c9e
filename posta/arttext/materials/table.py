"""The materials and the words that choose them: style words in, a row of MATERIALS out."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass

from posta.color import Rgb, to_oklch
from posta.errors import StageError


@dataclass(frozen=True, slots=True)
class Material:
    """One row: how a material is called, chosen and made."""

    name: str
    make: str
    """`package.module:function`, Bench -> Made."""
    about: str
    """One line for a person who chooses."""
    words: tuple[str, ...]
    """Other words that mean it, normalised (lower case, no accents), English and the nearer neighbours."""
    moods: tuple[str, ...]
    """Words of a theme it goes with; more telling ones first."""
    reach_em: float
    """How far beyond the ink it draws, as a share of the type size."""


_HERE = "posta.arttext.materials."

MATERIALS: tuple[Material, ...] = (
    Material(
        "brushed brass", _HERE + "metal:brass", "A brushed plate with polished bevels.",
        ("brass", "bronze", "messing", "laiton", "brushed metal", "brushed", "mosiadz", "laton", "ottone"),
        ("jazz", "brass", "trumpet", "cinema", "hotel", "whisky", "swing", "vintage", "club", "orchestra"), 0.22,
    ),
    Material(
        "chrome", _HERE + "metal:chrome", "Mirror-bright, round, with a hard horizon.",
        ("chromium", "mirror", "steel", "silver", "chrom", "y2k", "metal", "metallic"),
        ("car", "cars", "motor", "synthwave", "techno", "eighties", "80s", "racing", "motorcycle", "future"), 0.26,
    ),
    Material(
        "gold foil", _HERE + "metal:foil", "Slightly crumpled leaf gold, softly pressed.",
        ("gold", "foil", "leaf gold", "gold leaf", "blattgold", "goldfolie", "golden", "dore", "zloto", "oro", "or"),
        ("gala", "wedding", "opera", "luxury", "christmas", "award", "ball", "anniversary", "royal", "premiere"), 0.10,
    ),
    Material(
        "neon tube", _HERE + "neon:tube", "A bent glass tube that glows on the picture.",
        ("neon", "neon sign", "neonrohre", "leuchtrohre", "tube", "glow", "glowing", "led"),
        ("night", "bar", "diner", "arcade", "cyberpunk", "dj", "party", "city", "cocktail", "karaoke"), 0.75,
    ),
)


def normal(text: str) -> str:
    """Lower case, no accents, words apart by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c))))


def find(style: str) -> Material:
    """The material that the words mean: its name, one of its words, or a phrase that holds one ("old brass plate").

    Raises StageError that names near ones when no row fits.
    """
    wanted = normal(style[:200])
    best: tuple[int, int] | None = None
    for index, row in enumerate(MATERIALS):
        for word in (row.name, *row.words):
            if wanted == word:
                return row
            if f" {word} " in f" {wanted} " and (best is None or len(word) > best[0]):
                best = (len(word), index)
    if best is not None:
        return MATERIALS[best[1]]
    known = {word: row.name for row in MATERIALS for word in (row.name, *row.words)}
    near: list[str] = []
    for part in (wanted, *wanted.split()):
        near += [known[word] for word in difflib.get_close_matches(part, known, n=3, cutoff=0.6)]
    names = list(dict.fromkeys(near))[:3] or [row.name for row in MATERIALS]
    raise StageError(
        f"There is no lettering material {style[:80]!r}.", hint=f"{'Near it' if near else 'Choose from'}: {', '.join(names)}."
    )


def choose(theme: str, palette: tuple[Rgb, ...]) -> Material | None:
    """What "auto" answers: the material whose moods the theme names most, if it can stand on the palette's paper; or None,
    for plain letters: without a clear call for a material they serve best."""
    words = normal(theme[:2000]).split()
    best, best_score = None, 0.0
    for row in MATERIALS:
        score = sum(2.0 for word in row.name.split() if word in words)
        score += sum(1.0 - 0.05 * place for place, mood in enumerate(row.moods) if mood in words)
        if score > best_score + 1e-9:
            best, best_score = row, score
    if best is None or best_score < 0.9:
        return None
    light_paper = bool(palette) and to_oklch(palette[0])[0] > 0.75
    return None if light_paper and best.name in NEEDS_DARK else best


# Light that shines does not show on light paper.
NEEDS_DARK = frozenset({"neon tube", "molten lava", "chalk"})
