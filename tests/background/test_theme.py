"""What a theme's words choose: the painter, the hour and the colours, in several languages."""

from __future__ import annotations

from itertools import pairwise
from pkgutil import resolve_name

import numpy as np
import pytest

from posta.background.motifs import MOTIFS
from posta.background.motifs.speech import speech
from posta.background.painters import PAINTERS
from posta.background.painters.heroes import carries
from posta.background.painters.palette import ROLES, curated, from_given, from_theme
from posta.background.painters.theme import choose, lexicon, offered, plain, ranked, read, told, words_of
from posta.color import Rgb, contrast, to_oklch
from posta.errors import EngineError


@pytest.mark.parametrize(
    ("theme", "painters"),
    [
        ("spotlights and smoke on a concert stage", {"beams"}),
        ("a lighthouse above a stormy sea", {"coast"}),
        ("a ceramic vase in a quiet room", {"stilllife"}),
        ("fruit stalls with striped awnings", {"market"}),
        ("the galaxy seen from a small planet", {"cosmos"}),
        ("marathon runners at dawn", {"streaks"}),
        ("one bare tree in the snow", {"lonetree"}),
        ("ocean waves as a woodcut", {"waves"}),
        ("green hills and cherry blossom", {"hills"}),
        ("lanterns and geometric stars for ramadan", {"arabesque"}),
        ("dark rain clouds, the monsoon is near", {"monsoon"}),
        ("espresso in a blue cup", {"cup"}),
        ("blueprint of a machine, isometric", {"isometric"}),
        ("a fox and an owl in the forest, paper cut", {"papercut"}),
        ("seventies stripes and a retro sun", {"retro"}),
        ("a single circle, silence, breath", {"orb"}),
        ("hiking in the alps, high peaks", {"mountains"}),
        ("camels crossing the sahara dunes", {"dunes"}),
        ("city skyline with neon lights", {"city"}),
        ("northern lights", {"aurora"}),
        ("bauhaus", {"bauhaus"}),
        ("op art illusion", {"opart"}),
        ("topographic map", {"contours"}),
        ("risograph zine", {"riso"}),
        ("eighties arcade, synthwave", {"synthwave"}),
        ("confetti for a birthday", {"terrazzo"}),
        ("stained glass in a cathedral", {"glass"}),
        ("a gatsby gala, art deco", {"deco"}),
        ("sumi ink calligraphy", {"ink"}),
        ("tropical jungle plants", {"botanical"}),
        ("vinyl records", {"vinyl"}),
        ("giraffe elephant whale", {"emblem", "tableau"}),
        ("Leuchtturm am Meer im Sturm", {"coast"}),
        ("Ein Winterbaum im Schnee", {"lonetree"}),
        ("tasse de café, vapeur", {"cup"}),
        ("mercado de frutas y verduras", {"market"}),
        ("春の桜と丘", {"hills"}),
        ("نجوم هندسية ومصابيح", {"arabesque"}),
        ("पहाड़ों पर बादल और वर्षा", {"monsoon", "mountains"}),
    ],
)
def test_a_theme_chooses_a_painter_that_shows_it(theme: str, painters: set[str]) -> None:
    assert choose(theme, 1) in painters


def test_a_theme_without_a_known_word_gets_one_of_five_painters_by_its_seed() -> None:
    chosen = {choose("zzyzx qwrtp", seed) for seed in range(24)}
    assert 4 <= len(chosen) <= 5
    assert chosen < set(PAINTERS)
    assert choose("zzyzx qwrtp", 3) == choose("zzyzx qwrtp", 3)
    assert len({choose(f"qwrtp {letter}zx", 0) for letter in "abcdefghijklmnop"}) > 3


