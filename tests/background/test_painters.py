"""Every painter at small sizes: the same picture at any resolution and in any strips, a new one for any seed."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from posta.background import BackgroundRequest, Painting
from posta.background.painters import PAINTERS, bands
from posta.background.procedural import Procedural, compose
from posta.color import Rgb, rgb_to_oklab
from posta.engines import load
from posta.errors import EngineError

NAMES = tuple(PAINTERS)


def request(painter: str, width: int = 120, height: int = 168, **more: object) -> BackgroundRequest:
    return BackgroundRequest(**{"theme": "", "ppi": width / 8, "seed": 3, "painter": painter, **more}, width_px=width, height_px=height)


@cache
def painted(painter: str, seed: int = 3, width: int = 120, height: int = 168) -> Painting:
    return Procedural().paint(request(painter, width, height, seed=seed))


@pytest.mark.parametrize("name", NAMES)
def test_a_painter_fills_every_format_with_a_picture_that_says_where_type_may_stand(name: str) -> None:
    for width, height in ((120, 168), (120, 120), (108, 192), (192, 108)):
        made = painted(name, 3, width, height)
        assert made.pixels.shape == (height, width, 3) and made.pixels.dtype == np.uint8
        assert made.painter == name and len(made.palette) >= 5
        assert all(0 <= share <= 1 for share in made.focus)
        assert made.quiet.dtype == np.float32 and made.quiet.shape[1] == 64
        assert np.isfinite(made.quiet).all() and made.quiet.min() >= 0 and made.quiet.max() <= 1
        assert made.pixels.reshape(-1, 3).std(axis=0).max() > 3, "an empty picture"
        assert made.quiet.max() > 0.3, "nowhere to put type"


@pytest.mark.parametrize("name", NAMES)
def test_strips_and_a_second_run_give_the_same_bytes(name: str) -> None:
    whole = painted(name)
    for rows in (50, 128):
        strips = list(Procedural().strips(request(name), rows))
        assert all(len(strip) == rows for strip in strips[:-1])
        assert np.array_equal(np.concatenate(strips), whole.pixels)


@pytest.mark.parametrize("name", NAMES)
def test_no_seam_shows_where_bands_meet(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet, _, _ = compose(request(name))
    press = bands.Press(120, 168, 15, 3)
    one = np.concatenate([bands.paint_band(tuple(sheet.steps), press, n) for n in range(2)])
    monkeypatch.setattr(bands, "BAND", 32)
    many = np.concatenate([bands.paint_band(tuple(sheet.steps), press, n) for n in range(6)])
    apart = np.abs(one.astype(int) - many).max(axis=2)
    # Skia rounds its coverage in device space, so a few edge pixels may move a little.
    assert (apart > 24).mean() < 0.001


@pytest.mark.parametrize("name", NAMES)
def test_more_pixels_are_the_same_picture(name: str) -> None:
    small = painted(name).pixels
    large = Procedural().paint(request(name, 480, 672)).pixels
    shrunk = cv2.resize(large, (120, 168), interpolation=cv2.INTER_AREA)
    blurred = [cv2.GaussianBlur(picture, (0, 0), 1.5).astype(np.int16) for picture in (small, shrunk)]
    assert np.abs(blurred[0] - blurred[1]).mean() < 4


@pytest.mark.parametrize("name", NAMES)
def test_another_seed_is_another_composition(name: str) -> None:
    light = [cv2.GaussianBlur(rgb_to_oklab(painted(name, seed).pixels / 255)[..., 0], (0, 0), 1) for seed in (3, 4, 5)]
    moved = [np.abs((a - a.mean()) - (b - b.mean())).mean() for a, b in ((light[0], light[1]), (light[0], light[2]), (light[1], light[2]))]
    assert max(moved) > 0.015


@pytest.mark.parametrize("name", NAMES)
def test_kept_settings_paint_the_same_picture_again(name: str) -> None:
    theme = "pale blue morning" if hash(name) % 2 else "acid green on black"
    first = Procedural().paint(request(name, theme=theme))
    again = Procedural().paint(request("", theme="", settings=first.settings))
    assert again.painter == name and np.array_equal(again.pixels, first.pixels)


@pytest.mark.parametrize("name", NAMES)
def test_the_quiet_map_is_calm_where_it_says_so(name: str) -> None:
    made = Procedural().paint(request(name, 360, 504))
    light = rgb_to_oklab(cv2.GaussianBlur(made.pixels, (0, 0), 1) / 255)[..., 0].astype(np.float32)
    busy = np.hypot(cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1))
    busy = cv2.resize(busy, made.quiet.shape[::-1], interpolation=cv2.INTER_AREA)
    order = np.argsort(made.quiet, axis=None)
    fifth = order.size // 5
    assert busy.ravel()[order[-fifth:]].mean() < busy.ravel()[order[:fifth]].mean()


def test_given_colours_are_the_colours_painted_with() -> None:
    given = tuple(Rgb.from_hex(text) for text in ("#d7263d", "#1b3a8a", "#f6f1e4"))
    made = Procedural().paint(request("mountains", palette=given))
    assert made.palette[0] == given[1] and made.palette[2] == given[2] and made.palette[3] == given[0]


def test_an_unknown_painter_is_refused_with_near_ones() -> None:
    with pytest.raises(EngineError, match="mountains"):
        Procedural().paint(request("mountain"))


@pytest.mark.parametrize(("width", "height"), [(0, 10), (70_000, 70_000), (10, 1000)])
def test_impossible_sizes_are_refused(width: int, height: int) -> None:
    with pytest.raises(EngineError, match="cannot be painted"):
        Procedural().paint(request("orb", width or 0, height, ppi=72))


def test_settings_of_another_kind_are_refused() -> None:
    with pytest.raises(EngineError, match="palette"):
        Procedural().paint(request("orb", settings={"palette": ["red"]}))


def test_the_engine_is_found_by_its_row() -> None:
    from posta.background import ENGINES

    assert load(ENGINES, "background", "procedural").resolution_independent
