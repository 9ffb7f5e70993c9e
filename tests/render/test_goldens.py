"""Small reference pictures of real type and drawing. `GOLDENS=accept pytest tests/render` takes new ones: look at them first."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.layers import FontChoice, ShapeLayer, TextLayer
from posta.document.page import Page
from posta.document.paint import Gradient, Shadow, Stop, Stroke
from posta.document.poster import Poster
from posta.render.place import place
from posta.render.raster import rasterize

HERE = Path(__file__).parent / "goldens"
LARGEST_BYTES = 20_480
TOLERANCE = 24  # per channel: smoothing of edges differs a little between builds of the drawing library
MOST_OFF = 0.002  # share of pixels that may differ by more


def text(words: str, family: str, **more) -> TextLayer:
    weight = more.pop("weight", 400)
    base = {
        "id": "t",
        "text": words,
        "box": (8, 8, 224, 104),
        "fit": "box",
        "font": FontChoice(family=family, weight=weight),
    }
    return TextLayer(**(base | more))


def sheet(*layers) -> Poster:
    palette = {"paper": "#f6f1e4", "ink": "#1b1b1f", "accent": "#d7263d"}
    return Poster(page=Page(width=240, height=120, unit="px"), brief=Brief(title="x"), palette=palette, layers=layers)


SHEETS: dict[str, Callable[[], Poster]] = {
    "latin-title": lambda: sheet(text("Blue Hour Quartet", "Anton", case="upper", leading=0.95, balance=True)),
    "kerning-and-accents": lambda: sheet(text("AVATAR Łódź ffi", "Playfair Display", weight=700)),
    "arabic": lambda: sheet(text("ليالي العود", "Amiri", weight=700, align="right")),
    "devanagari": lambda: sheet(text("आषाढ़ का एक दिन", "Baloo 2", weight=800)),
    "japanese-vertical": lambda: sheet(text("春の茶会", "Noto Serif JP", weight=700, writing="vertical", align="right")),
    "arc": lambda: sheet(text("ROUND THE BEND", "Oswald", weight=700, arc=120, align="center")),
    "paint": lambda: sheet(
        ShapeLayer(
            id="g", box=(0, 0, 240, 120),
            fill=Gradient(gradient="radial", stops=(Stop(at=0, color="accent"), Stop(at=1, color="ink"))),
        ),
        ShapeLayer(id="e", shape="ellipse", box=(30, 20, 80, 80), fill="paper", blend="multiply",
                   shadow=Shadow(dx=4, dy=4, blur=4)),
        ShapeLayer(id="r", box=(130, 30, 80, 60), radius=12, angle=12, fill=None, stroke=Stroke(width=5, paint="paper")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(SHEETS))
def test_a_sheet_looks_as_it_was_accepted(name) -> None:
    drawn = rasterize(place(SHEETS[name](), Assets()), 72)
    path = HERE / f"{name}.png"
    if os.environ.get("GOLDENS") == "accept":
        Image.fromarray(drawn).save(path, optimize=True)
    assert path.is_file(), f"no reference for {name}: run GOLDENS=accept pytest tests/render and look at {path.name}"
    assert path.stat().st_size <= LARGEST_BYTES
    with Image.open(path) as kept:
        off = np.abs(drawn.astype(int) - np.asarray(kept.convert("RGB"))).max(axis=2) > TOLERANCE
    assert off.mean() <= MOST_OFF, f"{name} differs in {off.mean():.1%} of its pixels"


def test_no_reference_is_left_over() -> None:
    assert {p.stem for p in HERE.glob("*.png")} == set(SHEETS)
