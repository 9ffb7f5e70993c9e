"""SVG: what it shows, what it says, what it embeds."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from posta.export import ExportOptions, export
from posta.geometry import Rect
from posta.render.frame import Look, PictureItem
from posta.render.raster import rasterize
from tests.export.export_frames import face, frame, photo, rich, shaped, solid, whole, words
from tests.export.export_judges import far_off, module

NS = "{http://www.w3.org/2000/svg}"


def seen(path: Path, width: int) -> np.ndarray:
    resvg = module("resvg_py")
    data = resvg.svg_to_bytes(svg_string=path.read_text("utf-8"), width=width, dpi=96)
    return np.array(Image.open(io.BytesIO(bytes(data))).convert("RGB"))


def test_another_renderer_sees_what_was_painted(tmp_path: Path) -> None:
    made = rich()
    export(made, tmp_path / "a.svg", ExportOptions(ppi=150, quality=None))
    painted = rasterize(made, 150)
    assert far_off(seen(tmp_path / "a.svg", painted.shape[1]), painted) < 0.004


def test_with_a_bleed_the_drawing_is_larger_than_the_trim(tmp_path: Path) -> None:
    made = rich()
    export(made, tmp_path / "a.svg", ExportOptions(bleed=9))
    assert ET.parse(tmp_path / "a.svg").getroot().get("viewBox") == "-9 -9 258 338"


@pytest.mark.parametrize("text", ["outlines", "live"])
def test_every_word_is_in_the_drawing(tmp_path: Path, text: str) -> None:
    export(rich(), tmp_path / "a.svg", ExportOptions(ppi=72, text=text))  # type: ignore[arg-type]
    root = ET.parse(tmp_path / "a.svg").getroot()
    said = [" ".join("".join(t.itertext()).split()) for t in root.iter(f"{NS}text")]
    assert said == ["BLUE HOUR QUARTET", "Saturday, 13 March, 19:00 – office", "JAZZ"]
    assert root.find(f"{NS}title").text == "Blue Hour Quartet"  # type: ignore[union-attr]
    assert "19:00 – office" in (root.find(f"{NS}desc").text or "")  # type: ignore[union-attr]
    assert root.get("role") == "img"


def test_outlined_words_are_unseen_text_over_paths(tmp_path: Path) -> None:
    export(rich(), tmp_path / "a.svg", ExportOptions(ppi=72))
    root = ET.parse(tmp_path / "a.svg").getroot()
    assert all(t.get("fill-opacity") == "0" for t in root.iter(f"{NS}text"))
    assert not list(root.iter(f"{NS}style"))


def test_live_words_bring_their_fonts_along(tmp_path: Path) -> None:
    export(rich(), tmp_path / "a.svg", ExportOptions(ppi=72, text="live"))
    root = ET.parse(tmp_path / "a.svg").getroot()
    rules = root.find(f"{NS}style").text or ""  # type: ignore[union-attr]
    assert rules.count("@font-face") == 2
    assert rules.count("data:font/woff2;base64,") == 2


def test_words_that_look_like_markup_stay_words(tmp_path: Path) -> None:
    nasty = '</text><script>alert("1")</script>&amp;'
    run = shaped(nasty, face("inter/Inter-Regular.ttf"), 8, 10, 40)
    made = replace(frame([words('"><script>', [run], solid("#000000"))]), title=nasty + "\x00\x1b")
    export(made, tmp_path / "a.svg")
    root = ET.parse(tmp_path / "a.svg").getroot()
    assert not [e for e in root.iter() if "script" in e.tag]
    assert "".join(next(root.iter(f"{NS}text")).itertext()) == nasty


def test_a_picture_shown_twice_is_stored_once(tmp_path: Path) -> None:
    picture = whole(photo(200, 200), Rect(0, 0, 80, 80))
    made = frame([PictureItem(Look("a"), picture), PictureItem(Look("b"), picture)])
    export(made, tmp_path / "a.svg")
    root = ET.parse(tmp_path / "a.svg").getroot()
    assert len(list(root.iter(f"{NS}image"))) == 1
    assert len(list(root.iter(f"{NS}use"))) == 2


def test_a_picture_keeps_no_more_pixels_than_asked_for(tmp_path: Path) -> None:
    made = frame([PictureItem(Look("a"), whole(photo(800, 800), Rect(0, 0, 144, 144)))])
    export(made, tmp_path / "a.svg", ExportOptions(ppi=100))
    image = next(ET.parse(tmp_path / "a.svg").getroot().iter(f"{NS}image"))
    assert (image.get("width"), image.get("height")) == ("200", "200")
