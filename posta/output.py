"""A poster and a file name in, a file out: pictures made for its resolution, layers placed, the frame exported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posta import arttext, background, design, upscale
from posta.arttext.stage import lettered, lettering_request
from posta.background.stage import request_for
from posta.document.assets import Assets
from posta.document.files import save_poster
from posta.document.layers import MadeBy, PictureLayer
from posta.document.poster import Poster
from posta.engines import Progress, load, silent
from posta.export import ExportOptions, ExportReport, export
from posta.geometry import Rect
from posta.render.frame import Picture
from posta.render.place import AssetSource, fitted, lettering_key, place, set_layer
from posta.typeset.fonts import FontLibrary
from posta.upscale import UpscaleEngine, UpscaleRequest
from posta.upscale.enlarged import enlarge_with

PAINTED_ROWS = 256
KEPT_ROWS = 64

TABLES: dict[str, Mapping[str, str]] = {
    "background": background.ENGINES,
    "design": design.ENGINES,
    "arttext": arttext.ENGINES,
    "upscale": upscale.ENGINES,
}


def write(
    poster: Poster,
    assets: Assets,
    path: str | FilePath,
    options: ExportOptions | None = None,
    *,
    fonts: FontLibrary | None = None,
    progress: Progress = silent,
) -> ExportReport | None:
    """Write a poster as the kind of file its suffix names; `.posta` and `.json` keep the document itself.

    Pictures that can be are made again for the resolution. A px page is written at its own pixels unless told otherwise.
    Raises PostaError; nothing partial is left behind.
    """
    path = FilePath(path)
    if path.suffix in (".posta", ".json"):
        save_poster(poster, assets, path)
        return None
    options = options or ExportOptions()
    native = native_pictures(poster, assets, options.ppi, fonts=fonts, progress=progress)
    frame = place(poster, assets, fonts, native=native)
    return export(frame, path, options, progress)


def enlarge(
    poster: Poster,
    assets: Assets,
    engine: UpscaleEngine,
    *,
    name: str,
    ppi: float,
    seed: int = 0,
    progress: Progress = silent,
) -> Poster:
    """The upscale stage: every unlocked picture with too few pixels for `ppi` enlarged by `engine` (`name` in the table).

    Painted pictures are painted again at that size instead. Raises StageError; the poster given stays as it is.
    """
    for layer in poster.layers:
        if not isinstance(layer, PictureLayer) or layer.locked or layer.asset is None:
            continue
        native = _painted(poster, layer, ppi)
        if native is not None:
            pixels = native.source.rows(0, native.source.height_px)
            poster = poster.with_layer(layer.changed(asset=assets.put_pixels(pixels)))
            continue
        wanted = _pixels_wanted(poster, layer, assets, ppi)
        if wanted is None:
            continue
        made = layer.made_by or MadeBy(stage="upscale", engine=name)
        request = UpscaleRequest(assets.pixels(layer.asset), *wanted, prompt=made.prompt, seed=seed)
        enlarged = enlarge_with(engine, request, progress)
        settings = {**made.settings, **enlarged.settings, "upscaled_by": name}
        poster = poster.with_layer(
            layer.changed(asset=assets.put_pixels(enlarged.pixels), made_by=made.changed(settings=settings))
        )
    return poster


def _pixels_wanted(poster: Poster, layer: PictureLayer, assets: Assets, ppi: float) -> tuple[int, int] | None:
    """The size a picture needs to have `ppi` where it lies; None if it has it."""
    assert layer.asset is not None
    height, width = assets.pixels(layer.asset).shape[:2]
    shown = fitted(
        AssetSource(assets.pixels(layer.asset), layer.asset), Rect(0, 0, layer.rect.width, layer.rect.height),
        layer.fit, layer.focus,
    )  # fmt: skip
    have = shown.crop.width / (poster.page.points(shown.rect.width) / 72)
    if have >= ppi * 0.98:
        return None
    factor = ppi / have
    return round(width * factor), round(height * factor)


@dataclass(frozen=True, slots=True)
class PaintedSource:
    """A picture painted strip by strip, as its rows are asked for from top to bottom."""

    width_px: int
    height_px: int
    key: str
    painter: Any
    has_alpha: bool = False

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        return self.painter.rows(top, bottom)


class _Painter:
    """Rows of a picture painted from top to bottom; rows that lie behind are dropped, and painted again if asked for."""

    def __init__(self, engine: Any, request: Any) -> None:
        self.engine, self.request = engine, request
        self._start()

    def _start(self) -> None:
        self._coming = self.engine.strips(self.request, PAINTED_ROWS)
        self._kept: list[NDArray[np.uint8]] = []
        self._top = self._end = 0

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        if top < self._top:
            self._start()
        while self._end < bottom:
            strip = next(self._coming)
            self._kept.append(strip)
            self._end += len(strip)
            # Layers that show the same picture ask for about the same rows one after the other.
            while self._kept and self._top + len(self._kept[0]) < top - KEPT_ROWS:
                self._top += len(self._kept.pop(0))
        parts, first = [], self._top
        for strip in self._kept:
            parts.append(strip[max(0, top - first) : max(0, bottom - first)])
            first += len(strip)
        return np.concatenate(parts) if len(parts) > 1 else parts[0]


def _painted(poster: Poster, layer: PictureLayer, ppi: float) -> Picture | None:
    """A picture painted again on the pixel grid of an export; None if its engine cannot."""
    made = layer.made_by
    if made is None or made.stage != "background" or made.engine not in TABLES["background"]:
        return None
    if "upscaled_by" in made.settings:
        return None
    engine = load(TABLES["background"], "background", made.engine)
    if not engine.resolution_independent:
        return None
    page = poster.page
    if layer.rect != page.bleed_box:
        return None  # moved or resized by hand: its own pixels are shown
    width, height, bleed = page.grid(ppi)
    request = request_for(page, ppi, made)
    lies = page.grid_rect(width, height, bleed)
    rect = lies.moved(-layer.rect.x, -layer.rect.y).scaled(page.points_per_unit)
    key = f"{made.engine}/{made.painter}/{made.seed}/{made.prompt}/{made.settings}/{width}x{height}/{request.ppi:g}"
    source = PaintedSource(width, height, key, _Painter(engine, request))
    return Picture(source, Rect(0, 0, width, height), rect)


def native_pictures(
    poster: Poster, assets: Assets, ppi: float, *, fonts: FontLibrary | None = None, progress: Progress = silent
) -> dict[str, Picture]:
    """Pictures made for an export at `ppi`, for `render.place`: painted backgrounds and CPU lettering, made natively."""
    found: dict[str, Picture] = {}
    for layer in poster.layers:
        if isinstance(layer, PictureLayer) and layer.visible and (picture := _painted(poster, layer, ppi)):
            found[layer.id] = picture
    fonts = fonts or FontLibrary.shipped()
    for text in lettered(poster):
        art = text.art
        if not text.visible or art is None or art.asset is None or art.engine not in TABLES["arttext"]:
            continue
        engine = load(TABLES["arttext"], "arttext", art.engine)
        setting = set_layer(poster, text, fonts)
        if not engine.resolution_independent or art.key != lettering_key(setting.runs):
            continue
        progress(0.0, f"lettering {text.id}")
        reach = engine.reach_pt(art.style, setting.size)
        request = lettering_request(poster, assets, text, art, setting, ppi, reach_pt=reach)
        made = engine.letter(request)
        if made is None:
            continue
        for part, pixels in (("face", made.face), ("halo", made.halo)):
            if pixels is not None:
                source = AssetSource(pixels, f"{art.asset}/{part}/{ppi}")
                found[f"{text.id}/{part}"] = Picture(
                    source, Rect(0, 0, source.width_px, source.height_px), request.area
                )
    return found
