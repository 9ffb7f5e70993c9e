"""Drawn pixels: what stands where, in which colour."""

from __future__ import annotations

import numpy as np
import pytest

from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.layers import CodeLayer, PictureLayer, ShapeLayer, TextLayer
from posta.document.page import Page
from posta.document.paint import Gradient, PictureFill, Shadow, Stop, Stroke
from posta.document.poster import Poster
from posta.render.place import place
from posta.render.raster import BLENDS, rasterize, rasterize_layers, strips

LINK = "https://example.org/t"
INKS = {"#ffffff": ".", "#ff0000": "R", "#0000ff": "B", "#00ff00": "G", "#000000": "K"}


def poster(*layers, width=8, height=6, bleed=0.0) -> Poster:
    page = Page(width=width, height=height, unit="px", bleed=bleed)
    palette = {"paper": "#ffffff", "ink": "#000000", "red": "#ff0000", "blue": "#0000ff", "green": "#00ff00"}
    return Poster(page=page, brief=Brief(title="x"), palette=palette, layers=tuple(layers))


def drawn(made: Poster, assets: Assets | None = None, **options) -> list[str]:
    pixels = rasterize(place(made, assets or Assets()), 72, **options)
    names = {bytes.fromhex(k[1:]): v for k, v in INKS.items()}
    return ["".join(names.get(bytes(p), "?") for p in row) for row in pixels]


def rect(name="r", box=(0, 0, 4, 2), fill="red", **more) -> ShapeLayer:
    return ShapeLayer(id=name, box=box, fill=fill, **more)


def test_a_shape_fills_its_box_and_later_layers_lie_above() -> None:
    assert drawn(poster(rect(box=(1, 1, 4, 3)), rect("b", (3, 2, 4, 3), "blue"))) == [
        "........",
        ".RRRR...",
        ".RRBBBB.",
        ".RRBBBB.",
        "...BBBB.",
        "........",
    ]


def test_a_quarter_turn_goes_clockwise_about_the_boxs_centre() -> None:
    turned = rect(box=(2, 2, 4, 2), angle=90)
    half = rect("b", (2, 2, 2, 2), "blue")
    assert drawn(poster(turned)) == drawn(poster(rect(box=(3, 1, 2, 4))))
    assert "B" in drawn(poster(turned, half))[2]


def test_hidden_layers_and_the_bleed_are_drawn_only_when_wanted() -> None:
    made = poster(rect(box=(-2, -2, 12, 10)), rect("b", (1, 1, 2, 2), "blue", visible=False), bleed=2)
    assert drawn(made) == ["R" * 8] * 6
    assert drawn(made, bleed=True) == ["R" * 12] * 10


def test_a_picture_is_copied_pixel_by_pixel_where_it_fits_the_grid() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (6, 8, 3), np.uint8)
    assets = Assets()
    layer = PictureLayer(id="p", box=(0, 0, 8, 6), asset=assets.put_pixels(noise))
    assert (rasterize(place(poster(layer), assets), 72) == noise).all()


def test_cover_crops_around_the_focus_and_contain_shows_everything() -> None:
    wide = np.zeros((2, 8, 3), np.uint8)
    wide[:, :4], wide[:, 4:] = (255, 0, 0), (0, 0, 255)
    assets = Assets()
    ref = assets.put_pixels(wide)

    def page(**how) -> list[str]:
        return drawn(poster(PictureLayer(id="p", box=(0, 0, 2, 2), asset=ref, **how), width=2, height=2), assets)

    assert page(fit="cover", focus=(0, 0.5)) == ["RR", "RR"]
    assert page(fit="cover", focus=(1, 0.5)) == ["BB", "BB"]
    whole = PictureLayer(id="p", box=(0, 0, 8, 6), asset=ref, fit="contain")
    assert drawn(poster(whole), assets) == ["." * 8] * 2 + ["RRRRBBBB"] * 2 + ["." * 8] * 2


def test_transparency_in_a_picture_lets_the_paper_through() -> None:
    clear = np.zeros((6, 8, 4), np.uint8)
    clear[:3] = (255, 0, 0, 255)
    assets = Assets()
    made = poster(PictureLayer(id="p", box=(0, 0, 8, 6), asset=assets.put_pixels(clear)))
    assert drawn(made, assets) == ["RRRRRRRR"] * 3 + ["........"] * 3


def test_strips_are_the_whole_picture_in_parts() -> None:
    photo = np.random.default_rng(2).integers(0, 255, (50, 40, 3), np.uint8)
    assets = Assets()
    layers = [
        PictureLayer(id="p", box=(-5, -5, 110, 210), asset=assets.put_pixels(photo)),
        rect(box=(10, 20, 60, 90), fill="red", angle=33, opacity=0.5, blend="multiply", shadow=Shadow(dx=3, dy=3, blur=4)),
        TextLayer(id="t", text="Strips", box=(5, 60, 90, 60), size=30, fill="blue"),
    ]  # fmt: skip
    frame = place(poster(*layers, width=100, height=200), assets)
    whole = rasterize(frame, 72)
    parts = np.concatenate([rows for _, rows in strips(frame, 72, rows=17)])
    off = np.abs(whole.astype(int) - parts).max(axis=2)
    # Skia rounds the slope of an edge where a strip cuts it: its smoothing differs a little, flat areas do not.
    assert off.max() <= 32
    assert np.count_nonzero(off > 1) <= 0.02 * off.size


