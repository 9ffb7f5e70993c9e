"""A poster and a file name in, a file out: pictures made for its resolution, layers placed, the frame exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
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
from posta.export.conditions import condition
from posta.export.inspection import Reading, inspect
from posta.export.options import DIGITAL
from posta.export.preflight import preflight
from posta.geometry import Rect
from posta.render.frame import Picture
from posta.render.place import AssetSource, fitted, lettering_key, place, set_layer
from posta.typeset.fonts import FontLibrary
from posta.upscale import UpscaleEngine, UpscaleRequest
from posta.upscale.enlarged import enlarge_with
from posta.upscale.kept import words
from posta.upscale.plan import Source
from posta.upscale.zones import zones

PAINTED_ROWS = 256
SAMPLE_PPI = 150.0
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


def print_report(
    poster: Poster, assets: Assets, written: FilePath, options: ExportOptions, *, fonts: FontLibrary | None = None
) -> Reading:
    """What a print shop would stumble over, seen on the poster as it is exported and in the written PDF, and what was read there.

    Raises ExportError for a condition or file that cannot be used.
    """
    frame = place(poster, assets, fonts, native=native_pictures(poster, assets, options.ppi, fonts=fonts))
    limit = None if options.condition == DIGITAL else condition(options.condition, options.ink_limit).limit
    reading = inspect(written, limit)
    return replace(reading, problems=(*preflight(frame, options), *reading.problems))


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

    Painted pictures are painted again at that size instead. Engines that measure are told the subject and the zones that
    words stand on. Raises StageError; the poster given stays as it is.
    """
    for layer in poster.layers:
        if not isinstance(layer, PictureLayer) or layer.locked or layer.asset in (None, "background"):
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
        told = {"zones": zones(poster, layer, assets)}
        prompt = made.prompt or layer.alt or poster.brief.theme
        request = UpscaleRequest(assets.pixels(layer.asset), *wanted, prompt=prompt, seed=seed, settings=told)
        enlarged = enlarge_with(engine, request, progress)
        settings = {**made.settings, **enlarged.settings, "upscaled_by": name}
        poster = poster.with_layer(
            layer.changed(asset=assets.put_pixels(enlarged.pixels), made_by=made.changed(settings=settings))
        )
    return poster


def enlarged_words(before: Poster, after: Poster, assets: Assets) -> list[str]:
    """What the upscale stage did, a line for each picture it changed: size, engine, and zones that did not keep."""
    lines = []
    old = {layer.id: layer for layer in before.layers}
    for layer in after.layers:
        if not isinstance(layer, PictureLayer) or layer == old.get(layer.id) or layer.asset is None:
            continue
        high, wide = assets.pixels(layer.asset).shape[:2]
        settings = layer.made_by.settings if layer.made_by else {}
        by = settings.get("upscaled_by")
        measured: Any = settings.get("kept") if by else None
        drift = words(measured) if isinstance(measured, dict) else []
        how = f"enlarged by {by}" if by else "painted again"
        lines.append("; ".join([f"{layer.id}: {wide} x {high} px, {how}", *drift]))
    return lines


def paint_sample(width_px: int, height_px: int) -> None:
    """Paint a usual picture and drop it: how long it takes tells how fast this machine paints."""
    engine = load(TABLES["background"], "background", "procedural")
    engine.paint(background.BackgroundRequest("mountains", width_px, height_px, SAMPLE_PPI, painter="mountains"))


def source_of(poster: Poster, assets: Assets) -> Source:
    """What the background is: painted again at any size, or a picture with so many pixels on the page."""
    layer = poster.background
    if layer is None or layer.asset is None:
        return Source("painted")
    made = layer.made_by
    if (
        made
        and made.engine == "procedural"
        and layer.rect == poster.page.bleed_box
        and "upscaled_by" not in made.settings
    ):
        return Source("painted")
    pixels = assets.pixels(layer.asset)
    box = Rect(0, 0, layer.rect.width, layer.rect.height)
    shown = fitted(AssetSource(pixels, layer.asset), box, layer.fit, layer.focus)
    return Source("picture", max(1, round(shown.crop.width)), max(1, round(shown.crop.height)))


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
    """A picture (or a grey mask) painted strip by strip, as its rows are asked for from top to bottom."""

    width_px: int
    height_px: int
    key: str
    painter: Any
    has_alpha: bool = False

    def rows(self, top: int, bottom: int) -> NDArray[np.uint8]:
        return self.painter.rows(top, bottom)


