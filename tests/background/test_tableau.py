"""Scenes of what a theme names: every place, company, numbers and colours."""

from __future__ import annotations

import numpy as np
import pytest

from posta.background import BackgroundRequest
from posta.background.motifs import MOTIFS
from posta.background.painters.heroes import dress
from posta.background.painters.settings import KINDS
from posta.background.painters.sheet import Composition, Sheet
from posta.background.procedural import Procedural, compose
from posta.color import rgb_to_oklab


def request(theme: str, seed: int = 1) -> BackgroundRequest:
    return BackgroundRequest(theme=theme, width_px=96, height_px=136, ppi=12, seed=seed, painter="tableau")


def composed(theme: str, seed: int = 1) -> tuple[Sheet, Composition]:
    sheet, composition, _ = compose(request(theme, seed))
    return sheet, composition


PLACES = {
    "hills": "a fox on a hill", "forest": "a fox in the forest", "snow": "a fox in the snow", "water": "a canoe on a lake",
    "sea": "a whale in the sea", "beach": "a dog on the beach", "mountains": "a bear in the mountains",
    "desert": "a motorcycle in the desert", "street": "a detective in the street", "sky": "a bird among clouds",
    "space": "an astronaut in space", "room": "a cup in the kitchen", "stage": "a violin on a stage",
}  # fmt: skip


def test_every_kind_of_place_has_words_that_lead_to_it() -> None:
    assert set(PLACES) == set(KINDS)
    for place, theme in PLACES.items():
        assert composed(theme)[0].wishes.get("place", "snow" if place == "snow" else "") == place


@pytest.mark.parametrize("theme", PLACES.values())
def test_every_place_is_painted_with_its_figure_in_it(theme: str) -> None:
    pixels = Procedural().paint(request(theme)).pixels
    _, composition = composed(theme)
    assert pixels.reshape(-1, 3).std(axis=0).max() > 12
    assert composition.hero is not None
    x, y, wide, high = composition.hero
    assert 0.1 < wide <= 1
    assert 0.15 < high < 0.8
    assert x >= 0
    assert y + high <= 1


def test_company_and_numbers_make_the_group_wider() -> None:
    def width(theme: str) -> float:
        hero = composed(theme)[1].hero
        assert hero
        return hero[2]

    assert width("two foxes in the snow") > width("a fox in the snow")
    assert width("a fox and a rabbit in the snow") > width("a fox in the snow")


def test_night_is_darker_than_morning_and_rain_puts_out_the_moon() -> None:
    def lightness(theme: str) -> float:
        return float(rgb_to_oklab(Procedural().paint(request(theme)).pixels / 255)[..., 0].mean())

    assert lightness("a fox in the forest at night") < lightness("a fox in the forest in the morning") - 0.1
    dry, wet = (len(composed(f"a detective in the street at night{more}")[0].steps) for more in ("", ", rain"))
    assert dry != wet


def test_a_thing_has_the_colour_the_theme_gives_it() -> None:
    sheet, _ = composed("a red canoe on a lake")
    body, _ = dress(sheet, "canoe", ())
    assert body.r > 1.8 * max(body.g, body.b)
    plain, _ = composed("a pumpkin on a hill")
    _, rind = dress(plain, "pumpkin", ())
    assert rind.r > rind.g > rind.b


def test_what_hangs_comes_from_above_and_what_floats_is_on_the_water() -> None:
    hangs, floats = composed("a paper lantern and a cat")[1].hero, composed("a canoe on a lake")[1].hero
    assert hangs
    assert floats
    assert hangs[1] < floats[1]
    assert MOTIFS["paper lantern"].anchor == "top"


def test_other_words_are_another_draw_of_the_same_seed() -> None:
    first = Procedural().paint(request("a fox in the forest")).pixels
    other = Procedural().paint(request("one fox in the forest")).pixels
    assert not np.array_equal(first, other)