@pytest.mark.parametrize(
    ("theme", "named"),
    [
        ("proud dog, rosette ribbon, green lawn", {"emblem", "hills"}),
        ("vintage racing car on mountain pass road", {"mountains"}),
        ("paddle steamer on a river", {"waves", "emblem"}),
        ("candle, dark room, smoke", {"emblem", "beams", "stilllife"}),
        ("single dancer, red circle", {"orb"}),
        ("grapes, vineyard hills, sunset", {"emblem", "tableau"}),
        ("a spotlight on an empty chair", {"beams"}),
    ],
)
def test_the_thing_named_first_is_shown_whatever_else_is_said(theme: str, named: set[str]) -> None:
    for seed in range(4):
        assert choose(theme, seed) in named


def test_ranked_gives_other_painters_that_fit_in_falling_order() -> None:
    for theme in ("proud dog, rosette ribbon", "jazz by the river", "a circus for kids", "blibber"):
        rows = ranked(theme, 5)
        assert rows[0][0] == choose(theme, 5)
        assert len({painter for painter, _ in rows}) == len(rows)
        assert sum(score >= 0.45 * rows[0][1] for _, score in rows) >= 3, theme
        best = max(score for _, score in rows)
        near = [score for _, score in rows if score >= 0.9 * best]
        rest = [score for _, score in rows[len(near) :]]
        assert rest == sorted(rest, reverse=True)
        assert min(near) >= max(rest, default=0)


@pytest.mark.parametrize(
    ("theme", "words"),
    [
        ("tattoo convention", ["tattoo", "convention"]),
        ("opera house", ["opera house"]),
        ("bar night", ["bar night"]),
        ("flamenco", ["flamenco"]),
        ("halloween", ["halloween"]),
        ("butterfly house", ["butterfly house"]),
        ("Herbstmarkt", ["autumn", "market"]),
        ("Leuchtturmfest", ["lighthouse"]),
        ("prevention", []),
    ],
)
def test_words_inside_other_words_are_no_words_but_in_compounds(theme: str, words: list[str]) -> None:
    assert words_of(theme) == words


@pytest.mark.parametrize(
    "theme",
    [
        "blood",
        "drop",
        "vote",
        "library desk",
        "boxing",
        "hockey",
        "dinosaur",
        "sushi",
        "motorbike",
        "circuit",
        "stairs",
    ],
)
def test_common_briefs_are_understood(theme: str) -> None:
    assert max(ranked(theme, 1)[0][1], 0) >= 1.5


def test_every_word_of_another_language_means_an_english_one_that_is_known() -> None:
    tables = lexicon()
    known = {plain(word) for part in ("words", "colors", "tones") for word in tables[part]}
    known |= {plain(word) for motif in MOTIFS.values() for word in (motif.name, *motif.words)}
    assert [english for english in speech() if plain(english) not in known] == []
    assert min(len(word) for words in speech().values() for word in words if word.endswith("*")) > 2


def test_a_theme_tells_how_many_things_there_are_and_what_colour_they_have() -> None:
    said = told("two foxes in the snow, a red canoe; una gata negra, drei Kerzen")
    assert said["counts"] == {"fox": 2, "candle": 3}
    assert said["dress"].keys() == {"canoe", "cat"}
    assert to_oklch(Rgb.from_hex(said["dress"]["canoe"]))[2] == pytest.approx(27, abs=8)
    assert said["meant"] == ["fox", "canoe", "cat", "candle"]


def test_variants_are_offered_several_painters_the_best_first_and_in_an_order_of_the_theme() -> None:
    for theme in ("blueprint, isometric blocks", "black hole, deep space", "a fox", "jazz by the river"):
        painters = offered(theme, 0)
        assert painters[0] == choose(theme, 0)
        assert len(set(painters)) >= 3
        assert all(painter != after for painter, after in pairwise(painters))
        assert painters == offered(theme, 0)
    assert len({tuple(offered(f"a {thing}", 0)[:4]) for thing in ("fox", "clock", "violin", "robot", "candle")}) > 2