class _Painter:
    """Rows of a picture painted from top to bottom; rows that lie behind are dropped, and painted again if asked for."""

    def __init__(self, strips: Callable[[], Iterator[NDArray[np.uint8]]]) -> None:
        self.strips = strips
        self._start()

    def _start(self) -> None:
        self._coming = self.strips()
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


@dataclass(frozen=True, slots=True)
class _Repaint:
    """A background painted again on the pixel grid of an export: the engine, what it is asked, and where it lies."""

    engine: Any
    request: Any
    key: str
    rect: Rect
    """Where the picture lies, in points from the layer's box corner."""

    def picture(self, strips: Callable[[], Iterator[NDArray[np.uint8]]], key: str) -> Picture:
        width, height = self.request.width_px, self.request.height_px
        source = PaintedSource(width, height, key, _Painter(strips))
        return Picture(source, Rect(0, 0, width, height), self.rect)


def _repaint(poster: Poster, layer: PictureLayer, ppi: float) -> _Repaint | None:
    """How a picture is painted again for an export; None if its engine cannot, or it was moved or resized by hand."""
    made = layer.made_by
    if made is None or made.stage != "background" or made.engine not in TABLES["background"]:
        return None
    if "upscaled_by" in made.settings:
        return None
    engine = load(TABLES["background"], "background", made.engine)
    page = poster.page
    if not engine.resolution_independent or layer.rect != page.bleed_box:
        return None
    width, height, bleed = page.grid(ppi)
    rect = page.grid_rect(width, height, bleed).moved(-layer.rect.x, -layer.rect.y).scaled(page.points_per_unit)
    request = request_for(page, ppi, made)
    key = f"{made.engine}/{made.painter}/{made.seed}/{made.prompt}/{made.settings}/{width}x{height}/{request.ppi:g}"
    return _Repaint(engine, request, key, rect)


def _painted(poster: Poster, layer: PictureLayer, ppi: float) -> Picture | None:
    """A picture painted again on the pixel grid of an export; None if its engine cannot."""
    again = _repaint(poster, layer, ppi)
    if again is None:
        return None
    return again.picture(lambda: again.engine.strips(again.request, PAINTED_ROWS), again.key)


def _painted_mask(poster: Poster, layer: PictureLayer, ppi: float) -> Picture | None:
    """The mask of the background's subject painted again; None if it was made or moved by hand, or its engine cannot."""
    ground = poster.background
    if ground is None or layer.asset != "background" or layer.rect != ground.rect:
        return None
    if layer.mask is None or layer.mask != ground.subject:
        return None
    again = _repaint(poster, ground, ppi)
    if again is None:
        return None
    return again.picture(lambda: again.engine.subject_strips(again.request, PAINTED_ROWS), again.key + "/subject")


def native_pictures(
    poster: Poster, assets: Assets, ppi: float, *, fonts: FontLibrary | None = None, progress: Progress = silent
) -> dict[str, Picture]:
    """Pictures made for an export at `ppi`, for `render.place`: painted backgrounds and CPU lettering, made natively."""
    found: dict[str, Picture] = {}
    for layer in poster.layers:
        if not isinstance(layer, PictureLayer) or not layer.visible:
            continue
        if layer.asset == "background":
            # The cut-out shows the background's own picture, whether that is drawn itself or hidden.
            ground = poster.background
            if mask := _painted_mask(poster, layer, ppi):
                found[f"{layer.id}/mask"] = mask
            if ground and ground.id not in found and (picture := _painted(poster, ground, ppi)):
                found[ground.id] = picture
        elif layer.id not in found and (picture := _painted(poster, layer, ppi)):
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
