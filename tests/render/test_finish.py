"""Print finishes: what each treatment does to the pixels, and that it is the same print at any size and in any strips."""

from __future__ import annotations

import base64
import io
import re

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image
from pydantic import ValidationError

from posta.color import Rgb
from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.finish import FINISHES, TREATMENTS, Treatment, finish_named
from posta.document.layers import PictureLayer, TextLayer
from posta.document.page import Page
from posta.document.paint import PictureFill
from posta.document.poster import Poster
from posta.export import ExportOptions, export
from posta.export.layered import layers
from posta.render.check import check
from posta.render.place import place
from posta.render.raster import rasterize, strips
from posta.render.treatments import tones_of

PALETTE = {"paper": "#f6f1e7", "ink": "#141a2b", "accent": "#e0632f"}
COLORS = {name: Rgb.from_hex(value) for name, value in PALETTE.items()}
PAGE = Page(width=60, height=80, unit="mm", bleed=3)


def scene(width: int = 260, height: int = 340) -> np.ndarray:
    """A ramp with a coloured disc: every tone, and edges."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    disc = np.hypot(x - 0.5, (y - 0.5) * height / width) < 0.3
    picture = np.stack([x * 255, y * 200 + 30, (1 - x) * 220], -1)
    picture[disc] = (230, 90, 60)
    return picture.astype(np.uint8)


def poster(finish=(), *, picture: np.ndarray | None = None, page: Page = PAGE, more=()) -> tuple[Poster, Assets]:
    assets = Assets()
    ref = assets.put_pixels(scene() if picture is None else picture)
    ground = PictureLayer(id="background", role="background", box=tuple(page.bleed_box), asset=ref, finish=finish)
    return Poster(page=page, brief=Brief(title="x"), palette=PALETTE, layers=(ground, *more)), assets


def drawn(finish, ppi: float = 150, **options) -> np.ndarray:
    return rasterize(place(*poster(finish, **options)), ppi)


def mean_difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(float) - other).mean())


NAMED = [name for name in FINISHES if name != "none"]


@pytest.mark.parametrize("name", NAMED)
def test_strips_of_a_finished_picture_are_the_bytes_of_the_whole(name: str) -> None:
    frame = place(*poster(finish_named(name, COLORS, seed=4)))
    whole = rasterize(frame, 150, bleed=True)
    cut = np.concatenate([rows for _, rows in strips(frame, 150, bleed=True, rows=53)])
    assert np.array_equal(whole, cut)


@pytest.mark.parametrize("name", NAMED)
def test_a_finish_is_the_same_print_at_two_resolutions(name: str) -> None:
    finish = finish_named(name, COLORS, seed=4)
    size = (118, 157)
    small, large = (cv2.resize(drawn(finish, ppi), size, interpolation=cv2.INTER_AREA) for ppi in (200, 400))
    assert mean_difference(small, large) < 4
    assert np.abs(small.mean((0, 1)) - large.mean((0, 1))).max() < 2.5


@pytest.mark.parametrize("name", NAMED)
def test_a_finish_changes_the_picture_and_taking_it_off_gives_it_back(name: str) -> None:
    made, assets = poster(finish_named(name, COLORS))
    raw, _ = poster()
    plain = rasterize(place(raw, assets), 150)
    assert mean_difference(rasterize(place(made, assets), 150), plain) > 0.8
    off = made.with_layer(made.background.changed(finish=()))
    assert np.array_equal(rasterize(place(off, assets), 150), plain)
    assert made.background.asset == raw.background.asset


def test_the_bleed_does_not_move_the_print() -> None:
    finish = finish_named("halftone", COLORS)
    frame = place(*poster(finish))
    with_bleed = rasterize(frame, 150, bleed=True)
    extra = (len(with_bleed) - len(rasterize(frame, 150))) // 2
    assert np.array_equal(with_bleed[extra:-extra, extra:-extra], rasterize(frame, 150))


def test_a_halftone_is_dots_of_its_ink_that_cover_as_much_as_the_tone_is_dark() -> None:
    for level in (40, 128, 215):
        flat = np.full((340, 260, 3), level, np.uint8)
        finish = (Treatment(kind="halftone", inks=("#000000", "#ffffff"), cell=2, tones=(0, 1)),)
        seen = drawn(finish, 300, picture=flat)[..., 0]
        assert np.mean((seen > 20) & (seen < 235)) < 0.35  # dots and ground, edges one pixel soft
        assert abs(float(seen.mean()) - level) < 12


def test_light_dots_on_a_dark_ground_show_the_lights() -> None:
    finish = (Treatment(kind="halftone", inks=("#ffffff", "#000000"), cell=2, tones=(0, 1)),)
    ramp = np.repeat(np.linspace(0, 255, 260).astype(np.uint8)[None, :, None], 340, 0).repeat(3, 2)
    seen = drawn(finish, 200, picture=ramp)
    third = seen.shape[1] // 3
    assert seen[:, :third].mean() < 60 < 190 < seen[:, -third:].mean()


def test_a_duotone_has_only_colours_between_its_inks() -> None:
    seen = drawn((Treatment(kind="duotone", inks=("#102040", "#f0e0c0")),)).reshape(-1, 3).astype(int)
    assert (seen.min(0) >= np.array([14, 30, 62])).all() and (seen.max(0) <= np.array([241, 226, 194])).all()
    assert seen.min(0)[0] < 30 and seen.max(0)[0] > 225  # deep shadows, light lights


def test_grain_moves_the_middle_tones_and_keeps_their_mean() -> None:
    flat = np.full((340, 260, 3), 128, np.uint8)
    seen = drawn((Treatment(kind="grain"),), 300, picture=flat).astype(float)
    assert abs(seen.mean() - 128) < 1.5 and 8 < seen.std() < 40
    assert np.ptp(seen, axis=2).max() == 0  # grain has no colour


def test_misregistration_parts_the_colours_at_edges_by_what_it_says() -> None:
    half = np.full((340, 260, 3), 255, np.uint8)
    half[:, :130] = 0
    shift = 0.4
    seen = drawn((Treatment(kind="misregistration", shift=shift),), 300, picture=half)
    edges = [float((seen[400, :, k] < 128).sum()) for k in range(3)]
    assert 0.3 < (max(edges) - min(edges)) / (shift * 300 / 25.4) < 2.1
    assert (seen[:, :200] < 30).all() and (seen[:, -200:] > 225).all()


def test_a_vignette_darkens_corners_smoothly_and_leaves_the_middle() -> None:
    flat = np.full((340, 260, 3), 180, np.uint8)
    seen = drawn((Treatment(kind="vignette", inks=("#000000",)),), 150, picture=flat).astype(float)
    high, wide = seen.shape[:2]
    assert abs(seen[high // 2, wide // 2].mean() - 180) < 2
    assert seen[:20, :20].mean() < 120
    row = seen[10, : wide // 2, 0]
    assert np.unique(row).size > 30 and np.abs(np.diff(row)).max() <= 4  # dithered: no steps wider than noise


def test_paper_tints_the_lights_and_lifts_the_blacks() -> None:
    finish = (Treatment(kind="paper", inks=("#f0e0c0",)),)
    white, black = (drawn(finish, 150, picture=np.full((340, 260, 3), v, np.uint8)) for v in (255, 0))
    assert np.abs(white.mean((0, 1)) - [240, 224, 192]).max() < 5
    assert 10 < black.mean() < 45


def test_two_inks_on_paper_follow_the_pictures_colours() -> None:
    picture = np.full((340, 260, 3), 255, np.uint8)
    picture[:, :86], picture[:, 86:172] = (230, 60, 60), (30, 40, 90)
    finish = (Treatment(kind="riso", inks=("#e63c3c", "#1e285a", "#ffffff"), tones=(0, 1)),)
    seen = drawn(finish, 200, picture=picture)
    third = seen.shape[1] // 3
    red, blue, bare = (seen[60:-60, third * k + 20 : third * (k + 1) - 20].mean((0, 1)) for k in range(3))
    assert red[0] > red[2] + 80 and blue[2] > blue[0] + 10 and blue.mean() < 110 and bare.mean() > 240


def test_letters_filled_with_the_background_show_the_same_print() -> None:
    finish = finish_named("halftone", COLORS)
    window = TextLayer(
        id="title", role="title", text="I", box=(5, 5, 50, 70), size=150, font={"family": "Anton"},
        fill=PictureFill(picture="background"),
    )  # fmt: skip
    made, assets = poster(finish, more=(window,))
    without, _ = poster(finish)
    apart = rasterize(place(made, assets), 200).astype(int) - rasterize(place(without, assets), 200)
    assert np.abs(apart).max() <= 3  # letters' soft edges lie over the same dots


def test_contrast_is_judged_on_the_finished_pixels() -> None:
    grey = np.full((340, 260, 3), 200, np.uint8)
    words = TextLayer(id="t", role="details", text="Small words", box=(8, 30, 44, 10), size=12, fill="#ffffff")
    darkened = (Treatment(kind="duotone", inks=("#000000", "#101010")),)

    def faint(finish) -> bool:
        made, assets = poster(finish, picture=grey, more=(words,))
        return any(p.code == "contrast" for p in check(made, assets))

    assert faint(()) and not faint(darkened)


def test_pdf_and_svg_hold_finished_pixels_at_the_resolution_asked_for(tmp_path) -> None:
    finish = (Treatment(kind="duotone", inks=("#00ff00", "#00ff00")),)
    frame = place(*poster(finish))
    options = ExportOptions(ppi=100, quality=None)
    export(frame, tmp_path / "p.svg", options)
    data = re.search(r"data:image/png;base64,([^\"]+)", (tmp_path / "p.svg").read_text())
    assert data is not None
    embedded = np.asarray(Image.open(io.BytesIO(base64.b64decode(data[1]))))
    assert (embedded == [0, 255, 0]).all() and embedded.shape[1] >= 236
    export(frame, tmp_path / "p.pdf", options)
    with pikepdf.open(tmp_path / "p.pdf") as pdf:
        images = [
            pikepdf.PdfImage(x) for x in pdf.objects if isinstance(x, pikepdf.Stream) and x.get("/Subtype") == "/Image"
        ]
        assert (np.asarray(images[0].as_pil_image()) == [0, 255, 0]).all()


def test_layered_files_hold_the_print_that_the_page_shows() -> None:
    frame = place(*poster(finish_named("halftone", COLORS)))
    _, ground = layers(frame, ExportOptions(ppi=150))
    whole = rasterize(frame, 150)
    assert (
        mean_difference(ground.rgba[: len(whole), : whole.shape[1], :3], whole) < 12
    )  # their grids differ by half a pixel


def test_a_turned_or_cut_out_picture_keeps_its_shape() -> None:
    cut = np.dstack([scene(), np.zeros((340, 260), np.uint8)])
    cut[80:260, 60:200, 3] = 255
    made, assets = poster(picture=np.full((340, 260, 3), 255, np.uint8))
    layer = PictureLayer(
        id="cut", role="subject", box=(10, 20, 40, 40), angle=30, fit="contain", asset=assets.put_pixels(cut),
        finish=finish_named("riso", COLORS),
    )  # fmt: skip
    plain = rasterize(place(made.with_layer(layer.changed(finish=())), assets), 150)
    seen = rasterize(place(made.with_layer(layer), assets), 150)
    outside = (plain == 255).all(2)
    assert np.mean((seen[outside] < 250).any(1)) < 0.01
    assert mean_difference(seen[~outside], plain[~outside]) > 3


def test_a_logo_takes_no_finish_and_hostile_values_are_refused() -> None:
    with pytest.raises(ValidationError, match="a logo takes no finish"):
        PictureLayer(id="logo", role="logo", box=(0, 0, 9, 9), finish=(Treatment(kind="grain"),))
    for wrong in (
        {"kind": "lasers"}, {"kind": "grain", "strength": 2}, {"kind": "halftone", "cell": 0}, {"kind": "halftone", "cell": 1e9},
        {"kind": "riso", "shift": -1}, {"kind": "duotone", "inks": ["#12"]}, {"kind": "duotone", "inks": ["ink"] * 4},
        {"kind": "grain", "seed": -1}, {"kind": "duotone", "tones": [0, 2]}, {"kind": "halftone", "angle": float("nan")},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            Treatment.model_validate(wrong)
    with pytest.raises(ValidationError):
        poster((Treatment(kind="grain"),) * 7)
    with pytest.raises(ValidationError, match="no colour 'gold' in the palette"):
        poster((Treatment(kind="duotone", inks=("gold",)),))


def test_extreme_but_allowed_values_are_drawn() -> None:
    for treatment in (
        Treatment(kind="halftone", cell=20, angle=-360, tones=(1, 0)), Treatment(kind="halftone", cell=0.05),
        Treatment(kind="riso", shift=5, cell=20, inks=("#000000", "#000000", "#000000")), Treatment(kind="grain", cell=20),
        Treatment(kind="duotone", inks=("#ffffff", "#ffffff"), tones=(0.5, 0.5)), Treatment(kind="misregistration", shift=5),
        Treatment(kind="paper", cell=0.05, seed=2**62),
    ):  # fmt: skip
        assert drawn((treatment,), 72).shape == (227, 170, 3)


def test_a_picture_of_one_tone_has_tones_apart() -> None:
    low, high = tones_of(np.full((50, 50, 3), 255, np.uint8))
    assert 0 <= low <= high <= 1
    low, high = tones_of(np.zeros((50, 50, 4), np.uint8))
    assert low < high


def test_names_of_finishes_resolve_in_every_palette_and_say_what_they_are() -> None:
    night = {"paper": Rgb(0.05, 0.05, 0.1), "ink": Rgb(0.95, 0.95, 0.9)}
    for name, row in FINISHES.items():
        for palette in (COLORS, night):
            for treatment in finish_named(name, palette, seed=3):
                assert all(ink in palette or ink.startswith("#") for ink in treatment.inks)
        assert row.label and row.about
    assert finish_named("duotone", night)[0].inks == ("paper", "ink")
    assert finish_named("duotone", COLORS)[0].inks == ("ink", "paper")
    assert not any(t.kind == "grain" for name in FINISHES for t in finish_named(name, COLORS, grained=True))
    assert {t.kind for row in FINISHES.values() for t in row.treatments} <= set(TREATMENTS)
