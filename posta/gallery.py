"""A gallery: briefs, layouts and painters in, a folder with an HTML page, thumbnails and poster files out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from posta.document.assets import Assets, write_atomically
from posta.document.brief import Brief, load_brief
from posta.document.files import cannot_write, pack
from posta.document.pictures import encode_png
from posta.document.poster import Poster
from posta.engines import Progress, silent
from posta.errors import PostaError
from posta.pipeline import Engines, Wishes, make, variants
from posta.render.check import Problem, check
from posta.render.place import place
from posta.render.raster import rasterize

THUMBNAIL_PX = 420


@dataclass(frozen=True, slots=True)
class Wall:
    """What is to hang in the gallery."""

    styles: tuple[str, ...] = ()
    """Archetypes; empty: as many as `variants`, chosen by the design stage."""
    painters: tuple[str, ...] = ()
    """Painters; empty: chosen by the theme."""
    variants: int = 4
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Hung:
    """One poster of a gallery."""

    poster: Poster
    name: str
    """File name without suffix, unique in the gallery."""
    archetype: str
    painter: str
    score: float
    problems: tuple[Problem, ...]
    failed: str = ""
    """Why there is no poster, if there is none."""


def gallery(briefs: Sequence[Path], folder: Path, wall: Wall, *, progress: Progress = silent) -> list[Hung]:
    """Make every poster asked for and write `folder`/index.html with all of them. Raises BriefError, ExportError.

    A combination that cannot be made is shown with its reason; the others are made all the same.
    """
    wanted = [(path.stem, load_brief(path)) for path in briefs]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise cannot_write(folder, problem) from None
    hung: list[Hung] = []
    for i, (stem, brief) in enumerate(wanted):
        progress(i / len(wanted), brief.title)
        for one, assets in _posters(stem, brief, wall):
            hung.append(one)
            if not one.failed:
                _write(folder, one, assets)
    _save(folder / "index.html", page(hung).encode())
    return hung


def _posters(stem: str, brief: Brief, wall: Wall) -> Iterator[tuple[Hung, Assets]]:
    if not wall.styles and not wall.painters:
        assets = Assets()
        made = variants(brief, wall.variants, assets, engines=Engines(), seed=wall.seed)
        for number, poster in made:
            yield _hung(f"{stem}-{number + 1}", poster, assets), assets
        return
    for style in wall.styles or ("",):
        for painter in wall.painters or ("",):
            assets = Assets()
            name = "-".join(filter(None, (stem, _slug(style), _slug(painter))))
            try:
                poster, assets = make(brief, seed=wall.seed, assets=assets, wishes=Wishes(painter=painter, style=style))
                yield _hung(name, poster, assets), assets
            except PostaError as problem:
                yield Hung(Poster.blank(brief), name, style, painter, 0.0, (), str(problem)), assets


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _hung(name: str, poster: Poster, assets: Assets) -> Hung:
    told = poster.designed_by.settings if poster.designed_by else {}
    ground = poster.background.made_by if poster.background else None
    score = told.get("score", 0.0)
    return Hung(
        poster, name, str(told.get("archetype", "")), ground.painter if ground else "",
        float(score) if isinstance(score, int | float) else 0.0, tuple(check(poster, assets)),
    )  # fmt: skip


def _write(folder: Path, one: Hung, assets: Assets) -> None:
    frame = place(one.poster, assets)
    pixels = rasterize(frame, THUMBNAIL_PX / frame.trim.width * 72)
    _save(folder / f"{one.name}.png", encode_png(pixels))
    _save(folder / f"{one.name}.posta", pack(one.poster, assets))


def _save(path: Path, data: bytes) -> None:
    try:
        write_atomically(path, data)
    except OSError as problem:
        raise cannot_write(path, problem) from None


def page(hung: Iterable[Hung]) -> str:
    """The gallery's HTML: one figure a poster, with its layout, painter, score and problems."""
    figures = "\n".join(_figure(one) for one in hung)
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Posters</title><meta name="viewport" content="width=device-width">
<style>
:root {{ color-scheme: light dark; font: 14px/1.45 system-ui, sans-serif; }}
body {{ margin: 2rem; display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 2rem; align-items: end; }}
figure {{ margin: 0; }} img {{ width: 100%; height: auto; display: block; box-shadow: 0 2px 14px #0003; }}
figcaption {{ margin-top: .6rem; }} small {{ color: #8a8a8e; }} ul {{ margin: .3rem 0 0; padding-left: 1.1rem; }}
.error {{ color: #d33; }} .failed {{ border: 1px dashed #8888; padding: 1rem; }}
</style>
{figures}
</html>
"""


def _figure(one: Hung) -> str:
    title = escape(one.poster.brief.title)
    told = " · ".join(escape(part) for part in (one.archetype, one.painter) if part)
    if one.failed:
        return f'<figure class="failed"><figcaption><b>{title}</b> {told}<br>{escape(one.failed)}</figcaption></figure>'
    problems = "".join(f'<li class="{p.level}">{escape(p.layer)} {escape(p.message)}</li>' for p in one.problems)
    listed = f"<ul>{problems}</ul>" if problems else ""
    return (
        f'<figure><a href="{one.name}.posta"><img src="{one.name}.png" alt="{title}" loading="lazy"></a>'
        f"<figcaption><b>{title}</b><br>{told} <small>{one.score:.2f}</small>{listed}</figcaption></figure>"
    )
