"""Every painter at small sizes: the same picture at any resolution and in any strips, a new one for any seed."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from posta.background import ENGINES, BackgroundRequest
from posta.background.painters import PAINTERS
from posta.background.painters import bands as banding
from posta.background.painters.bands import Press
from posta.background.painters.heroes import carries
from posta.background.painters.sheet import Composition, Sheet
from posta.background.procedural import Procedural, bands, compose
from posta.background.saliency import quiet_map
from posta.color import Rgb, rgb_to_oklab
from posta.engines import load
from posta.errors import EngineError

NAMES = tuple(PAINTERS)
SOME = ("mountains", "riso", "opart", "tableau")


def request(painter: str, width: int = 120, height: int = 168, **more: object) -> BackgroundRequest:
    return BackgroundRequest(
        **{"theme": "", "ppi": width / 8, "seed": 3, "painter": painter, **more}, width_px=width, height_px=height
    )


@cache
def composed(painter: str, seed: int = 3, width: int = 120, height: int = 168) -> tuple[Sheet, Composition, str]:
    return compose(request(painter, width, height, seed=seed))


@cache
def pixels(painter: str, width: int = 120, height: int = 168, seed: int = 3, times: int = 1) -> NDArray[np.uint8]:
    sheet, _, _ = composed(painter, seed, width, height)
    return np.concatenate(list(bands(sheet, Press(width * times, height * times, width * times / 8, seed))))


def lightness(picture: NDArray[np.uint8]) -> NDArray[np.floating]:
    return rgb_to_oklab(cv2.GaussianBlur(picture, (0, 0), 1) / 255)[..., 0]


@pytest.mark.parametrize("name", NAMES)
def test_a_painter_fills_every_format_and_says_where_type_may_stand(name: str) -> None:
    for width, height in ((120, 168), (120, 120), (108, 192), (192, 108)):
        _, composition, painter = composed(name, 3, width, height)
        picture = pixels(name, width, height)
        assert painter == name
        assert picture.shape == (height, width, 3)
        assert picture.dtype == np.uint8
        assert picture.reshape(-1, 3).std(axis=0).max() > 3, "an empty picture"
        assert all(0 <= share <= 1 for share in composition.focus)
        assert composition.quiet
        assert np.isfinite(composition.light).all()
        assert all(left < right and top < bottom for left, top, right, bottom in composition.quiet)


@pytest.mark.parametrize("name", NAMES)
def test_no_seam_shows_where_bands_meet(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    steps, press = tuple(composed(name)[0].steps), Press(120, 168, 15, 3)
    few = np.concatenate([banding.paint_band(steps, press, n) for n in range(2)])
    monkeypatch.setattr(banding, "BAND", 32)
    many = np.concatenate([banding.paint_band(steps, press, n) for n in range(6)])
    apart = np.abs(few.astype(int) - many).max(axis=2)
    # Skia rounds its coverage in device space, so a few edge pixels may move a little.
    assert (apart > 24).mean() < 0.003
    assert apart.mean() < 0.4


@pytest.mark.parametrize("name", NAMES)
def test_more_pixels_are_the_same_picture(name: str) -> None:
    small, large = pixels(name), pixels(name, times=2)
    shrunk = cv2.resize(large, (120, 168), interpolation=cv2.INTER_AREA)
    blurred = [cv2.GaussianBlur(picture, (0, 0), 1.5).astype(np.int16) for picture in (small, shrunk)]
    assert np.abs(blurred[0] - blurred[1]).mean() < 4
    assert cv2.Laplacian(large, cv2.CV_32F).std() > 1, "a print must not be flat"


@pytest.mark.parametrize("name", NAMES)
def test_another_seed_is_another_composition(name: str) -> None:
    light = [lightness(pixels(name, seed=seed)) for seed in (3, 4)]
    light = [each - each.mean() for each in light]
    if np.abs(light[0] - light[1]).mean() <= 0.012:
        third = lightness(pixels(name, seed=5))
        assert np.abs(light[0] - (third - third.mean())).mean() > 0.012


@pytest.mark.parametrize("name", NAMES)
def test_the_quiet_map_is_calm_where_it_says_so(name: str) -> None:
    picture = pixels(name, times=2)
    quiet = quiet_map(picture)
    light = lightness(picture).astype(np.float32)
    busy = np.hypot(cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1))
    busy = cv2.resize(busy, quiet.shape[::-1], interpolation=cv2.INTER_AREA)
    order = np.argsort(quiet, axis=None)
    fifth = order.size // 5
    assert busy.ravel()[order[-fifth:]].mean() < 0.8 * busy.ravel()[order[:fifth]].mean()


@pytest.mark.parametrize("name", SOME)
def test_strips_and_a_second_run_give_the_same_bytes(name: str) -> None:
    whole = Procedural().paint(request(name, 120, 300))
    assert np.array_equal(Procedural().paint(request(name, 120, 300)).pixels, whole.pixels)
    for rows in (50, 128, 1000):
        strips = list(Procedural().strips(request(name, 120, 300), rows))
        assert all(len(strip) == rows for strip in strips[:-1])
        assert np.array_equal(np.concatenate(strips), whole.pixels)


@pytest.mark.parametrize("name", SOME)
@pytest.mark.parametrize("theme", ["pale blue morning, one owl", "acid green on black"])
def test_kept_settings_paint_the_same_picture_again(name: str, theme: str) -> None:
    first = Procedural().paint(request(name, theme=theme))
    again = Procedural().paint(request("", theme="", settings=first.settings))
    assert again.painter == name
    assert np.array_equal(again.pixels, first.pixels)


def test_the_eye_never_lands_off_the_sheet() -> None:
    assert Composition((-0.2, 1.3), ()).focus == (0.0, 1.0)
    assert Composition((0.4, 0.6), ()).focus == (0.4, 0.6)


def test_a_painting_tells_its_focus_its_calm_and_its_colours() -> None:
    told: list[float] = []
    made = Procedural().paint(request("orb"), lambda done, _: told.append(done))
    assert made.quiet.dtype == np.float32
    assert made.quiet.shape == (90, 64)
    assert made.quiet.min() >= 0
    assert 0.5 < made.quiet.max() <= 1
    assert len(made.palette) == 5
    assert made.settings["palette"] == [ink.hex for ink in made.palette]
    at = made.quiet[int(made.focus[1] * 90), int(made.focus[0] * 64)]
    assert at < 0.4 < made.quiet.max(), "type is kept off the focal point"
    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] == 1


def test_given_colours_are_the_colours_painted_with() -> None:
    given = tuple(Rgb.from_hex(text) for text in ("#d7263d", "#1b3a8a", "#f6f1e4"))
    made = Procedural().paint(request("waves", palette=given))
    assert (made.palette[0], made.palette[2], made.palette[3]) == (given[1], given[2], given[0])


def test_a_persons_picture_can_be_printed_in_dots() -> None:
    photo = np.full((90, 60, 3), 245, np.uint8)
    cv2.circle(photo, (30, 60), 18, (10, 10, 10), -1)
    data = cv2.imencode(".png", photo)[1].tobytes()
    with_picture = Procedural().paint(request("halftone", picture=data))
    light = cv2.resize(lightness(with_picture.pixels), (60, 90))
    assert light[50:70, 22:38].mean() < light[5:25, 22:38].mean() - 0.2


@pytest.mark.parametrize(
    ("painter", "theme"),
    [
        ("mountains", "a car in the mountains"),
        ("hills", "a dog on green hills"),
        ("dunes", "a horse in the desert"),
        ("waves", "a ship on waves"),
        ("beams", "a chair in a spotlight"),
        ("orb", "a dancer, one circle"),
        ("city", "a piano in the city"),
        ("synthwave", "a car, synthwave"),
    ],
)
def test_a_scene_shows_the_thing_its_theme_names_where_its_hero_box_says(painter: str, theme: str) -> None:
    made = Procedural().paint(request(painter, 150, 210, theme=theme))
    x, y, w, h = made.settings["hero"]
    assert 0 <= x < x + w <= 1.001
    assert 0 <= y < y + h <= 1.001
    assert 0.02 < w * h < 0.5
    bare = Procedural().paint(request("", 150, 210, settings={**made.settings, "wishes": {}}, theme=""))
    moved = np.abs(lightness(made.pixels) - lightness(bare.pixels))
    box = np.zeros(moved.shape, bool)
    box[int(y * 210) : int((y + h) * 210) + 1, int(x * 150) : int((x + w) * 150) + 1] = True
    assert moved[box].mean() > 0.02, "the thing is seen"
    assert carries(painter, made.settings["wishes"]["motifs"][0])


@pytest.mark.parametrize(
    "name", ["coast", "stilllife", "cup", "emblem", "papercut", "lonetree", "cosmos", "orb", "retro"]
)
def test_a_painter_of_one_thing_says_where_it_stands(name: str) -> None:
    hero = composed(name)[1].hero
    assert hero is not None
    assert all(0 <= share <= 1 for share in hero)
    assert hero[2] > 0.05
    assert hero[3] > 0.05


def test_a_named_ground_colour_is_the_ground_of_an_emblem() -> None:
    for seed in range(4):
        made = Procedural().paint(request("emblem", theme="a red drop on white", seed=seed))
        corner = made.pixels[2:12, 2:12].reshape(-1, 3).mean(axis=0)
        assert corner.min() > 215


def test_an_unknown_painter_is_refused_with_near_ones() -> None:
    with pytest.raises(EngineError, match="mountains"):
        Procedural().paint(request("mountain"))


@pytest.mark.parametrize(("width", "height"), [(0, 10), (70_000, 70_000), (10, 1000)])
def test_impossible_sizes_are_refused(width: int, height: int) -> None:
    with pytest.raises(EngineError, match="cannot be painted"):
        Procedural().paint(request("orb", width, height, ppi=72))


@pytest.mark.parametrize(
    ("key", "value"), [("palette", ["red"]), ("palette", "red"), ("wishes", 3), ("painter", 5), ("painter", "nobody")]
)
def test_settings_that_are_not_ours_are_refused(key: str, value: object) -> None:
    with pytest.raises(EngineError, match=r"painter|palette|wishes"):
        Procedural().paint(request("" if key == "painter" else "orb", settings={key: value}))


def test_the_engine_is_found_by_its_row() -> None:
    assert load(ENGINES, "background", "procedural").resolution_independent
    assert not load(ENGINES, "background", "picture").resolution_independent