def test_what_a_theme_names_is_shown_by_every_variant_where_four_painters_can_draw_it() -> None:
    for theme, name in (("a lone lighthouse on a cliff, storm sea", "lighthouse"), ("runners along the sea", "runner")):
        for painter in offered(theme, 0)[1:4]:
            assert painter in lexicon()["motif"] or carries(painter, name), (theme, painter)


def test_the_lexicon_knows_hundreds_of_english_words() -> None:
    assert len(lexicon()["words"]) >= 400


def test_near_ties_are_settled_by_the_seed() -> None:
    assert len({choose("abstract", seed) for seed in range(12)}) > 2


def test_a_forced_painter_is_taken_and_an_unknown_one_refused() -> None:
    assert choose("a lighthouse", 0, "opart") == "opart"
    with pytest.raises(EngineError, match="'opart'"):
        choose("a lighthouse", 0, "opartt")


def test_every_row_points_at_a_painter_that_is_there_and_every_word_at_a_row() -> None:
    for row in PAINTERS.values():
        assert callable(resolve_name(row.paint))
        assert row.about
        assert row.moods
    tables = lexicon()
    named = {painter for entry in tables["words"].values() for painter in entry.get("painters", {})}
    assert named | set(tables["abstract"]) | set(tables["motif"]) <= set(PAINTERS)
    assert set(PAINTERS) <= named | {"emblem", "tableau"}, "a painter no word leads to"
    known = {plain(word) for part in ("words", "colors", "tones") for word in tables[part]}
    assert all(plain(english) in known for english in tables["same"])


def test_words_are_found_inside_phrases_plurals_and_unspaced_scripts() -> None:
    assert words_of("Two Lighthouses; cherries!") == ["lighthouse", "cherry"]
    assert words_of("bare trees, black holes") == ["bare tree", "black hole"]
    assert words_of("夜の海") == ["night", "sea"]
    assert words_of("والبحر") == ["sea"]
    assert words_of("x" * 100_000) == []


def test_colour_words_take_the_role_that_fits_them() -> None:
    def inks(theme: str) -> object:
        reading = read(theme)
        return from_theme(reading.moods, (), reading.colors, np.random.default_rng(1))

    acid = inks("acid green on black")
    assert acid.night
    assert to_oklch(acid.dark)[0] < 0.2
    assert 110 < to_oklch(acid.accent)[2] < 140
    assert to_oklch(acid.accent)[1] > 0.15
    cyan = inks("cyan on navy")
    assert to_oklch(cyan.dark)[2] == pytest.approx(262, abs=6)
    assert to_oklch(cyan.accent)[2] == pytest.approx(205, abs=6)
    pale = inks("pale blue morning")
    assert not pale.night
    assert any(to_oklch(ink)[0] > 0.8 and 230 < to_oklch(ink)[2] < 280 for ink in (pale.light, pale.mid, pale.second))
    white = inks("white on white")
    assert max(to_oklch(ink)[1] for ink in (white.dark, white.mid, white.light)) < 0.06


def test_every_curated_palette_can_carry_type() -> None:
    for name, inks, moods in curated():
        assert len(inks) == len(ROLES) and moods, name
        assert contrast(np.array(inks[0]), np.array(inks[2])) > 6, name


@pytest.mark.parametrize(
    "given",
    [
        ["#d7263d"],
        ["#101010"],
        ["#fafafa"],
        ["#d7263d", "#1b3a8a"],
        ["#777777", "#787878"],
        ["#111111", "#eeeeee", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff"],
    ],
)
def test_any_given_colours_make_a_whole_set_of_inks(given: list[str]) -> None:
    colors = [Rgb.from_hex(text) for text in given]
    inks = from_given(colors, (), ())
    assert to_oklch(inks.light)[0] - to_oklch(inks.dark)[0] > 0.25
    assert all(0 <= part <= 1 for ink in inks.listed() for part in ink)
