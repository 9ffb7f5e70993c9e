"""The arttext stage: a Poster whose text layers ask for lettering in, a Poster with the lettering made out."""

from __future__ import annotations

import time
from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from posta.arttext import ArtTextEngine, LetteringRequest
from posta.color import Rgb
from posta.document.assets import Assets
from posta.document.layers import Art, MadeBy, TextLayer
from posta.document.paint import Cmyk, Spot
from posta.document.poster import Poster
from posta.engines import Progress, part, silent
from posta.errors import StageError
from posta.geometry import Affine, Rect
from posta.render.place import lettering_key, place, screen_color, set_layer
from posta.render.raster import rasterize
from posta.typeset.fonts import FontLibrary
from posta.typeset.glyphs import Setting
from posta.typeset.outlines import runs_path

LONGEST_SIDE_PX = 2400  # of a preview's lettering; exports make their own


def lettered(poster: Poster) -> list[TextLayer]:
    """The text layers that ask for lettering, back to front."""
    return [x for x in poster.layers if isinstance(x, TextLayer) and x.art is not None and x.text.strip()]


def with_style(poster: Poster, layer_id: str, style: str, *, engine: str = "materials", seed: int = 0) -> Poster:
    """The poster with lettering asked for on a text layer (`style` empty: plain type again). Raises StageError."""
    try:
        layer = poster.layer(layer_id)
    except KeyError:
        texts = [x.id for x in poster.layers if isinstance(x, TextLayer)]
        raise StageError(f"There is no layer {layer_id!r}.", hint=f"Text layers are {', '.join(texts)}.") from None
    if not isinstance(layer, TextLayer):
        raise StageError(f"Layer {layer_id!r} is not a text.", hint="Only text can be lettered.")
    if layer.locked:
        raise StageError(f"Layer {layer_id!r} is locked.", hint="Unlock it first.")
    return poster.with_layer(layer.changed(art=Art(engine=engine, style=style, seed=seed) if style else None))


def arttext(
    poster: Poster,
    assets: Assets,
    engine: ArtTextEngine,
    *,
    name: str,
    layer_ids: Iterable[str] | None = None,
    seed: int | None = None,
    fonts: FontLibrary | None = None,
    progress: Progress = silent,
) -> Poster:
    """A poster with the lettering of these layers (all that ask for it, if None) made by `engine`.

    `seed` replaces the layers' own. Locked layers are left alone. Raises StageError; the poster given stays as it is.
    """
    fonts = fonts or FontLibrary.shipped()
    wanted = None if layer_ids is None else set(layer_ids)
    layers = [x for x in lettered(poster) if not x.locked and (wanted is None or x.id in wanted)]
    if wanted and (lost := wanted - {x.id for x in layers}):
        raise StageError(
            f"No lettering is asked for on {', '.join(sorted(lost))}, or the layer is locked.",
            hint="Give the layer a style first, and unlock it.",
        )
    for i, layer in enumerate(layers):
        progress(i / len(layers), f"lettering {layer.id}")
        assert layer.art is not None
        art = layer.art if seed is None else layer.art.changed(seed=seed)
        poster = _letter(
            poster, assets, engine, name, layer, art, fonts, part(progress, i / len(layers), (i + 1) / len(layers))
        )
    return poster


def _letter(
    poster: Poster,
    assets: Assets,
    engine: ArtTextEngine,
    name: str,
    layer: TextLayer,
    art: Art,
    fonts: FontLibrary,
    progress: Progress,
) -> Poster:
    setting = set_layer(poster, layer, fonts)
    ppi = _lettering_ppi(poster, setting)
    request = lettering_request(
        poster, assets, layer, art, setting, ppi, reach_pt=engine.reach_pt(art.style, setting.size)
    )
    started = time.monotonic()
    made = engine.letter(request, progress)
    if made is None:
        return poster.with_layer(layer.changed(art=None))
    told = dict(made.settings)
    by = str(told.pop("engine", "") or name)  # another engine may have stepped in
    told_engine = {field: str(told.pop(field, "") or "") for field in ("model", "revision", "fallback_from")}
    area = request.area.scaled(1 / poster.page.points_per_unit)
    done = art.changed(
        engine=by,
        asset=assets.put_pixels(made.face),
        halo=assets.put_pixels(made.halo) if made.halo is not None else None,
        area=(area.x, area.y, area.width, area.height),
        key=lettering_key(setting.runs),
        style=made.style or art.style,
        made_by=MadeBy(
            stage="arttext", engine=by, prompt=art.style, seed=art.seed, settings=told,
            seconds=round(time.monotonic() - started, 3), **told_engine,
        ),
    )  # fmt: skip
    return poster.with_layer(layer.changed(art=done))


