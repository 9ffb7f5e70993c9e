"""Exports at any resolution show the poster that was seen: pictures painted again are the same pictures."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest

from posta.background.painters import PAINTERS
from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.files import dumps, loads
from posta.document.poster import Poster
from posta.output import enlarge, enlarged_words, native_pictures
from posta.pipeline import Engines, Wishes, first_background, make, redo
from posta.render.place import place
from posta.render.raster import rasterize
from posta.upscale.lanczos import Lanczos

THEMES = ["a lighthouse at dusk", "brass and deep blue", "acid green on black", "pale blue morning", "", "warm browns"]


@pytest.mark.parametrize("painter", list(PAINTERS))
def test_a_background_painted_again_is_the_one_that_was_seen(painter) -> None:
    number = list(PAINTERS).index(painter)
    palette = ("#d7263d", "#1b3a8a", "#f6f1e4") if number % 3 == 0 else ()
    brief = Brief(title="x", theme=THEMES[number % len(THEMES)], format="200x280", palette=palette, style="festival")
    assets = Assets()
    poster = first_background(Poster.blank(brief), assets, Engines(), number, Wishes(painter=painter))
    poster = loads(dumps(poster))
    native = native_pictures(poster, assets, poster.page.preview_ppi)["background"].source
    assert (native.rows(0, native.height_px) == assets.pixels(poster.background.asset)).all()


def test_a_poster_exported_at_another_resolution_looks_the_same() -> None:
    brief = Brief(title="Blue Hour", theme="smoky jazz cellar, brass, deep blue", date="1 May", format="a5")
    poster, assets = make(brief, wishes=Wishes(lettering="brushed brass"))
    preview = rasterize(place(poster, assets), 60)
    fine = rasterize(place(poster, assets, native=native_pictures(poster, assets, 180)), 180)
    small = cv2.resize(fine, (preview.shape[1], preview.shape[0]), interpolation=cv2.INTER_AREA)
    blurred = [cv2.GaussianBlur(p, (0, 0), 2).astype(int) for p in (preview, small)]
    assert np.abs(blurred[0] - blurred[1]).mean() < 4


def test_enlarging_paints_again_and_leaves_the_rest() -> None:
    poster, assets = make(Brief(title="Blue Hour", theme="mountains", format="a6"))
    large = enlarge(poster, assets, Lanczos(), name="lanczos", ppi=450)
    assert assets.pixels(large.background.asset).shape[1] > assets.pixels(poster.background.asset).shape[1]
    assert large.layers[1:] == poster.layers[1:]


def photo_poster(folder: Path) -> tuple[Poster, Assets]:
    """A poster on a photograph with too few pixels for print."""
    y, x = np.mgrid[0:210, 0:150]
    base = np.stack([x, y, 255 - x], -1).astype(np.float32)
    base[(x - 90) ** 2 + (y - 140) ** 2 < 900] = (250, 240, 60)
    cv2.imwrite(str(folder / "photo.png"), base.astype(np.uint8))
    brief = Brief(title="Blue Hour", date="1 May", format="a6", background=str(folder / "photo.png"))
    return make(brief)


def test_a_photograph_is_enlarged_by_lanczos_without_a_network_and_by_the_network_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTA_CONFIG", str(tmp_path / "config"))
    monkeypatch.delenv("POSTA_UPSCALER", raising=False)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    poster, assets = photo_poster(tmp_path)
    plain = redo(poster, assets, "upscale", ppi=100)
    assert plain.background.made_by.settings["upscaled_by"] == "lanczos"
    assert enlarged_words(poster, plain, assets)[0].startswith("background: ")
    assert enlarged_words(plain, plain, assets) == []
    if find_spec("spandrel") is None:
        pytest.skip("spandrel is not installed")
    from tests.upscale import tiny_networks

    (tmp_path / "config" / "upscalers").mkdir(parents=True)
    tiny_networks.compact(tmp_path / "config" / "upscalers" / "mine.safetensors", spread=0)
    again = redo(poster, assets, "upscale", ppi=100)
    told = again.background.made_by.settings
    assert (told["upscaled_by"], told["network"]) == ("spandrel", "mine")
    assert {"whole", "focus", "title", "date"} <= set(told["kept"])
    assert told["kept"]["focus"]["faithful"]
    assert again.layers[1:] == poster.layers[1:]
    chosen = redo(poster, assets, "upscale", ppi=100, engines=Engines(upscale="lanczos"))
    assert chosen.background.made_by.settings["upscaled_by"] == "lanczos"


def test_a_stage_run_again_leaves_locked_layers_and_everything_else() -> None:
    poster, assets = make(Brief(title="Blue Hour", theme="mountains", date="1 May", place="Here", format="a6"))
    date = next(x for x in poster.layers if x.id == "date")
    poster = poster.with_layer(date.changed(locked=True))
    again = redo(poster, assets, "design")
    assert again.background == poster.background
    assert next(x for x in again.layers if x.id == "date") == date.changed(locked=True)
    pieces = [p for x in again.layers for p in getattr(x, "pieces", ())]
    assert sorted(pieces) == sorted(poster.brief.pieces())


def test_the_stages_of_any_computer_load_no_torch() -> None:
    code = "import sys, posta.cli, posta.pipeline, posta.output; print('torch' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert told.stdout.strip() == "False"
