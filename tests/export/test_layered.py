"""OpenRaster and PSD: the layers are all there, where they belong, and together give the poster."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from posta.errors import ExportError
from posta.export import ExportOptions, export
from posta.render.frame import Frame
from posta.render.raster import rasterize
from tests.export.export_frames import frame, rich
from tests.export.export_judges import module


def without_blending() -> Frame:
    made = rich()
    return replace(made, items=tuple(i for i in made.items if i.look.blend == "normal"))


def laid(size: tuple[int, int], parts: list[tuple[Image.Image, int, int, float]]) -> np.ndarray:
    """Layers composed by Pillow, bottom first."""
    sheet = Image.new("RGBA", size)
    for image, left, top, opacity in parts:
        rgba = np.array(image.convert("RGBA"))
        rgba[..., 3] = np.uint8(np.round(rgba[..., 3] * opacity))
        layer = Image.new("RGBA", size)
        layer.paste(Image.fromarray(rgba), (left, top))
        sheet = Image.alpha_composite(sheet, layer)
    return np.array(sheet.convert("RGB"))


@pytest.mark.parametrize("bleed", [None, 9.0])
def test_an_openraster_file_follows_its_format_and_composes_to_the_poster(tmp_path: Path, bleed: float | None) -> None:
    made = without_blending()
    path = export(made, tmp_path / "a.ora", ExportOptions(ppi=144, bleed=bleed)).path
    with zipfile.ZipFile(path) as archive:
        first = archive.infolist()[0]
        assert first.filename == "mimetype"
        assert first.compress_type == zipfile.ZIP_STORED
        assert archive.read("mimetype") == b"image/openraster"
        stack = ET.fromstring(archive.read("stack.xml"))
        entries = list(stack.iter("layer"))[::-1]
        parts = [
            (
                Image.open(io.BytesIO(archive.read(e.get("src")))),
                int(e.get("x")),
                int(e.get("y")),
                float(e.get("opacity")),
            )  # type: ignore[arg-type]
            for e in entries
        ]
        merged = np.array(Image.open(io.BytesIO(archive.read("mergedimage.png"))))
        assert max(Image.open(io.BytesIO(archive.read("Thumbnails/thumbnail.png"))).size) <= 256
    painted = rasterize(replace(made, bleed=bleed or 0.0), 144, bleed=bool(bleed))
    assert np.array_equal(merged, painted)
    composed = laid((int(stack.get("w") or 0), int(stack.get("h") or 0)), parts)
    assert np.abs(composed.astype(int) - painted).mean() < 0.5
    assert [e.get("name") for e in entries][:2] == ["Paper", "background"]


def test_blends_and_opacity_travel_with_the_layers(tmp_path: Path) -> None:
    with zipfile.ZipFile(export(rich(), tmp_path / "a.ora", ExportOptions(ppi=36)).path) as archive:
        layers = {e.get("name"): e for e in ET.fromstring(archive.read("stack.xml")).iter("layer")}
    assert layers["ink"].get("composite-op") == "svg:multiply"
    assert float(layers["band"].get("opacity") or 0) == pytest.approx(0.85)


def test_a_psd_is_read_back_with_its_layers(tmp_path: Path) -> None:
    psd_tools = module("psd_tools")
    made = rich()
    read = psd_tools.PSDImage.open(export(made, tmp_path / "a.psd", ExportOptions(ppi=72)).path)
    assert [layer.name for layer in read][:2] == ["Paper", "background"]
    ink = next(layer for layer in read if layer.name == "ink")
    assert ink.blend_mode.name == "MULTIPLY"
    assert ink.opacity == 255
    band = next(layer for layer in read if layer.name == "band")
    assert band.opacity == round(0.85 * 255)
    assert np.array_equal(np.array(read.topil()), rasterize(made, 72))


def test_layer_names_in_any_script_travel(tmp_path: Path) -> None:
    psd_tools = module("psd_tools")
    made = rich()
    named = replace(made, items=(replace(made.items[0], look=replace(made.items[0].look, name="背景 – Łódź")),))
    read = psd_tools.PSDImage.open(export(named, tmp_path / "a.psd", ExportOptions(ppi=36)).path)
    assert [layer.name for layer in read] == ["Paper", "背景 – Łódź"]


def test_a_psd_opens_as_the_merged_poster_elsewhere(tmp_path: Path) -> None:
    made = rich()
    path = export(made, tmp_path / "a.psd", ExportOptions(ppi=72)).path
    with Image.open(path) as image:
        assert np.array_equal(np.array(image.convert("RGB")), rasterize(made, 72))


def test_a_sheet_larger_than_psd_holds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.ora"):
        export(frame([], width=2000, height=10), tmp_path / "a.psd", ExportOptions(ppi=1200))
