"""The design stage: a Poster with a background in, Posters with new palette, text and shapes out, best first."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posta.color import luminance
from posta.design import DesignEngine, DesignRequest, Original
from posta.document.assets import Assets
from posta.document.design import Design
from posta.document.layers import MadeBy, PictureLayer
from posta.document.poster import AnyLayer, Poster
from posta.engines import Progress, silent
from posta.errors import StageError
from posta.geometry import Rect
from posta.render.place import AssetSource, fitted, place
from posta.render.raster import rasterize

SEEN_WIDTH_PX = 620
LEAST_SUBJECT = 0.004  # of the sheet: a smaller one stands before no title
SCREENED_PAINTERS = frozenset({"halftone", "opart", "riso"})  # dots or fine lines already


@dataclass(frozen=True, slots=True)
class DesignWish:
    """What the person chose for this run; empty fields are taken from the brief."""

    style: str = ""
    finish: str = ""
    """A print finish, a name of `posta.document.finish.FINISHES`; empty: as the design says."""
    logo: bytes | None = None
    beside: tuple[Poster, ...] = ()
    """Posters of this brief that were offered already: the answer should differ from them."""
    settings: dict[str, Any] = field(default_factory=dict)


def design(
    poster: Poster,
    assets: Assets,
    engine: DesignEngine,
    *,
    name: str,
    seed: int,
    count: int = 1,
    wish: DesignWish | None = None,
    progress: Progress = silent,
) -> list[Poster]:
    """Up to `count` posters with designs from `engine` (called `name` in the table), best first.

    The background and locked layers stay as they are. Raises StageError; the poster given stays as it is.
    """
    started = time.monotonic()
    request = request_for(poster, assets, seed=seed, count=count, wish=wish or DesignWish())
    designs = engine.arrange(request, progress)
    if not designs:
        raise StageError(
            f"The design engine {name!r} found no layout in which all the words fit this page.",
            hint="Shorten the title or the details, or choose a larger format.",
        )
    record = dict(getattr(engine, "record", None) or {})
    stood_in = str(getattr(engine, "fallback_from", "") or "")
    made = MadeBy(
        stage="design",
        engine="rules" if stood_in else name,
        model=str(record.pop("model", "") or ""),
        seed=seed,
        settings=record,
        seconds=round(time.monotonic() - started, 3),
        fallback_from=stood_in,
    )
    return [
        d.on(poster).changed(
            designed_by=replace_settings(made, archetype=d.archetype, score=round(d.score, 4)),
        )
        for d in designs
    ]


def replace_settings(made: MadeBy, **settings: Any) -> MadeBy:
    """`made` with these settings added."""
    return made.changed(settings={**made.settings, **settings})


def request_for(poster: Poster, assets: Assets, *, seed: int, count: int, wish: DesignWish) -> DesignRequest:
    """What a design engine is told about this poster."""
    brief, ground = poster.brief, poster.background
    request = DesignRequest(
        pieces=brief.pieces(),
        page=poster.page,
        picture=background_pixels(poster, assets),
        language=brief.language,
        theme=brief.theme,
        style=wish.style or brief.style,
        palette=brief.colors(),
        code=brief.link if brief.qr else "",
        finish="none" if ground is not None and ground.locked else wish.finish,
        original=original_of(poster),
        # A locked cut-out is as large as the page; words may stand beside what it shows.
        locked=tuple(x for x in poster.layers if x.locked and x is not ground and not _cut_out(x)),
        seed=seed,
        count=count,
        beside=tuple(design_of(other) for other in wish.beside),
        settings=wish.settings,
    )
    if ground is not None:
        quiet = None
        if ground.quiet and assets.has(ground.quiet):
            grey = assets.pixels(ground.quiet)
            quiet = (grey if grey.ndim == 2 else grey[..., 0]).astype(np.float32) / np.float32(255)
        told = ground.made_by.settings.get("hero") if ground.made_by else None
        subject = subject_of(poster, assets)
        if subject is not None:
            request = replace(request, subject=subject, subject_mask=ground.subject or "")
        hero: Any = tuple(float(str(v)) for v in told) if isinstance(told, list) and len(told) == 4 else None
        request = replace(
            request, focus=shown_focus(poster, ground, assets), quiet=quiet, background=ground.asset or "", hero=hero
        )
    if wish.logo is not None:
        ref = assets.put(wish.logo, source="the logo")
        pixels = assets.pixels(ref)
        aspect = pixels.shape[1] / pixels.shape[0]
        request = replace(request, logo=ref, logo_aspect=aspect, logo_tone=tone(pixels))
    return request


def design_of(poster: Poster) -> Design:
    """The design a poster shows: its palette and all layers but the background."""
    told = poster.designed_by.settings.get("archetype", "") if poster.designed_by else ""
    ground = poster.background
    layers = tuple(x for x in poster.layers if x is not ground)
    finish = ground.finish if ground else None
    return Design(archetype=str(told), palette=poster.palette, layers=layers, finish=finish)


def original_of(poster: Poster) -> Original:
    """What the poster's background is, for its print finish."""
    made = poster.background.made_by if poster.background else None
    painted = made is not None and made.engine == "procedural"
    return Original(
        grained=painted,
        screened=made is not None and made.painter in SCREENED_PAINTERS,
        photo=made is None or made.engine == "picture",
    )