@pytest.mark.parametrize("blend", sorted(set(BLENDS) - {"normal"}))
def test_every_blend_mode_changes_what_is_seen(blend) -> None:
    colors = {"fill": "#3a86c4", "box": (0, 0, 8, 6)}
    under = rect(
        "u", (0, 0, 8, 6), Gradient(gradient="linear", stops=(Stop(at=0, color="#e08030"), Stop(at=1, color="#205010")))
    )
    plain = rasterize(place(poster(under, rect("o", **colors)), Assets()), 72)
    mixed = rasterize(place(poster(under, rect("o", **colors, blend=blend)), Assets()), 72)
    assert (plain != mixed).any()


def test_opacity_mixes_once_where_fill_and_stroke_overlap() -> None:
    made = poster(rect(box=(1, 1, 6, 4), fill="#000000", stroke=Stroke(width=2, paint="#000000"), opacity=0.5))
    pixels = rasterize(place(made, Assets()), 72)
    assert np.unique(pixels[1:5, 1:7]).tolist() == [127]


def test_strokes_lie_inside_on_or_outside_the_outline() -> None:
    def with_stroke(align) -> list[str]:
        return drawn(poster(rect(box=(2, 2, 4, 2), fill=None, stroke=Stroke(width=2, paint="red", align=align))))

    assert (
        with_stroke("outside")[1]
        == "?RRRRRR?"[0:1].replace("?", with_stroke("outside")[1][0]) + with_stroke("outside")[1][1:]
    )
    assert [row[3] for row in with_stroke("outside")] == ["R", "R", ".", ".", "R", "R"]
    assert [row[3] for row in with_stroke("inside")] == [".", ".", "R", "R", ".", "."]
    assert [row[3] for row in with_stroke("center")] == [".", "R", "R", "R", "R", "."]


def test_a_gradient_runs_by_its_angle() -> None:
    stops = (Stop(at=0, color="#000000"), Stop(at=1, color="#ffffff"))
    across = rasterize(
        place(poster(rect(box=(0, 0, 8, 6), fill=Gradient(gradient="linear", stops=stops))), Assets()), 72
    )
    down = rasterize(
        place(poster(rect(box=(0, 0, 8, 6), fill=Gradient(gradient="linear", stops=stops, angle=90))), Assets()), 72
    )
    assert (np.diff(across[3, :, 0].astype(int)) > 10).all()
    assert (np.diff(down[:, 3, 0].astype(int)) > 10).all()
    assert np.ptp(across[:, 3, 0].astype(int)) <= 2


def test_a_shadow_falls_where_it_is_sent() -> None:
    made = poster(rect(box=(1, 1, 2, 2), shadow=Shadow(dx=3, dy=2, color="#000000", opacity=1)))
    assert [row[4:6] for row in drawn(made)] == ["..", "..", "..", "KK", "KK", ".."]


def test_letters_are_filled_outlines_that_end_in_their_box() -> None:
    text = TextLayer(id="t", text="IIII", box=(10, 10, 80, 40), size=10, fit="box", fill="red")
    pixels = rasterize(place(poster(text, width=100, height=60), Assets()), 72)
    ys, xs = np.nonzero(pixels[..., 1] < 128)
    assert len(xs) > 200
    assert xs.min() >= 9
    assert xs.max() <= 90
    assert ys.min() >= 9
    assert ys.max() <= 50


def test_letters_can_be_windows_onto_the_background() -> None:
    assets = Assets()
    blue = assets.put_pixels(np.full((60, 100, 3), (0, 0, 255), np.uint8))
    ground = PictureLayer(id="background", role="background", box=(0, 0, 100, 60), asset=blue)
    panel = rect("panel", (0, 0, 100, 60), "paper")
    text = TextLayer(id="t", text="III", box=(10, 10, 80, 40), fit="box", fill=PictureFill(picture="background"))
    pixels = rasterize(place(poster(ground, panel, text, width=100, height=60), assets), 72)
    colors = {tuple(p) for p in pixels.reshape(-1, 3).tolist()}
    assert (0, 0, 255) in colors
    assert all(b == 255 for _, _, b in colors)


def test_a_code_is_drawn_as_its_modules_with_a_quiet_zone() -> None:
    from posta.render.place import code_modules

    modules = code_modules(LINK)
    side = len(modules) + 8
    made = poster(rect(box=(0, 0, side, side), fill="red"), CodeLayer(id="c", data=LINK, box=(0, 0, side, side)),
                  width=side, height=side)  # fmt: skip
    rows = drawn(made)
    assert set(rows[0] + rows[3]) == {"."}
    assert [row[4:-4] for row in rows[4:-4]] == ["".join("K" if m else "." for m in line) for line in modules]


def test_layers_alone_stand_on_a_transparent_ground() -> None:
    frame = place(poster(rect(box=(0, 0, 8, 6), fill="blue"), rect("top", (2, 2, 2, 2), opacity=0.5)), Assets())
    alone = rasterize_layers(frame, 72, {"top"})
    assert alone[3, 3].tolist() == [255, 0, 0, 127] or alone[3, 3].tolist() == [255, 0, 0, 128]
    assert alone[0, 0, 3] == 0


def test_moving_a_hidden_layer_changes_nothing() -> None:
    first = rasterize(place(poster(rect("h", visible=False)), Assets()), 72)
    second = rasterize(place(poster(rect("h", (3, 3, 1, 1), visible=False)), Assets()), 72)
    assert (first == second).all()


def test_a_page_has_its_exact_pixels_at_any_resolution() -> None:
    made = Poster.blank(Brief(title="x", format="a3"))
    assert rasterize(place(made, Assets()), 20).shape == (331, 234, 3)
    assert rasterize(place(made, Assets()), 20, bleed=True).shape == (335, 238, 3)