def _lettering_ppi(poster: Poster, setting: Setting) -> float:
    return min(poster.page.preview_ppi * 1.25, LONGEST_SIDE_PX * 72 / max(1.0, setting.ink.width, setting.ink.height))


def lettering_request(
    poster: Poster, assets: Assets, layer: TextLayer, art: Art, setting: Setting, ppi: float, *, reach_pt: float
) -> LetteringRequest:
    """What a lettering engine is told about a text layer at a resolution; lengths in points from the layer's corner."""
    if setting.ink.area <= 0:
        raise StageError(f"The text {layer.id!r} draws nothing, so there is nothing to letter.")
    ground = _ground(poster, assets, layer)
    area = setting.ink.inset(-reach_pt)
    names = ("paper", "ink", *(n for n in poster.palette if n not in ("paper", "ink")))
    palette = tuple(_seen(poster.palette[name]) for name in names)
    own_area = Affine.move(
        poster.page.points(layer.rect.x), poster.page.points(layer.rect.y)
    ).bounds(area)  # fmt: skip
    return LetteringRequest(
        outline=runs_path(setting.runs),
        area=area,
        ppi=ppi,
        style=art.style,
        seed=art.seed,
        palette=palette,
        light=light_from(ground[0]) if ground else (-0.6, -0.8),
        size_pt=setting.size,
        ground=_part(ground, own_area) if ground else None,
        theme=poster.brief.theme,
    )


def _seen(swatch: str | Cmyk | Spot) -> Rgb:
    """A palette's colour as the screen shows it."""
    if isinstance(swatch, str):
        return Rgb.from_hex(swatch)
    inks = swatch.cmyk if isinstance(swatch, Cmyk) else swatch.alternate.cmyk
    return screen_color(tuple(v / 100 for v in inks))


def _ground(poster: Poster, assets: Assets, layer: TextLayer) -> tuple[NDArray[np.uint8], float] | None:
    """(pixels of everything below the layer, pixels per point)."""
    below = []
    for x in poster.layers:
        if x.id == layer.id:
            break
        below.append(x)
    if not below:
        return None
    frame = place(poster.with_layers(below), assets)
    ppi = 620 / frame.trim.width * 72
    return rasterize(frame, ppi), ppi / 72


def _part(ground: tuple[NDArray[np.uint8], float], area: Rect) -> NDArray[np.uint8]:
    """The pixels under `area` (points of the page), edges repeated where it runs off."""
    pixels, per = ground
    x, y = np.arange(max(1, round(area.width * per))), np.arange(max(1, round(area.height * per)))
    columns = np.clip(np.round(area.x * per + x).astype(int), 0, pixels.shape[1] - 1)
    rows = np.clip(np.round(area.y * per + y).astype(int), 0, pixels.shape[0] - 1)
    return pixels[rows[:, None], columns[None, :]]


def light_from(pixels: NDArray[np.uint8]) -> tuple[float, float]:
    """The unit vector towards a picture's light: from its middle to the centre of its brightest tenth.

    A picture lit evenly is taken to be lit from the upper left, as designers draw.
    """
    grey = cv2.cvtColor(cv2.resize(pixels, (48, 48), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY).astype(
        np.float32
    )
    grey = cv2.GaussianBlur(grey, (0, 0), 3)
    bright = np.clip(grey - np.percentile(grey, 90), 0, None)
    if bright.sum() < 1e-3 or grey.max() - grey.min() < 12:
        return -0.6, -0.8
    ys, xs = np.mgrid[0:48, 0:48]
    x, y = float((xs * bright).sum() / bright.sum()) - 23.5, float((ys * bright).sum() / bright.sum()) - 23.5
    length = float(np.hypot(x, y))
    if length < 2:
        return 0.0, -1.0
    return x / length, y / length