def _cut_out(layer: AnyLayer) -> bool:
    return isinstance(layer, PictureLayer) and layer.asset == "background"


def subject_of(poster: Poster, assets: Assets) -> NDArray[np.float32] | None:
    """(H, W) 0..1: what the background's subject covers of the bleed box; None where it has none or is seen nowhere."""
    ground = poster.background
    if ground is None or ground.subject is None or not assets.has(ground.subject):
        return None
    if ground.rect != poster.page.bleed_box or ground.angle:
        return None  # moved by hand: a cut-out on the page's own grid would not lie on it
    # The mask lies on the background's pixels: drawn in its place it is cropped as the background is.
    frame = place(poster.with_layers([ground.changed(asset=ground.subject, subject=None, finish=())]), assets)
    drawn = rasterize(frame, SEEN_WIDTH_PX / frame.trim.width * 72, bleed=True)
    cover = drawn[..., 0].astype(np.float32) / np.float32(255)
    return cover if float(cover.mean()) >= LEAST_SUBJECT else None


def shown_focus(poster: Poster, ground: PictureLayer, assets: Assets) -> tuple[float, float]:
    """Where the picture's focus lies on the bleed box, as shares of it: a cropped picture's focus moves."""
    if ground.asset is None or not assets.has(ground.asset):
        return ground.focus
    pixels = assets.pixels(ground.asset)
    box = poster.page.bleed_box
    crop = fitted(AssetSource(pixels, ground.asset), Rect(0, 0, box.width, box.height), ground.fit, ground.focus).crop
    x = (ground.focus[0] * pixels.shape[1] - crop.x) / crop.width
    y = (ground.focus[1] * pixels.shape[0] - crop.y) / crop.height
    return min(1.0, max(0.0, x)), min(1.0, max(0.0, y))


def tone(pixels: NDArray[np.uint8]) -> float:
    """Mean relative luminance 0..1 of a picture's visible pixels, (H, W, 3 or 4)."""
    light = luminance(pixels[..., :3].astype(np.float32) / np.float32(255))
    seen = pixels[..., 3].astype(np.float32) if pixels.shape[2] == 4 else np.ones(light.shape, np.float32)
    return float((light * seen).sum() / max(1e-6, float(seen.sum())))


def background_pixels(poster: Poster, assets: Assets) -> NDArray[np.uint8]:
    """(H, W, 3) sRGB of the background alone on the bleed box, about 620 px wide; a finish that may be replaced is off."""
    ground = poster.background
    if ground is not None and not ground.locked:
        ground = ground.changed(finish=())
    bare = poster.with_layers([ground] if ground else [])
    frame = place(bare, assets)
    return rasterize(frame, SEEN_WIDTH_PX / frame.trim.width * 72, bleed=True)
