"""The pipeline: a Brief in, finished Posters out, by the four stages in order; and one stage again on a saved poster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from pathlib import Path as FilePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posta import arttext as arttext_engines
from posta import background as background_engines
from posta import design as design_engines
from posta import upscale as upscale_engines
from posta.background.stage import BackgroundWish, background, picture_size, request_for
from posta.design.stage import DesignWish, design
from posta.document.assets import Assets
from posta.document.brief import Brief
from posta.document.layers import MadeBy, PictureLayer
from posta.document.poster import Poster
from posta.engines import Progress, load, silent
from posta.errors import BriefError, EngineError, StageError
from posta.geometry import Rect
from posta.render.frame import Picture
from posta.render.place import AssetSource, fitted, set_layer
from posta.typeset.fonts import FontLibrary

PAINTED_ROWS = 256
KEPT_ROWS = 64

STAGES = ("background", "design", "arttext", "upscale")

TABLES: dict[str, Mapping[str, str]] = {
    "background": background_engines.ENGINES,
    "design": design_engines.ENGINES,
    "arttext": arttext_engines.ENGINES,
    "upscale": upscale_engines.ENGINES,
}


@dataclass(frozen=True, slots=True)
class Engines:
    """Which engine does each stage's work, by its name in the stage's table, and options for making them."""

    background: str = "procedural"
    design: str = "rules"
    arttext: str = "materials"
    upscale: str = "lanczos"
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Options by stage, for engines that take any (a model, a server's address)."""

    def engine(self, stage: str) -> Any:
        """The engine of a stage. Raises EngineError."""
        return load(TABLES[stage], stage, getattr(self, stage), **self.options.get(stage, {}))

    def with_choice(self, choice: str) -> Engines:
        """These engines with one `stage=name` choice. Raises EngineError naming what exists."""
        stage, _, name = choice.partition("=")
        if stage not in TABLES or not name:
            raise EngineError(
                f"{choice!r} names no engine.", hint=f"Write stage=engine; stages are {', '.join(STAGES)}."
            )
        load_name = name.strip()
        if load_name not in TABLES[stage]:
            load(TABLES[stage], stage, load_name)
        return replaced(self, **{stage: load_name})


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person chose beside the brief."""

    painter: str = ""
    style: str = ""
    lettering: str = ""
    """A material for the title; empty: as the design says."""


def make(
    brief: Brief,
    *,
    engines: Engines | None = None,
    seed: int = 0,
    assets: Assets | None = None,
    wishes: Wishes | None = None,
    progress: Progress = silent,
) -> tuple[Poster, Assets]:
    """One finished poster and its pictures. Same brief, engines and seed: same poster. Raises StageError."""
    assets = assets or Assets()
    poster = Poster.blank(brief)
    for _, poster in stages(brief, assets, engines=engines or Engines(), seed=seed, wishes=wishes, progress=progress):
        pass
    return poster, assets


def stages(
    brief: Brief,
    assets: Assets,
    *,
    engines: Engines,
    seed: int,
    wishes: Wishes | None = None,
    progress: Progress = silent,
) -> Iterator[tuple[str, Poster]]:
    """The stages in order, as (stage, poster so far) after each."""
    wishes = wishes or Wishes()
    poster = first_background(Poster.blank(brief), assets, engines, seed, wishes, _part(progress, 0.0, 0.5))
    yield "background", poster
    [poster, *_] = _designed(poster, assets, engines, seed, 1, wishes, _part(progress, 0.5, 0.9))
    yield "design", poster
    poster = _lettered(poster, assets, engines, wishes, seed, _part(progress, 0.9, 1.0))
    yield "arttext", poster


def make_variants(
    brief: Brief,
    count: int,
    *,
    engines: Engines | None = None,
    seed: int = 0,
    assets: Assets | None = None,
    wishes: Wishes | None = None,
    progress: Progress = silent,
) -> tuple[list[Poster], Assets]:
    """`count` finished posters that differ in picture and layout, best first. Raises StageError."""
    assets, engines = assets or Assets(), engines or Engines()
    posters = [p for _, p in variants(brief, count, assets, engines=engines, seed=seed, wishes=wishes, progress=progress)]
    return posters, assets


def variants(
    brief: Brief,
    count: int,
    assets: Assets,
    *,
    engines: Engines,
    seed: int,
    wishes: Wishes | None = None,
    progress: Progress = silent,
) -> Iterator[tuple[int, Poster]]:
    """The variants one by one, as (number, poster): every one has its own picture and its own layout."""
    wishes = wishes or Wishes()
    share = 1.0 / count
    first = first_background(Poster.blank(brief), assets, engines, seed, wishes, _part(progress, 0.0, share * 0.4))
    # One search offers layouts that differ; each is then fitted to its own picture.
    offered = _designed(first, assets, engines, seed, count, wishes, _part(progress, share * 0.4, share * 0.9))
    yield 0, _lettered(offered[0], assets, engines, wishes, seed, silent)
    for i in range(1, count):
        progress(i * share, f"variant {i + 1} of {count}")
        layout = offered[i % len(offered)]
        if engines.background == "picture" or brief.background:
            poster = layout
        else:
            ground = first_background(Poster.blank(brief), assets, engines, seed + i, wishes, silent)
            archetype = str(layout.designed_by.settings.get("archetype", "")) if layout.designed_by else ""
            [poster, *_] = _designed(ground, assets, engines, seed + i, 1, replaced(wishes, style=archetype), silent)
        yield i, _lettered(poster, assets, engines, wishes, seed + i, silent)


def first_background(
    poster: Poster, assets: Assets, engines: Engines, seed: int, wishes: Wishes, progress: Progress = silent
) -> Poster:
    """The background stage for a brief: the person's own picture where the brief names one."""
    brief = poster.brief
    wish = BackgroundWish(painter=wishes.painter, style=wishes.style)
    name = engines.background
    if brief.background:
        wish, name = replaced(wish, picture=read_file(brief.background, "background")), "picture"
    engine = replaced(engines, background=name).engine("background")
    return background(poster, assets, engine, name=name, seed=seed, wish=wish, progress=progress)


