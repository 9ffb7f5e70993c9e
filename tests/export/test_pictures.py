"""Screen pictures and TIFF: exact pixels, resolution, profile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from posta.errors import ExportError
from posta.export import ExportOptions, export
from posta.export.conditions import condition, srgb_profile
from posta.render.raster import rasterize
from tests.export.export_frames import frame, rich


def test_a_png_holds_exactly_the_painted_pixels(tmp_path: Path) -> None:
    made = rich()
    export(made, tmp_path / "a.png", ExportOptions(ppi=100))
    with Image.open(tmp_path / "a.png") as image:
        assert np.array_equal(np.array(image), rasterize(made, 100))
        assert image.info["dpi"] == pytest.approx((100, 100), abs=0.02)
        assert image.info["icc_profile"] == srgb_profile()


def test_a_bleed_that_is_asked_for_is_kept(tmp_path: Path) -> None:
    made = rich()
    export(made, tmp_path / "a.png", ExportOptions(ppi=100, bleed=made.bleed))
    with Image.open(tmp_path / "a.png") as image:
        assert np.array_equal(np.array(image), rasterize(made, 100, bleed=True))


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_resolution_and_profile_travel_with_the_picture(tmp_path: Path, suffix: str) -> None:
    export(rich(), tmp_path / f"a{suffix}", ExportOptions(ppi=150))
    with Image.open(tmp_path / f"a{suffix}") as image:
        assert tuple(float(v) for v in image.info["dpi"]) == pytest.approx((150, 150), abs=0.01)
        assert image.info["icc_profile"] == srgb_profile()


def test_a_lossless_webp_holds_the_painted_pixels(tmp_path: Path) -> None:
    made = rich()
    export(made, tmp_path / "a.webp", ExportOptions(ppi=72, quality=None))
    with Image.open(tmp_path / "a.webp") as image:
        assert np.array_equal(np.array(image.convert("RGB")), rasterize(made, 72))


def test_sixteen_bits_hold_the_same_colours(tmp_path: Path) -> None:
    import pyvips

    made = rich()
    export(made, tmp_path / "a.png", ExportOptions(ppi=72, bits=16))
    deep = pyvips.Image.new_from_file(str(tmp_path / "a.png"))
    assert deep.format == "ushort"
    assert np.array_equal(deep.numpy() // 257, rasterize(made, 72))


def test_a_cmyk_tiff_carries_the_presses_profile_and_stays_within_its_ink(tmp_path: Path) -> None:
    export(rich(), tmp_path / "a.tif", ExportOptions(ppi=72, cmyk=True, ink_limit=240))
    with Image.open(tmp_path / "a.tif") as image:
        assert image.mode == "CMYK"
        assert image.info["icc_profile"] == condition("fogra39").profile
        assert np.array(image).sum(axis=2).max() <= 240 / 100 * 255


@pytest.mark.parametrize(("suffix", "ppi"), [(".webp", 2400), (".jpg", 2400)])
def test_more_pixels_than_a_format_holds_are_refused_before_painting(tmp_path: Path, suffix: str, ppi: float) -> None:
    with pytest.raises(ExportError, match="cannot hold"):
        export(frame([], width=2000, height=2000), tmp_path / f"a{suffix}", ExportOptions(ppi=ppi))
