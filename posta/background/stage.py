"""The background stage: a Poster without (or with an older) background in, a Poster with a new one out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from posta.background import BackgroundEngine, BackgroundRequest, Painting, VariantsEngine
from posta.color import Rgb
from posta.document.assets import Assets
from posta.document.layers import BaseLayer, MadeBy, PictureLayer
from posta.document.page import Page
from posta.document.poster import Poster
from posta.engines import Progress, silent
from posta.errors import StageError
from posta.units import SCREEN_PPI

BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class BackgroundWish:
    """What the person chose for this run; empty fields are taken from the brief."""

    theme: str = ""
    painter: str = ""
    palette: tuple[Rgb, ...] = ()
    style: str = ""
    picture: bytes | None = None
    control: bytes | None = None
    settings: dict[str, Any] = field(default_factory=dict)


def request_for(page: Page, ppi: float, made: MadeBy) -> BackgroundRequest:
    """The request that makes a picture again, at any resolution."""
    width, height, _ = page.grid(ppi)
    told = {k: v for k, v in made.settings.items() if k not in ("reference", "control")}
    asked = told.pop("asked_palette", None)
    style = told.pop("style", "")
    palette = tuple(Rgb.from_hex(str(color)) for color in asked) if isinstance(asked, list) else ()
    return BackgroundRequest(
        theme=made.prompt,
        width_px=width,
        height_px=height,
        ppi=ppi / 72 * SCREEN_PPI if page.unit == "px" else ppi,
        seed=made.seed,
        palette=palette,
        style=str(style),
        painter=made.painter,
        settings=told,
    )


def background(
    poster: Poster,
    assets: Assets,
    engine: BackgroundEngine,
    *,
    name: str,
    seed: int,
    wish: BackgroundWish | None = None,
    progress: Progress = silent,
) -> Poster:
    """A poster with a new background from `engine` (called `name` in the table); all else is untouched.

    Raises StageError when the background is locked or the engine fails; the poster given stays as it is.
    """
    [made] = backgrounds(poster, assets, engine, name=name, seeds=(seed,), wish=wish, progress=progress)
    return made


def backgrounds(
    poster: Poster,
    assets: Assets,
    engine: BackgroundEngine,
    *,
    name: str,
    seeds: Sequence[int],
    wish: BackgroundWish | None = None,
    progress: Progress = silent,
) -> list[Poster]:
    """One poster for each seed, as `background` makes it; drawn together where the engine can."""
    old = poster.background
    if old is not None and old.locked:
        raise StageError("The background is locked.", hint="Unlock it to make another one.")
    wish = wish or BackgroundWish()
    page = poster.page
    ppi = page.preview_ppi
    width, height, _ = page.grid(ppi)
    request = BackgroundRequest(
        theme=wish.theme or poster.brief.theme or poster.brief.title,
        width_px=width,
        height_px=height,
        ppi=SCREEN_PPI if page.unit == "px" else ppi,
        seed=seeds[0],
        palette=wish.palette or poster.brief.colors(),
        style=wish.style or poster.brief.style,
        painter=wish.painter,
        picture=wish.picture,
        control=wish.control,
        settings=wish.settings,
    )
    started = time.monotonic()
    if len(seeds) == 1:
        paintings = [engine.paint(request, progress)]
    else:
        together: VariantsEngine = engine  # type: ignore[assignment]
        paintings = together.paint_variants(request, seeds, progress)
    seconds = (time.monotonic() - started) / len(seeds)
    return [
        _with(poster, assets, replace(request, seed=seed), painting, name, seconds)
        for seed, painting in zip(seeds, paintings, strict=True)
    ]


def _with(
    poster: Poster, assets: Assets, request: BackgroundRequest, painting: Painting, name: str, seconds: float
) -> Poster:
    box = poster.page.bleed_box
    whole = request.picture if painting.kept_whole else None
    told = dict(painting.settings)
    engine = {field_name: str(told.pop(field_name, "") or "") for field_name in ("model", "revision", "fallback_from")}
    settings = {"palette": [c.hex for c in painting.palette], **told}
    if request.palette:
        settings["asked_palette"] = [c.hex for c in request.palette]
    if request.style:
        settings["style"] = request.style
    if request.theme != (poster.brief.theme or poster.brief.title):
        settings["own_theme"] = True
    if request.picture and whole is None:
        settings["reference"] = assets.put(request.picture, source="the reference picture")
    if request.control:
        settings["control"] = assets.put(request.control, source="the drawing to follow")
    layer = PictureLayer(
        id=BACKGROUND,
        role="background",
        box=(box.x, box.y, box.width, box.height),
        focus=painting.kept_whole or painting.focus,
        # A person's own picture keeps all its pixels for print; only what is made here is made for the preview.
        asset=assets.put(whole) if whole else assets.put_pixels(painting.pixels),
        quiet=assets.put_pixels((np.clip(painting.quiet, 0, 1) * 255 + 0.5).astype(np.uint8)),
        subject=None if painting.subject is None else assets.put_pixels(painting.subject),
        alt=request.theme[:400],
        made_by=MadeBy(
            stage="background", engine=name, painter=painting.painter, prompt=request.theme, seed=request.seed,
            settings=settings, seconds=round(seconds, 3), **engine,
        ),
    )  # fmt: skip
    old = poster.background
    if old is None:
        return _recut(poster.with_layers((layer, *poster.layers)), layer)
    kept = {"opacity": old.opacity, "blend": old.blend, "visible": old.visible, "name": old.name, "finish": old.finish}
    return _recut(poster.with_layer(layer.changed(id=old.id, **kept)), layer)


def _recut(poster: Poster, ground: PictureLayer) -> Poster:
    """The poster with cut-outs of its background cut from the new one; where that has no subject they leave."""
    layers: list[BaseLayer] = []
    for layer in poster.layers:
        if isinstance(layer, PictureLayer) and layer.asset == "background" and not layer.locked:
            if ground.subject is not None:
                layers.append(layer.changed(mask=ground.subject, alt=ground.alt))
        else:
            layers.append(layer)
    return poster.with_layers(layers)
