"""Colours from pictures and from people."""

from __future__ import annotations

import numpy as np
import pytest

from posta.color import Rgb, from_oklch, rgb_to_oklab, to_oklch
from posta.design.rules.palette import fog, hue_distance, palette_for, ratio, readable_on
from tests.design.rules.conftest import scene


@pytest.mark.parametrize("kind", ["dusk", "mist", "busy"])
def test_ink_reads_on_paper_and_the_accent_shows(kind: str) -> None:
    palette = palette_for(scene(kind))
    assert ratio(palette.ink, palette.paper) >= 7
    assert np.linalg.norm(rgb_to_oklab(np.array(palette.accent)) - rgb_to_oklab(np.array(palette.paper))) > 0.15
    swatches = palette.swatches()
    spoken = Rgb.from_hex(swatches.get("accent_text", swatches["accent"]))
    assert ratio(spoken, palette.paper) >= 4.5


def test_a_yellow_accent_stays_yellow_on_panels_and_is_deeper_in_letters() -> None:
    picture = np.full((60, 60, 3), 235, np.uint8)
    picture[20:40, 20:40] = (250, 215, 40)
    palette = palette_for(picture)
    assert to_oklch(palette.accent)[0] > 0.8
    assert to_oklch(Rgb.from_hex(palette.swatches()["accent_text"]))[0] < 0.65


def test_given_colours_that_are_nearly_one_grey_still_carry_letters() -> None:
    given = tuple(Rgb.from_hex(h) for h in ("#7f8487", "#84888b", "#7d8184"))
    palette = palette_for(scene("dusk"), given)
    assert ratio(palette.ink, palette.paper) >= 7
    assert palette.accent in given


def test_a_dark_picture_gets_dark_paper_and_a_light_one_light_paper() -> None:
    assert palette_for(scene("dusk")).dark
    assert not palette_for(scene("mist")).dark


def test_the_accent_is_the_pictures_own_far_hue() -> None:
    palette = palette_for(scene("dusk"))
    _, chroma, hue = to_oklch(palette.accent)
    assert chroma > 0.08
    assert hue_distance(hue, 75) < 30  # the orange disc over a blue dusk


def test_a_grey_picture_still_gets_an_accent() -> None:
    grey = np.full((40, 40, 3), 128, np.uint8)
    assert to_oklch(palette_for(grey).accent)[1] > 0.08


def test_the_persons_colours_are_used_to_the_last_bit() -> None:
    given = tuple(Rgb.from_hex(h) for h in ("#d7263d", "#1b3a8a", "#f6f1e4"))
    used = set(palette_for(scene("mist"), given).swatches().values())
    assert {"#d7263d", "#1b3a8a", "#f6f1e4"} <= used


@pytest.mark.parametrize(
    "colors", [("#808080",), ("#0d1b2a", "#e0a458"), ("#ffffff",), ("#ff0000", "#00ff00", "#0000ff", "#ffff00")]
)
def test_any_colours_given_make_a_palette_that_reads(colors: tuple[str, ...]) -> None:
    palette = palette_for(scene("dusk"), tuple(Rgb.from_hex(h) for h in colors))
    assert ratio(palette.ink, palette.paper) >= 4.5


def test_the_same_picture_gives_the_same_palette() -> None:
    assert palette_for(scene("busy"), seed=3) == palette_for(scene("busy"), seed=3)


def test_a_colour_is_moved_in_lightness_until_it_reads() -> None:
    dark = Rgb.from_hex("#101820")
    moved = readable_on(Rgb.from_hex("#203060"), dark, 4.5)
    assert ratio(moved, dark) >= 4.5


def test_fog_keeps_the_hue_of_what_it_covers() -> None:
    blue = np.array([0.2, 0.35, 0.7])
    veil = fog(blue, dark=True)
    assert hue_distance(to_oklch(veil)[2], to_oklch(Rgb(*blue))[2]) < 12
    assert to_oklch(veil)[0] < 0.2


def test_two_colours_on_either_side_of_a_hue_no_pixel_has_give_an_accent_of_their_own() -> None:
    picture = np.zeros((60, 60, 3), np.uint8)
    for rows, tone in (
        (slice(0, 50), (0.2, 0.03, 340)),
        (slice(50, 55), (0.6, 0.15, 0.4)),
        (slice(55, 60), (0.6, 0.15, 29.6)),
    ):
        picture[rows] = np.round(np.array(from_oklch(*tone)) * 255)
    with np.errstate(all="raise"):
        _, chroma, hue = to_oklch(palette_for(picture).accent)
    assert chroma > 0.1
    assert hue_distance(hue, 15) < 25
