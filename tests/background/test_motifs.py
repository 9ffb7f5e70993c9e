"""Every motif draws within its square, is seen, varies and repeats; themes find their motifs."""

from __future__ import annotations

import functools

import numpy as np
import pytest
import skia

from posta.background.motifs import MOTIFS, Drawing, draw, find, place, tones
from posta.color import Rgb
from posta.geometry import Rect

NAMES = sorted(MOTIFS)
SEEDS = range(5)


@functools.cache
def drawn(name: str, seed: int) -> Drawing:
    return draw(name, np.random.default_rng(seed))


def mask(path: skia.Path, size: int = 96) -> np.ndarray:
    """Coverage of a unit-square path, (size, size) 0..1."""
    surface = skia.Surface(size, size)
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorBLACK)
    canvas.scale(size, size)
    canvas.drawPath(path, skia.Paint(AntiAlias=True, Color=skia.ColorWHITE))
    return surface.toarray()[:, :, 0] / 255.0


@pytest.mark.parametrize("name", NAMES)
def test_a_motif_fills_the_unit_square_in_one_direction_and_never_leaves_it(name: str) -> None:
    for seed in SEEDS:
        drawing = drawn(name, seed)
        box = drawing.bounds()
        assert min(box.x, box.y) >= -1e-3
        assert max(box.right, box.bottom) <= 1.001
        assert max(box.width, box.height) == pytest.approx(1.0, abs=0.01)
        if drawing.anchor == "ground":
            assert box.bottom == pytest.approx(1.0, abs=0.01)
        if drawing.anchor == "top":
            assert box.y == pytest.approx(0.0, abs=0.01)
        assert all(0 <= place <= 1 for place in drawing.focus)
    assert MOTIFS[name].anchor in {drawn(name, seed).anchor for seed in SEEDS}


@pytest.mark.parametrize("name", NAMES)
def test_a_silhouette_covers_a_fair_share_of_its_square_and_has_inner_drawing(name: str) -> None:
    drawing = drawn(name, 1)
    assert 0.02 < mask(drawing.silhouette()).mean() < 0.95
    assert len({part.tone for part in drawing.parts}) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_draws_the_same_paths_and_other_seeds_draw_others(name: str) -> None:
    def paths(drawing: Drawing) -> tuple[bytes, ...]:
        return tuple(bytes(part.path.serialize()) for part in drawing.parts)

    assert paths(draw(name, np.random.default_rng(3))) == paths(drawn(name, 3))
    assert len({paths(drawn(name, seed)) for seed in SEEDS}) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_a_motif_has_a_stature_and_tints_that_are_colours(name: str) -> None:
    assert 0.2 <= MOTIFS[name].stature <= 2
    assert len([Rgb.from_hex(tint) for tint in MOTIFS[name].tint]) in (0, 2)


@pytest.mark.parametrize("name", NAMES)
def test_the_table_says_the_usual_aspect(name: str) -> None:
    aspects = [b.width / b.height for b in (drawn(name, s).bounds() for s in SEEDS)]
    assert min(aspects) * 0.8 <= MOTIFS[name].aspect <= max(aspects) * 1.25


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_a_motif_finds_it(name: str) -> None:
    for word in MOTIFS[name].words:
        assert find(word) == [name], word
        assert find(f"… {word.upper()}, …") == [name], word


@pytest.mark.parametrize(
    ("theme", "names"),
    [
        ("Zwei Schachfiguren und ein Pferd", ["chess", "horse"]),
        ("grzyby w jesiennym lesie, koszyk", ["mushroom", "basket"]),
        ("балерина и лебедь, лунный свет", ["ballerina", "swan", "moon"]),
        ("iki boksör, boks eldiveni", ["boxing glove"]),
        ("una pareja bailando tango, bandoneón", ["dancing couple", "accordion"]),
        ("fisarmonica e uva nera", ["accordion", "grapes"]),
        ("livros abertos e uma baleia", ["book", "whale"]),
        ("친근한 로봇과 아이", ["robot", "child"]),
        ("红灯笼，舞龙，烟花", ["paper lantern", "dragon", "fireworks"]),
        ("חנוכייה עם נרות, והסביבון", ["menorah", "candle", "dreidel"]),
        ("दीये और आतिशबाज़ी", ["diya", "fireworks"]),
        ("特別な夜, 특별한 밤", []),
    ],
)
def test_inflected_words_of_many_languages_find_their_motifs(theme: str, names: list[str]) -> None:
    assert find(theme) == names


