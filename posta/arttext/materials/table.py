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
        "brushed brass",
        _HERE + "metal:brass",
        "A brushed plate with polished bevels.",
        ("brass", "bronze", "messing", "laiton", "brushed metal", "brushed", "mosiadz", "laton", "ottone"),
        ("jazz", "brass", "trumpet", "cinema", "hotel", "whisky", "swing", "vintage", "club", "orchestra"),
        0.22,
    ),
    Material(
        "chrome",
        _HERE + "metal:chrome",
        "Mirror-bright, round, with a hard horizon.",
        ("chromium", "mirror", "steel", "silver", "chrom", "y2k", "metal", "metallic"),
        ("car", "cars", "motor", "synthwave", "techno", "eighties", "80s", "racing", "motorcycle", "future"),
        0.26,
    ),
    Material(
        "gold foil",
        _HERE + "metal:foil",
        "Slightly crumpled leaf gold, softly pressed.",
        ("gold", "foil", "leaf gold", "gold leaf", "blattgold", "goldfolie", "golden", "dore", "zloto", "oro", "or"),
        ("gala", "wedding", "opera", "luxury", "christmas", "award", "ball", "anniversary", "royal", "premiere"),
        0.10,
    ),
    Material(
        "neon tube",
        _HERE + "neon:tube",
        "A bent glass tube that glows on the picture.",
        ("neon", "neon sign", "neonrohre", "leuchtrohre", "tube", "glow", "glowing", "led"),
        ("night", "bar", "diner", "arcade", "cyberpunk", "dj", "party", "city", "cocktail", "karaoke"),
        0.75,
    ),
    Material(
        "ice",
        _HERE + "clear:ice",
        "Clear ice with fractures and a frosted rim.",
        ("frozen", "frost", "eis", "glace", "lod", "hielo", "ghiaccio", "icy"),
        ("winter", "ice", "snow", "hockey", "skating", "skiing", "arctic", "cold", "frozen"),
        0.18,
    ),
    Material(
        "molten lava",
        _HERE + "natural:lava",
        "Dark crust over glowing cracks.",
        ("lava", "magma", "fire", "volcano", "feuer", "ember", "embers", "burning"),
        ("volcano", "fire", "metal", "inferno", "hot", "chili", "doom", "eruption"),
        0.4,
    ),
    Material(
        "carved stone",
        _HERE + "natural:stone",
        "Limestone chiselled to a ridge.",
        (
            "stone",
            "marble",
            "granite",
            "rock",
            "stein",
            "pierre",
            "kamien",
            "piedra",
            "pietra",
            "concrete",
            "chiselled",
        ),
        ("museum", "roman", "history", "archaeology", "castle", "ancient", "antiquity", "temple", "greek"),
        0.28,
    ),
    Material(
        "wood",
        _HERE + "natural:wood",
        "Planed, oiled wood with year rings.",
        ("wooden", "holz", "bois", "drewno", "madera", "legno", "timber", "oak", "walnut", "woodtype"),
        ("folk", "country", "craft", "barn", "farm", "carpentry", "bluegrass", "cabin", "western"),
        0.2,
    ),
    Material(
        "paper cut",
        _HERE + "craft:paper",
        "Layers of cut paper with soft shadows.",
        ("paper", "papercut", "cut paper", "papier", "papel", "layered paper", "cardboard", "origami"),
        ("children", "kids", "school", "spring", "craft", "storytelling", "picture", "puppet", "collage"),
        0.16,
    ),
    Material(
        "ink bleed",
        _HERE + "printed:ink",
        "Ink soaked into paper, feathering.",
        ("ink", "tinte", "encre", "tusz", "bleeding ink", "letterpress", "calligraphy"),
        ("poetry", "reading", "literature", "book", "tea", "calligraphy", "haiku", "writers"),
        0.1,
    ),
    Material(
        "chalk",
        _HERE + "printed:chalk",
        "Chalk on a board, dusty and broken.",
        ("kreide", "craie", "kreda", "tiza", "gesso", "blackboard", "chalkboard"),
        ("cafe", "coffee", "lunch", "menu", "bistro", "lesson", "teacher", "bakery"),
        0.1,
    ),
    Material(
        "embroidered thread",
        _HERE + "craft:thread",
        "Satin stitch, thread by thread.",
        (
            "thread",
            "embroidery",
            "embroidered",
            "stitch",
            "stitched",
            "gestickt",
            "broderie",
            "haft",
            "bordado",
            "yarn",
            "wool",
            "knit",
        ),
        ("folk", "textile", "fashion", "sewing", "folklore", "market", "tradition", "knitting", "patchwork"),
        0.12,
    ),
    Material(
        "balloon",
        _HERE + "craft:balloon",
        "Foil balloons, shiny and wrinkled.",
        ("balloons", "luftballon", "ballon", "balon", "globo", "inflated", "inflatable", "mylar", "foil balloon"),
        ("birthday", "party", "kids", "carnival", "celebration", "fair", "prom"),
        0.24,
    ),
    Material(
        "glass",
        _HERE + "clear:glass",
        "A clear bevelled slab that bends the picture behind it.",
        ("glas", "verre", "szklo", "vidrio", "vetro", "crystal", "transparent", "acrylic"),
        ("design", "architecture", "perfume", "spa", "gallery", "minimal", "science"),
        0.22,
    ),
    Material(
        "halftone",
        _HERE + "printed:halftone",
        "Two colours, one as growing dots.",
        ("dots", "raster", "screen print", "pop art", "ben day", "comic", "screenprint"),
        ("pop", "comic", "comics", "rock", "punk", "sixties", "60s", "concert", "zine"),
        0.06,
    ),
    Material(
        "riso misprint",
        _HERE + "printed:riso",
        "Two inks printed out of register.",
        ("riso", "risograph", "misprint", "misregistration", "offset print", "overprint"),
        ("zine", "indie", "independent", "illustration", "bookfair", "student", "print", "lofi"),
        0.1,
    ),
    Material(
        "spray paint",
        _HERE + "printed:spray",
        "Sprayed colour with overspray and runs.",
        ("spray", "graffiti", "sprayed", "aerosol", "stencil", "spruhfarbe", "bombe"),
        ("graffiti", "hiphop", "hip", "hop", "street", "skate", "skateboard", "urban", "breakdance", "rap"),
        0.42,
    ),
    Material(
        "liquid",
        _HERE + "fluid:liquid",
        "Thick, clear, coloured liquid with drops.",
        ("fluid", "flussig", "liquide", "plyn", "slime", "gel", "jelly", "water", "honey", "juice"),
        ("juice", "smoothie", "water", "swimming", "pool", "summer", "psychedelic", "drink", "drinks"),
        0.3,
    ),
    Material(
        "moss",
        _HERE + "natural:moss",
        "Cushions of green moss.",
        ("mousse", "moos", "mech", "musgo", "grass", "plants", "green moss", "ivy"),
        ("garden", "forest", "nature", "botanical", "ecology", "earth", "plants", "woodland", "organic"),
        0.12,
    ),
    Material(
        "wet paint",
        _HERE + "fluid:paint",
        "Thick glossy paint that runs.",
        (
            "paint",
            "farbe",
            "peinture",
            "farba",
            "dripping paint",
            "enamel",
            "lacquer",
            "oil paint",
            "acrylic paint",
            "dripping",
        ),
        ("art", "painting", "studio", "atelier", "exhibition", "vernissage", "colour", "color"),
        0.46,
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
        f"There is no lettering material {style[:80]!r}.",
        hint=f"{'Near it' if near else 'Choose from'}: {', '.join(names)}.",
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
