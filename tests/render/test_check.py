"""Problems: each kind is found where it is, and only there."""

from __future__ import annotations

import numpy as np
import pytest

from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.layers import CodeLayer, FontChoice, MadeBy, PictureLayer, ShapeLayer, TextLayer
from posta.document.poster import Poster
from posta.render.check import Problem, check

GOOD = TextLayer(id="title", role="title", text="A title", box=(20, 20, 250, 60), size=90, pieces=("title",))


def problems(*layers, assets: Assets | None = None, **brief) -> list[Problem]:
    return check(Poster.blank(Brief(title="A title", **brief)).with_layers(layers), assets or Assets())


def codes(found: list[Problem], layer: str = "") -> set[tuple[str, str]]:
    return {(p.level, p.code) for p in found if not layer or p.layer == layer}


def test_a_sound_poster_has_no_problems() -> None:
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("layer", "level", "code"),
    [
        (GOOD.changed(size=300), "error", "overflow"),
        (GOOD.changed(fill="#eeeeee"), "error", "contrast"),
        (GOOD.changed(fill="#999999", size=20), "error", "contrast"),
        (GOOD.changed(fill="#808080", size=20), "warning", "contrast"),
        (GOOD.changed(box=(320, 20, 200, 60)), "error", "outside-page"),
        (GOOD.changed(box=(-15, 20, 250, 60)), "error", "outside-page"),
        (GOOD.changed(box=(2, 20, 250, 60)), "warning", "outside-safe"),
        (GOOD.changed(text="A title \U0001f3b7"), "error", "missing-glyph"),
        (GOOD.changed(size=5), "warning", "small-type"),
        (GOOD.changed(text="Another"), "warning", "words-differ"),
        (GOOD.changed(text=" "), "warning", "empty-text"),
    ],
)
def test_a_text_problem_is_found_on_its_layer(layer, level, code) -> None:
    assert (level, code) in codes(problems(layer), "title")


def test_texts_that_cross_are_an_error_and_neighbours_are_not() -> None:
    below = TextLayer(id="date", text="Saturday", box=(20, 80, 250, 40), size=60)
    assert codes(problems(GOOD, below)) == set()
    assert ("error", "overlap") in codes(problems(GOOD, below.changed(box=(20, 25, 250, 40))), "date")


def test_a_picture_behind_that_is_light_where_the_text_is_light_is_found() -> None:
    half = np.zeros((420, 297, 3), np.uint8)
    half[:, 150:] = 255
    assets = Assets()
    ground = PictureLayer(id="background", role="background", box=(0, 0, 297, 420), asset=assets.put_pixels(half),
                          made_by=MadeBy(stage="background", engine="procedural"))  # fmt: skip
    light = GOOD.changed(fill="#ffffff", size=180)
    assert ("error", "contrast") in codes(problems(ground, light, assets=assets))
    assert codes(problems(ground, light.changed(box=(20, 20, 125, 40), size=80), assets=assets)) == set()
    panel = ShapeLayer(id="panel", role="panel", box=(0, 0, 297, 130), fill="#101010")
    assert codes(problems(ground, panel, light, assets=assets)) == set()


def test_text_under_a_later_picture_is_found() -> None:
    over = ShapeLayer(id="over", box=(0, 0, 297, 420), fill="#ffffff")
    assert ("error", "covered") in codes(problems(GOOD, over), "title")


def test_missing_and_coarse_pictures_are_found() -> None:
    assets = Assets()
    coarse = assets.put_pixels(np.zeros((100, 100, 3), np.uint8))
    photo = PictureLayer(id="photo", box=(20, 200, 100, 100), asset=coarse)
    assert ("error", "low-ppi") in codes(problems(GOOD, photo, assets=assets))
    assert codes(problems(GOOD, photo.changed(box=(20, 200, 10, 10)), assets=assets)) == set()
    gone = photo.changed(asset="sha256:" + "0" * 64)
    assert ("error", "missing-asset") in codes(problems(GOOD, gone, assets=assets), "photo")


def test_a_code_too_small_or_too_pale_is_found() -> None:
    code = CodeLayer(id="code", data="https://example.org", box=(200, 300, 40, 40))
    assert codes(problems(GOOD, code)) == set()
    assert ("warning", "small-code") in codes(problems(GOOD, code.changed(box=(200, 300, 8, 8))))
    assert ("error", "code-contrast") in codes(problems(GOOD, code.changed(fill="#bbbbbb")))
    light_on_dark = code.changed(fill="#ffffff", ground="#000000")
    assert ("error", "code-contrast") in codes(problems(GOOD, light_on_dark))


def test_a_logo_lost_in_its_ground_is_found() -> None:
    assets = Assets()
    mark = np.zeros((40, 80, 4), np.uint8)
    mark[10:30, 10:70] = (20, 20, 20, 255)
    logo = PictureLayer(id="logo", role="logo", box=(20, 300, 6, 3), asset=assets.put_pixels(mark), fit="contain")
    dark = ShapeLayer(id="dark", role="panel", box=(0, 250, 297, 170), fill="#202020")
    assert ("warning", "logo-contrast") in codes(problems(GOOD, dark, logo, assets=assets), "logo")
    assert ("warning", "logo-contrast") not in codes(problems(GOOD, logo, assets=assets), "logo")


def test_a_piece_of_the_brief_that_is_nowhere_is_told() -> None:
    assert ("warning", "piece-not-placed") in codes(problems(GOOD, date="1 May"))


def test_hidden_layers_have_no_problems() -> None:
    assert problems(GOOD, GOOD.changed(id="other", visible=False, size=900, pieces=())) == []


def test_errors_come_first() -> None:
    found = problems(
        GOOD.changed(size=5, fill="#eeeeee"),
        TextLayer(id="b", text="", box=(0, 0, 1, 1), font=FontChoice(family="Inter")),
    )
    assert [p.level for p in found] == sorted((p.level for p in found), key=lambda level: level != "error")
