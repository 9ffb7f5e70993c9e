"""Art directions: a Desk and a pick of discrete choices in, a Draft out. ARCHETYPES lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

from posta.design.rules.archetypes import behind, big, centred, grids, round
from posta.design.rules.desk import Desk
from posta.design.rules.draft import Draft
from posta.design.rules.words import Words

Pick = Mapping[str, str]
Draw = Callable[[Desk, Pick], Draft | None]


@dataclass(frozen=True, slots=True)
class Archetype:
    """One art direction."""

    draw: Draw
    """Lays the words out; places and sizes in points. None where the picture leaves no place for them."""
    about: str
    """What it looks like, in a line."""
    words: tuple[str, ...]
    """Words of a style or theme that ask for it."""
    moods: tuple[str, ...]
    """Moods it suits."""
    voices: tuple[str, ...]
    """Title voices it wants, the best first."""
    picks: tuple[Pick, ...]
    """The discrete choices to try."""
    ground: str = "open"
    """What carries the type: open (the picture), paper, ink or accent panels."""
    letters: tuple[int, int] = (1, 90)
    """Lengths of the title it suits."""
    longest_word: int = 99
    """Longest word of the title it suits."""
    facts: tuple[int, int] = (0, 99)
    """Number of pieces beside the title it suits."""
    ratios: tuple[float, float] = (0.0, 9.0)
    """Width over height of the pages it suits."""
    liking: float = 1.0
    """How gladly it is chosen when all else is equal: below 1 for the safe ones, which would else be chosen always."""
    margin: float = 0.055
    """Margin as a share of the short side."""
    finishes: tuple[str, ...] = ("none",)
    """How the picture may be printed: rows of `posta.document.finish.FINISHES`, the likeliest first."""
    graphic: bool = False
    """Whether it is of ink and paper by nature: it turns even many-coloured pictures and photographs into prints."""
    needs: Callable[[Words], bool] = lambda _: True
    """What the words must have for it."""
    subject: bool = False
    """Whether the picture must have a subject that can be cut out."""


def _picks(**choices: tuple[str, ...]) -> tuple[Pick, ...]:
    """Every combination of the choices."""
    return tuple(dict(zip(choices, values, strict=True)) for values in product(*choices.values()))


ARCHETYPES: dict[str, Archetype] = {
    "swiss": Archetype(
        grids.swiss,
        "A flush-left grotesk title on a grid, facts in columns, one open picture.",
        ("swiss", "grid", "modernist", "international", "clean"),
        ("modern", "scholarly", "tech", "sporty"),
        ("grotesk", "geometric", "wide", "mono"),
        _picks(title=("top", "apart", "bottom", "all-top"), columns=("3", "2")),
        letters=(3, 70),
        finishes=(
            "none",
            "accent-duotone",
        ),
    ),
    "stacked": Archetype(
        big.stacked,
        "Big capitals stacked edge to edge; the type is the picture.",
        ("stacked", "big type", "typographic", "loud", "bold"),
        ("loud", "sporty", "urgent", "festive", "dark"),
        ("condensed", "wood", "wide", "slab", "grotesk"),
        _picks(title=("top", "bottom"), color=("ink", "accent"), caps=("no",)),
        letters=(4, 44),
        longest_word=12,
        facts=(0, 10),
        margin=0.045,
        liking=1.05,
        finishes=(
            "none",
            "accent-duotone",
            "film",
        ),
    ),
    "behind": Archetype(
        behind.behind,
        "A big title behind the picture's subject, which stands before a part of it.",
        ("behind", "depth", "overlap", "interwoven", "masthead"),
        ("cinematic", "sporty", "loud", "modern", "dark", "natural", "festive"),
        ("condensed", "wood", "grotesk", "wide", "slab", "serif"),
        _picks(lines=("row", "stack")),
        letters=(3, 40),
        facts=(0, 10),
        margin=0.05,
        liking=1.08,
        finishes=("none", "film"),
        subject=True,
    ),
    "cinematic": Archetype(
        centred.cinematic,
        "A film's one-sheet: open picture, wide capitals low on the axis, billing block.",
        ("cinematic", "film", "movie", "one-sheet", "cinema"),
        ("cinematic", "dark", "luxury"),
        ("roman", "thin", "condensed", "serif"),
        _picks(title=("low", "top")),
        letters=(3, 60),
        facts=(1, 8),
        finishes=(
            "film",
            "none",
        ),
    ),
    "editorial": Archetype(
        grids.editorial,
        "A large serif title, hairlines, facts hung on a second column.",
        ("editorial", "magazine", "serif", "literary"),
        ("scholarly", "warm", "natural", "elegant", "calm"),
        ("serif", "didone", "italic"),
        _picks(title=("top", "bottom")),
        letters=(4, 80),
        finishes=(
            "paper",
            "none",
            "duotone",
        ),
    ),
    "festival": Archetype(
        centred.festival,
        "A line-up: big title, the names in rows of falling size.",
        ("festival", "line-up", "lineup"),
        ("festive", "retro", "loud"),
        ("wood", "deco", "condensed", "wide", "didone"),
        _picks(color=("accent", "ink"), sheet=("none", "paper", "ink")),
        letters=(3, 36),
        facts=(6, 60),
        needs=lambda words: len(words.details) >= 4,
        liking=1.1,
        finishes=(
            "riso",
            "paper",
        ),
        graphic=True,
    ),
    "exhibition": Archetype(
        big.exhibition,
        "One word and much air: a gallery's poster.",
        ("exhibition", "gallery", "museum", "airy"),
        ("calm", "modern", "elegant", "scholarly"),
        ("thin", "serif", "grotesk", "didone"),
        _picks(title=("wide", "low", "led"), side=("start", "half")),
        letters=(2, 16),
        facts=(0, 7),
        margin=0.06,
        finishes=(
            "none",
            "duotone",
        ),
    ),
    "split": Archetype(
        grids.split,
        "A flat panel of colour carries the words, the picture keeps the rest.",
        ("split", "panel", "colour block", "color block"),
        ("modern", "warm", "playful", "scholarly", "natural"),
        ("grotesk", "geometric", "serif", "didone", "round"),
        _picks(side=("start", "end"), ground=("paper", "accent", "ink")),
        ground="panel",
        liking=0.76,
        finishes=(
            "none",
            "accent-halftone",
            "riso",
            "accent-duotone",
        ),
    ),
    "diagonal": Archetype(
        big.diagonal,
        "The title climbs across the page on a band of colour.",
        ("diagonal", "rotated", "dynamic", "constructivist"),
        ("sporty", "loud", "urgent", "festive", "retro"),
        ("condensed", "grotesk", "slab", "wood"),
        _picks(slope=("steep", "gentle"), place=("upper", "lower"), ground=("accent", "ink")),
        ground="accent",
        letters=(4, 30),
        finishes=(
            "accent-duotone",
            "none",
            "riso",
        ),
    ),
    "framed": Archetype(
        centred.framed,
        "The picture in a mount of paper, title and facts in the caption strip.",
        ("framed", "frame", "mount", "print", "postcard"),
        ("calm", "classical", "scholarly", "natural", "warm"),
        ("serif", "italic", "grotesk", "geometric", "thin"),
        _picks(title=("bottom", "top"), align=("start", "center"), ground=("paper", "accent", "ink")),
        ground="paper",
        letters=(2, 50),
        liking=0.82,
        finishes=(
            "accent-duotone",
            "none",
            "halftone",
        ),
    ),
    "window": Archetype(
        big.window,
        "The picture is seen through the letters of the title.",
        ("window", "cut-out", "cutout", "knockout", "letters"),
        ("modern", "natural", "sporty", "festive", "loud"),
        ("condensed", "grotesk", "wide", "slab"),
        _picks(sheet=("whole", "half"), ground=("paper", "ink"), place=("focus", "top")),
        ground="paper",
        letters=(2, 22),
        longest_word=10,
        facts=(0, 9),
        liking=0.95,
        finishes=("none",),
    ),
    "vertical": Archetype(
        grids.vertical,
        "The title runs along the edge of the page.",
        ("vertical", "spine", "sideways"),
        ("modern", "calm", "tech", "dark"),
        ("condensed", "grotesk", "thin", "serif"),
        _picks(side=("start", "end"), length=("full", "part"), ground=("none", "accent")),
        letters=(2, 24),
        ratios=(0.0, 1.1),
        needs=lambda words: len(words.title) > 2,  # a lone letter on its side is another sign
        liking=0.88,
        finishes=(
            "none",
            "accent-duotone",
        ),
    ),
    "classical": Archetype(
        centred.classical,
        "Everything on the middle axis inside a fine line, as for a concert hall.",
        ("classical", "centred", "centered", "formal", "symmetrical"),
        ("classical", "elegant", "luxury", "calm"),
        ("serif", "italic", "didone", "roman", "deco", "script"),
        _picks(frame=("double", "single", "none")),
        letters=(2, 60),
        finishes=(
            "paper",
            "none",
        ),
    ),
    "handbill": Archetype(
        centred.handbill,
        "Wood type: lines driven to the full measure, ruled apart, on paper.",
        ("handbill", "woodtype", "wood type", "letterpress", "broadside", "western"),
        ("handmade", "retro", "warm", "festive", "urgent"),
        ("slab", "wood", "condensed", "deco"),
        _picks(ground=("paper",)),
        ground="paper",
        ratios=(0.0, 1.1),
        letters=(4, 40),
        facts=(2, 10),
        finishes=(
            "riso",
            "halftone",
            "paper",
        ),
        graphic=True,
    ),
    "brutalist": Archetype(
        grids.brutalist,
        "Heavy bars, a title that fills its row, facts in a ruled table on flat colour.",
        ("brutalist", "brutal", "raw", "table"),
        ("tech", "loud", "urgent", "modern", "dark"),
        ("grotesk", "mono", "wide", "condensed"),
        _picks(side=("bottom", "top"), ground=("accent", "paper", "ink")),
        ground="accent",
        letters=(3, 50),
        liking=0.93,
        finishes=(
            "accent-halftone",
            "halftone",
        ),
        graphic=True,
    ),
    "label": Archetype(
        centred.label,
        "All words on one label laid on the picture, like a ticket or a packet.",
        ("label", "ticket", "badge", "packet"),
        ("warm", "retro", "handmade", "elegant", "playful"),
        ("didone", "serif", "script", "deco", "slab", "round"),
        _picks(place=("middle", "bottom", "side", "top"), ground=("paper", "ink"), corners=("square",)),
        ground="panel",
        letters=(2, 34),
        facts=(0, 7),
        liking=0.88,
        finishes=(
            "paper",
            "riso",
            "none",
        ),
    ),
    "corners": Archetype(
        grids.corners,
        "Small facts in the corners, the title on one strong line across.",
        ("corners", "poster-edge", "frame of type"),
        ("tech", "modern", "dark", "calm", "loud"),
        ("wide", "grotesk", "thin", "tech", "mono", "condensed"),
        _picks(title=("middle", "low", "high"), align=("start",), caps=("no", "yes")),
        letters=(2, 34),
        facts=(1, 8),
        margin=0.05,
        liking=0.97,
        finishes=(
            "film",
            "accent-duotone",
            "none",
        ),
    ),
    "banner": Archetype(
        grids.banner,
        "A solid band of colour across the page holds the title.",
        ("banner", "band", "stripe"),
        ("warm", "festive", "playful", "sporty", "urgent"),
        ("slab", "round", "grotesk", "condensed", "wood", "script"),
        _picks(place=("bottom", "upper"), ground=("accent",), under=("paper", "ink")),
        ground="accent",
        letters=(3, 50),
        liking=0.9,
        finishes=(
            "none",
            "riso",
            "paper",
        ),
    ),
    "minimal": Archetype(
        big.minimal,
        "One quiet line of title in the calm of the picture.",
        ("minimal", "minimalist", "quiet", "less"),
        ("calm", "elegant", "modern", "natural"),
        ("thin", "serif", "italic", "grotesk"),
        _picks(place=("top", "upper", "middle", "low"), align=("start", "center")),
        letters=(1, 30),
        facts=(0, 5),
        margin=0.065,
        liking=0.95,
        finishes=(
            "none",
            "paper",
        ),
    ),
    "orbit": Archetype(
        round.orbit,
        "Type on a circle: a seal with words along its rim, or a title arched over the picture.",
        ("orbit", "curved", "circle", "seal", "stamp", "arch"),
        ("retro", "playful", "warm", "festive", "handmade"),
        ("deco", "slab", "round", "geometric", "condensed", "wood"),
        (
            *_picks(form=("seal",), place=("upper", "lower"), ground=("accent", "paper", "ink")),
            *_picks(form=("arch",), curve=("flat", "round")),
        ),
        ground="accent",
        letters=(3, 26),
        longest_word=12,
        facts=(1, 7),
        needs=lambda words: not words.caseless,
        liking=0.95,
        finishes=(
            "paper",
            "riso",
            "none",
        ),
    ),
}