def _designed(
    poster: Poster, assets: Assets, engines: Engines, seed: int, count: int, wishes: Wishes, progress: Progress
) -> list[Poster]:
    wish = DesignWish(style=wishes.style)
    if poster.brief.logo:
        wish = replaced(wish, logo=read_file(poster.brief.logo, "logo"))
    return design(
        poster, assets, engines.engine("design"), name=engines.design, seed=seed, count=count, wish=wish, progress=progress
    )


def _lettered(
    poster: Poster, assets: Assets, engines: Engines, wishes: Wishes, seed: int, progress: Progress
) -> Poster:
    from posta.arttext.stage import arttext, lettered, with_style

    if wishes.lettering:
        title = next((x.id for x in poster.layers if getattr(x, "role", "") == "title"), None)
        if title is None:
            raise StageError("The poster has no title to letter.")
        style = "" if wishes.lettering == "plain" else wishes.lettering
        poster = with_style(poster, title, style, engine=engines.arttext, seed=seed)
    if not lettered(poster):
        return poster
    return arttext(poster, assets, engines.engine("arttext"), name=engines.arttext, progress=progress)


def redo(
    poster: Poster,
    assets: Assets,
    stage: str,
    *,
    engines: Engines | None = None,
    seed: int | None = None,
    wishes: Wishes | None = None,
    layer: str = "",
    ppi: float = 300,
    progress: Progress = silent,
) -> Poster:
    """One stage again on a poster, all else untouched; `seed` None takes the next one. Raises StageError."""
    from posta.arttext.stage import arttext, with_style

    engines, wishes = engines or Engines(), wishes or Wishes()
    if stage == "background":
        old = poster.background.made_by if poster.background else None
        new_seed = seed if seed is not None else (old.seed + 1 if old else 0)
        return first_background(poster, assets, engines, new_seed, wishes, progress)
    if stage == "design":
        told = poster.designed_by
        new_seed = seed if seed is not None else (told.seed + 1 if told else 0)
        [designed, *_] = _designed(poster, assets, engines, new_seed, 1, wishes, progress)
        return _lettered(designed, assets, engines, wishes, new_seed, progress)
    if stage == "arttext":
        ids = [layer] if layer else None
        if wishes.lettering:
            target = layer or next((x.id for x in poster.layers if getattr(x, "role", "") == "title"), "")
            style = "" if wishes.lettering == "plain" else wishes.lettering
            poster = with_style(poster, target, style, engine=engines.arttext, seed=seed or 0)
            if not style:
                return poster
            ids = [target]
        old_seeds = [x.art.seed for x in poster.layers if getattr(x, "art", None)]  # type: ignore[union-attr]
        new_seed = seed if seed is not None else (max(old_seeds, default=-1) + 1 if not wishes.lettering else 0)
        return arttext(
            poster, assets, engines.engine("arttext"), name=engines.arttext, layer_ids=ids, seed=new_seed, progress=progress
        )
    if stage == "upscale":
        return enlarge(poster, assets, engines, ppi, seed=seed or 0, progress=progress)
    raise StageError(f"There is no stage {stage!r}.", hint=f"Choose from {', '.join(STAGES)}.")


