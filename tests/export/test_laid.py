"""Inks laid on inks, as a press file keeps transparency live."""

from __future__ import annotations

import numpy as np
import pytest

from posta.export.laid import SEPARABLE, blended
from posta.render.raster import BLENDS

CYAN, YELLOW, NONE, FULL = ([1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0], [1, 1, 1, 1])


def laid(below: list[float], above: list[float], mode: str) -> list[float]:
    return [
        round(float(v), 3)
        for v in blended(np.array([[below]], np.float32), np.array([[above]], np.float32), mode)[0, 0]
    ]


@pytest.mark.parametrize(
    ("mode", "result"),
    [("multiply", [1, 0, 1, 0]), ("screen", NONE), ("darken", [1, 0, 1, 0]), ("lighten", NONE)],
)
def test_inks_add_where_modes_darken_and_vanish_where_they_lighten(mode: str, result: list[float]) -> None:
    assert laid(CYAN, YELLOW, mode) == result


def test_white_excludes_white_to_every_ink() -> None:
    assert laid(NONE, NONE, "exclusion") == FULL


def test_luminosity_takes_black_from_above_and_hue_from_below() -> None:
    mixed = laid([1, 0, 0, 0], [0, 0, 0, 0.8], "luminosity")
    assert mixed[3] == 0.8
    assert laid([1, 0, 0, 0.3], [0, 1, 0, 0.8], "hue")[3] == 0.3


def test_every_blend_mode_of_a_layer_is_known_in_inks() -> None:
    rng = np.random.default_rng(0)
    below, above = rng.random((2, 40, 3, 4), dtype=np.float32)
    for mode in BLENDS.keys() - {"normal"}:
        mixed = blended(below, above, mode)
        assert np.isfinite(mixed).all()
        assert mixed.min() >= -1e-3
        assert mixed.max() <= 1 + 1e-3
    assert set(SEPARABLE) < set(BLENDS)