def test_no_word_belongs_to_two_motifs() -> None:
    words = [word for motif in MOTIFS.values() for word in motif.words]
    assert sorted({w for w in words if words.count(w) > 1}) == []


@pytest.mark.parametrize(
    ("theme", "names"),
    [
        ("a lone lighthouse on a cliff under the full moon", ["lighthouse", "moon"]),
        ("Stars and PLANETS over two castles", ["star", "planet", "castle"]),
        ("Eine Brücke, dahinter der Leuchtturm", ["bridge", "lighthouse"]),
        ("une étoile filante? non: des étoiles", ["star"]),
        ("灯台と満月の夜", ["lighthouse", "moon"]),
        ("3月の都市", ["city skyline"]),
        ("منارة تحت القمر", ["lighthouse", "moon"]),
        ("والقمر فوق المدينة", ["moon", "city skyline"]),
        ("a starling monday, sunday best, rock star in the warehouse", []),
        ("the main stage, time to play, a brief chat, ours", []),
        ("ラーメン祭り、花火", ["ramen bowl", "fireworks"]),
        ("فكرة", ["light bulb"]),
        ("ferris wheel at the fairground", ["ferris wheel"]),
        ("", []),
    ],
)
def test_a_theme_finds_its_motifs_in_order(theme: str, names: list[str]) -> None:
    assert find(theme) == names


def test_a_huge_theme_is_read_in_bounded_time_and_still_found_at_its_start() -> None:
    assert find("lighthouse " + "x" * 200_000)[0] == "lighthouse"


def test_place_draws_inside_the_box_on_its_ground_and_can_flip() -> None:
    palette = tones(*(Rgb.from_hex(h) for h in ("#204060", "#d04020", "#f0e0c0", "#101820")))
    drawing = draw("lighthouse", np.random.default_rng(0))

    def painted(flip: bool) -> np.ndarray:
        surface = skia.Surface(200, 200)
        surface.getCanvas().clear(skia.ColorWHITE)
        placed = place(surface.getCanvas(), drawing, Rect(20, 30, 160, 150), palette, flip=flip)
        box = placed.bounds()
        assert box.bottom == pytest.approx(180, abs=0.5)
        assert Rect(20, 30, 160, 150).contains(box, slack=0.1)
        return surface.toarray()[:, :, :3]

    plain, turned = painted(False), painted(True)
    inked = (plain != 255).any(axis=2)
    rows, cols = np.nonzero(inked)
    assert (rows.min(), cols.min()) >= (29, 19)
    assert max(rows.max(), cols.max()) <= 180
    assert np.abs(plain[:, ::-1].astype(int) - turned).mean() < 3.0
    assert (plain != turned).any()


def test_a_stencil_keeps_the_inner_drawing_that_a_silhouette_loses() -> None:
    drawing = draw("house", np.random.default_rng(0))
    assert mask(drawing.stencil()).mean() < 0.97 * mask(drawing.silhouette()).mean()


def test_an_unknown_motif_is_refused() -> None:
    with pytest.raises(KeyError, match="no such thing"):
        draw("no such thing", np.random.default_rng(0))


def test_every_motif_comes_apart_into_plates() -> None:
    for name in MOTIFS:
        plates = draw(name, np.random.default_rng(5)).moved_into(Rect(0.1, 0.2, 0.7, 0.6)).separated()
        assert plates, name
        assert all(not plate.isEmpty() for tone, plate in plates.items() if tone in ("body", "accent")), name
