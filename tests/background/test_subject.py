"""The picture's subject: painters name it, its mask is the same however it is cut, and a new picture brings a new one."""

import numpy as np
import pytest

from posta.background import BackgroundRequest
from posta.background.procedural import Procedural
from posta.background.stage import BackgroundWish, background
from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.layers import PictureLayer
from posta.document.poster import Poster
from posta.render.place import place
from posta.render.raster import rasterize

NAMED = [
    ("coast", "lighthouse at dusk"), ("lonetree", "one tree in autumn"), ("emblem", "saxophone"), ("orb", "moon in mist"),
    ("stilllife", "a vase"), ("cup", "coffee"), ("streaks", "marathon"), ("mountains", "mountains at dawn"),
    ("city", "city at night"), ("dunes", "desert"), ("papercut", "fox in a forest"), ("collage", "an eye"),
]  # fmt: skip


def asked(painter: str, theme: str, width: int = 200, height: int = 283) -> BackgroundRequest:
    return BackgroundRequest(theme=theme, width_px=width, height_px=height, ppi=20, seed=5, painter=painter)


@pytest.mark.parametrize(("painter", "theme"), NAMED)
def test_a_painter_with_a_hero_says_what_it_covers(painter: str, theme: str) -> None:
    made = Procedural().paint(asked(painter, theme))
    assert made.subject is not None
    assert made.subject.shape == made.pixels.shape[:2]
    share = (made.subject > 127).mean()
    assert 0.005 < share < 0.9


def test_a_picture_without_one_hero_has_no_subject() -> None:
    assert Procedural().paint(asked("marbling", "ink on water")).subject is None


@pytest.mark.parametrize(("painter", "theme"), NAMED[:3])
def test_the_mask_is_the_same_bytes_in_strips_and_again(painter: str, theme: str) -> None:
    request = asked(painter, theme, 300, 425)
    whole = Procedural().paint(request).subject
    for rows in (37, 128, 500):
        assert np.array_equal(np.concatenate(list(Procedural().subject_strips(request, rows))), whole)


def test_the_cut_out_lies_on_the_picture_it_was_cut_from() -> None:
    poster, assets = _painted("coast", 3)
    ground = poster.background
    assert ground is not None and ground.subject is not None
    cut = PictureLayer(id="subject", role="subject", box=ground.box, asset="background", mask=ground.subject)
    alone = rasterize(place(poster, assets), 60, bleed=True).astype(int)
    both = rasterize(place(poster.with_layer(cut), assets), 60, bleed=True).astype(int)
    assert (np.abs(alone - both).max(axis=-1) > 12).mean() < 0.004


def test_the_cut_out_keeps_no_fringe_of_the_old_ground() -> None:
    """On the picture's own sky edge pixels are half sky; on white paper the cut-out's edge must not stay that dark."""
    poster, assets = _painted("emblem", 1)
    ground = poster.background
    assert ground is not None and ground.asset is not None and ground.subject is not None
    mask = assets.pixels(ground.subject).astype(np.float32)
    # A light thing on black: its edge is mixed with the black.
    flat = np.repeat(np.round(200 * mask[..., None] / 255), 3, axis=2).astype(np.uint8)
    poster = poster.with_layer(ground.changed(asset=assets.put_pixels(flat), made_by=None))
    cut = PictureLayer(id="subject", role="subject", box=ground.box, asset="background", mask=ground.subject)
    hidden = poster.background.changed(visible=False)  # type: ignore[union-attr]
    frame = place(poster.with_layer(hidden).with_layer(cut), assets)
    shown = rasterize(frame, poster.page.preview_ppi, bleed=True)
    edge = (mask > 20) & (mask < 235)
    # Only where a point is thinner than a pixel is there no pure colour near.
    assert (shown[edge] < 195).mean() < 0.1


def test_a_new_background_brings_its_own_subject_or_takes_the_cut_out_away() -> None:
    poster, assets = _painted("coast", 3)
    ground = poster.background
    assert ground is not None
    cut = PictureLayer(id="subject", role="subject", box=ground.box, asset="background", mask=ground.subject)
    with_cut = poster.with_layer(cut)
    again = _painted("lonetree", 4, with_cut, assets)[0]
    assert again.background is not None
    assert again.layer("subject").mask == again.background.subject != ground.subject  # type: ignore[union-attr]
    gone = _painted("marbling", 4, with_cut, assets)[0]
    assert all(layer.id != "subject" for layer in gone.layers)
    kept = _painted("marbling", 4, poster.with_layer(cut.changed(locked=True)), assets)[0]
    assert kept.layer("subject") == cut.changed(locked=True)


def _painted(
    painter: str, seed: int, poster: Poster | None = None, assets: Assets | None = None
) -> tuple[Poster, Assets]:
    assets = assets or Assets()
    brief = Brief.model_validate({"title": "Night Watch", "theme": "lighthouse, fox", "format": "300x424px"})
    poster = poster or Poster.blank(brief)
    wish = BackgroundWish(painter=painter)
    return background(poster, assets, Procedural(), name="procedural", seed=seed, wish=wish), assets
