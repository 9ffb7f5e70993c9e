"""Enlarging without models: the size asked for, edges without rims, the same picture."""

from __future__ import annotations

import numpy as np
import pytest

from posta.errors import StageError
from posta.upscale import UpscaleRequest
from posta.upscale.lanczos import Lanczos, sharpening


def enlarged(pixels, width, height):
    return Lanczos().enlarge(UpscaleRequest(pixels, width, height))


def edge() -> np.ndarray:
    picture = np.full((40, 60, 3), 60, np.uint8)
    picture[:, 30:] = 200
    return picture


def test_the_size_asked_for_is_made() -> None:
    assert enlarged(edge(), 601, 407).shape == (407, 601, 3)
    assert enlarged(np.dstack([edge(), edge()[..., 0]]), 90, 60).shape == (60, 90, 4)


def test_an_edge_gets_sharper_and_gains_no_rims() -> None:
    large = enlarged(edge(), 240, 160)
    assert large.min() >= 55
    assert large.max() <= 205
    row = large[80, :, 0].astype(int)
    assert np.diff(row).max() > 25


def test_flat_stays_flat() -> None:
    assert (enlarged(np.full((30, 30, 3), 123, np.uint8), 200, 200) == 123).all()


def test_shrinking_the_large_picture_gives_the_small_one_back() -> None:
    rng = np.random.default_rng(3)
    soft = np.uint8(np.clip(np.kron(rng.integers(40, 220, (8, 8, 3)), np.ones((6, 6, 1))), 0, 255))
    large = enlarged(soft, 192, 192)
    back = large.reshape(48, 4, 48, 4, 3).mean((1, 3))
    assert np.abs(back - soft).mean() < 4


def test_strips_leave_no_seams() -> None:
    ramp = np.uint8(np.linspace(0, 255, 400))[:, None, None].repeat(30, 1).repeat(3, 2)
    large = enlarged(ramp, 60, 1600)[:, 30, 0].astype(int)
    assert np.abs(np.diff(large)).max() <= 2


def test_sharpening_grows_with_the_factor_and_ends() -> None:
    assert sharpening(1) == 0
    assert sharpening(2) < sharpening(4) == sharpening(9)


def test_a_size_beyond_all_bounds_is_refused() -> None:
    with pytest.raises(StageError, match="400 megapixels"):
        enlarged(edge(), 40_000, 40_000)