def enlarge(
    poster: Poster, assets: Assets, engines: Engines, ppi: float, *, seed: int = 0, progress: Progress = silent
) -> Poster:
    """Every unlocked picture with too few pixels for `ppi` enlarged; painted ones are painted again at that size."""
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
        from posta.upscale import UpscaleRequest

        made = layer.made_by or MadeBy(stage="upscale", engine=engines.upscale)
        request = UpscaleRequest(assets.pixels(layer.asset), *wanted, prompt=made.prompt, seed=seed)
        pixels = engines.engine("upscale").enlarge(request, progress)
        settings = {**made.settings, "upscaled_by": engines.upscale}
        poster = poster.with_layer(
            layer.changed(asset=assets.put_pixels(pixels), made_by=made.changed(settings=settings))
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
            while self._top + len(self._kept[0]) < top - KEPT_ROWS:
                self._top += len(self._kept.pop(0))
        parts, first = [], self._top
        for strip in self._kept:
            parts.append(strip[max(0, top - first) : max(0, bottom - first)])
            first += len(strip)
        return np.concatenate(parts) if len(parts) > 1 else parts[0]


def _painted(poster: Poster, layer: PictureLayer, ppi: float) -> Picture | None:
    """A picture painted again on the pixel grid of an export; None if its engine cannot."""
    made = layer.made_by
    if made is None or made.stage != "background" or made.engine not in background_engines.ENGINES:
        return None
    if "upscaled_by" in made.settings:
        return None
    engine = load(background_engines.ENGINES, "background", made.engine)
    if not engine.resolution_independent:
        return None
    page = poster.page
    box = page.bleed_box
    if layer.rect != box:
        return None  # moved or resized by hand: its own pixels are shown
    width, height, bleed = picture_size(page, ppi)
    request = request_for(page, ppi, made)
    trim_w, trim_h = page.pixels(ppi)
    per_x, per_y = page.points(page.width) / trim_w, page.points(page.height) / trim_h
    shift = page.points(page.bleed)
    rect = Rect(shift - bleed * per_x, shift - bleed * per_y, width * per_x, height * per_y)
    key = f"{made.engine}/{made.painter}/{made.seed}/{made.prompt}/{made.settings}/{width}x{height}"
    source = PaintedSource(width, height, key, _Painter(engine, request))
    return Picture(source, Rect(0, 0, width, height), rect)


def native_pictures(
    poster: Poster, assets: Assets, ppi: float, *, fonts: FontLibrary | None = None, progress: Progress = silent
) -> dict[str, Picture]:
    """Pictures made for an export at `ppi`, for `render.place`: painted backgrounds and CPU lettering, made natively."""
    from posta.arttext.stage import lettered, lettering_request
    from posta.render.place import lettering_key

    found: dict[str, Picture] = {}
    for layer in poster.layers:
        if isinstance(layer, PictureLayer) and layer.visible and (picture := _painted(poster, layer, ppi)):
            found[layer.id] = picture
    fonts = fonts or FontLibrary.shipped()
    for text in lettered(poster):
        art = text.art
        if not text.visible or art is None or art.asset is None or art.engine not in arttext_engines.ENGINES:
            continue
        engine = load(arttext_engines.ENGINES, "arttext", art.engine)
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


def read_file(path: str, field_name: str) -> bytes:
    """A file the brief names. Raises BriefError naming the field."""
    try:
        return FilePath(path).read_bytes()
    except OSError as problem:
        raise BriefError(
            f"The brief's {field_name} {path!r} cannot be read: {problem.strerror or problem}.",
            hint="Give the path of a picture beside the brief.",
        ) from None


def _part(progress: Progress, start: float, end: float) -> Progress:
    """Progress of a part of a job, told as a share of the whole."""

    def tell(done: float, doing: str) -> None:
        progress(start + (end - start) * done, doing)

    return tell
