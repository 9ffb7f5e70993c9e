"""Enlarging without models: the size asked for, edges without rims, the same picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from posta.errors import StageError
from posta.upscale import UpscaleRequest, lanczos
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


def test_no_dashes_run_along_the_edges_of_flat_colours() -> None:
    flat = np.full((120, 120, 3), 240, np.uint8)
    cv2.circle(flat, (60, 60), 35, (200, 40, 40), -1, cv2.LINE_AA)
    large = enlarged(flat, 480, 480).astype(int)
    y, x = np.mgrid[0:480, 0:480]
    off = np.hypot(x - 241.5, y - 241.5)
    # From two source pixels beside the edge on, both colours are as flat as they were.
    assert np.abs(large[off > (35 + 2) * 4] - 240).max() <= 4
    assert np.abs(large[off < (35 - 2) * 4] - (200, 40, 40)).max() <= 4


def test_an_enlargement_restores_more_than_plain_interpolation() -> None:
    art = np.full((480, 480, 3), 240, np.uint8)
    cv2.circle(art, (240, 240), 120, (200, 40, 40), -1, cv2.LINE_AA)
    cv2.line(art, (20, 400), (440, 80), (30, 30, 30), 8, cv2.LINE_AA)
    for factor in (2, 4):
        small = cv2.resize(art, (480 // factor,) * 2, interpolation=cv2.INTER_AREA)
        errors = [
            float(((made.astype(float) - art) ** 2).mean())
            for made in (enlarged(small, 480, 480), cv2.resize(small, (480, 480), interpolation=cv2.INTER_CUBIC))
        ]
        assert errors[0] < 0.8 * errors[1]


def test_the_strips_height_changes_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (60, 40, 3), np.uint8)
    whole = enlarged(noise, 111, 167)
    monkeypatch.setattr(lanczos, "STRIP_ROWS", 17)
    assert np.array_equal(enlarged(noise, 111, 167), whole)


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
