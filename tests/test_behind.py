"""A poster whose title stands behind the picture's subject, through the whole pipeline and every kind of file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from posta.background.subject import subject_mask
from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.layers import PictureLayer, TextLayer
from posta.document.poster import Poster
from posta.export import ExportOptions
from posta.output import write
from posta.pipeline import Wishes, make, redo
from posta.render.check import check
from posta.render.place import place
from posta.render.raster import rasterize
from tests.export.export_judges import pdfium_pixels
from tests.export.test_svg import seen as svg_pixels


@pytest.fixture(scope="module")
def made() -> tuple[Poster, Assets]:
    brief = Brief.model_validate(
        {"title": "Autumn", "date": "13 March 2027", "place": "Gdańsk", "theme": "one tree in autumn", "format": "a6"}
    )
    poster, assets = make(brief, seed=0, wishes=Wishes(painter="lonetree", style="behind", lettering="plain"))
    assert poster.designed_by is not None
    assert poster.designed_by.settings["archetype"] == "behind"
    return poster, assets


def photo() -> np.ndarray:
    """A red figure on a light, softly mottled ground, as a camera might see it."""
    rng = np.random.default_rng(0)
    high, wide = 620, 440
    down = np.linspace(0, 1, high)[:, None, None]
    ground = np.array([150, 190, 225]) * (1 - down) + np.array([210, 200, 180]) * down + np.zeros((high, wide, 1))
    ground += 1.5 * cv2.GaussianBlur(rng.normal(0, 60, (high, wide, 3)).astype(np.float32), (0, 0), 12)
    mask = np.zeros((high, wide), np.uint8)
    cv2.ellipse(mask, (230, 430), (80, 170), 0, 0, 360, 255, -1)
    cv2.circle(mask, (230, 250), 55, 255, -1)
    share = cv2.GaussianBlur(mask, (0, 0), 1.2)[..., None] / 255
    pixels = ground * (1 - share) + np.array([200, 84, 40]) * share + rng.normal(0, 4, (high, wide, 3))
    return np.clip(pixels, 0, 255).astype(np.uint8)


def cut_of(poster: Poster) -> PictureLayer:
    return next(x for x in poster.layers if isinstance(x, PictureLayer) and x.role == "subject")


def test_the_poster_has_no_problems_though_the_title_is_partly_hidden(made: tuple[Poster, Assets]) -> None:
    poster, assets = made
    assert check(poster, assets) == []
    without = poster.with_layers(x for x in poster.layers if x.id != cut_of(poster).id)
    apart = np.abs(rasterize(place(poster, assets), 90).astype(int) - rasterize(place(without, assets), 90))
    assert (apart.max(axis=-1) > 40).mean() > 0.002


def test_a_title_dragged_too_far_behind_is_a_problem_of_its_own(made: tuple[Poster, Assets]) -> None:
    poster, assets = made
    title = poster.layer("title")
    assert isinstance(title, TextLayer)
    x, y, wide, high = title.box
    moved = poster.with_layer(title.changed(box=(x, y + 0.16 * poster.page.height, wide, high)))
    codes = [(problem.code, problem.layer) for problem in check(moved, assets)]
    assert ("behind-subject", "title") in codes
    assert ("covered", "title") not in codes
    hidden = moved.with_layer(cut_of(moved).changed(visible=False))
    assert not [p for p in check(hidden, assets) if p.code in ("behind-subject", "covered")]


@pytest.mark.parametrize(("suffix", "kind"), [("svg", "plain"), ("pdf", "plain"), ("pdf", "x-4"), ("pdf", "x-1a")])
def test_other_readers_see_the_title_behind_the_subject_too(
    made: tuple[Poster, Assets], suffix: str, kind: Any, tmp_path: Path
) -> None:
    poster, assets = made
    bare = poster.with_layers(x for x in poster.layers if x.id != cut_of(poster).id)
    right, wrong = (rasterize(place(p, assets), 150).astype(int) for p in (poster, bare))
    write(poster, assets, tmp_path / f"a.{suffix}", ExportOptions(ppi=150, quality=None, pdf=kind, bleed=0))
    svg = suffix == "svg"
    shown = svg_pixels(tmp_path / "a.svg", right.shape[1]) if svg else pdfium_pixels(tmp_path / "a.pdf", 150)
    shown = cv2.resize(shown, right.shape[1::-1], interpolation=cv2.INTER_AREA).astype(int)
    telling = np.abs(right - wrong).max(axis=-1) > 80  # where the subject stands before the letters
    assert telling.mean() > 0.001
    assert np.abs(shown - right)[telling].mean() < 0.5 * np.abs(shown - wrong)[telling].mean()


def test_another_picture_keeps_the_cut_out_only_where_the_words_are_read(made: tuple[Poster, Assets]) -> None:
    poster, assets = made
    told: list[str] = []
    for seed in (1, 2):
        again = redo(
            poster, assets, "background", seed=seed, wishes=Wishes(painter="lonetree"),
            progress=lambda _, doing: told.append(doing),
        )  # fmt: skip
        cuts = [x for x in again.layers if isinstance(x, PictureLayer) and x.role == "subject"]
        if cuts:
            assert cuts[0].mask == again.background.subject  # type: ignore[union-attr]
            assert not [p for p in check(again, assets) if p.code in ("behind-subject", "covered")]
        else:
            assert any("stays behind" in line for line in told)
    plain = redo(
        poster, assets, "background", seed=1, wishes=Wishes(painter="marbling"),
        progress=lambda _, doing: told.append(doing),
    )  # fmt: skip
    assert all(not isinstance(x, PictureLayer) or x.role == "background" for x in plain.layers)
    assert any("no subject" in line for line in told)


def test_another_design_takes_the_cut_out_away_with_the_title(made: tuple[Poster, Assets]) -> None:
    poster, assets = made
    other = redo(poster, assets, "design", wishes=Wishes(style="swiss"))
    assert all(not isinstance(x, PictureLayer) or x.role != "subject" for x in other.layers)
    back = redo(other, assets, "design", wishes=Wishes(style="behind"))
    assert cut_of(back).mask == poster.background.subject  # type: ignore[union-attr]


def test_a_photographs_clear_subject_is_cut_out_and_noise_is_not() -> None:
    mask = subject_mask(photo())
    assert mask is not None
    inside, outside = mask[430, 230], mask[100, 60]
    assert (inside, outside) == (255, 0)
    assert 0.12 < (mask > 127).mean() < 0.25
    assert np.array_equal(mask, subject_mask(photo()))
    noise = np.random.default_rng(1).integers(0, 255, (300, 220, 3)).astype(np.uint8)
    assert subject_mask(noise) is None
    assert subject_mask(np.full((300, 220, 3), 128, np.uint8)) is None


def test_a_persons_own_photograph_may_stand_before_the_title(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "me.png"), photo()[..., ::-1])
    brief = Brief.model_validate(
        {"title": "Walking", "date": "13 March", "format": "420x594px", "background": str(tmp_path / "me.png")}
    )
    poster, assets = make(brief, seed=0, wishes=Wishes(style="behind", lettering="plain"))
    assert cut_of(poster).asset == "background"
    assert not [p for p in check(poster, assets) if p.level == "error"]
