"""A frame for a PDF without transparency: items in, what to draw in order out, as vector items and opaque pixel patches.

Only where something see-through lies are the items below it drawn to pixels, at the export's resolution; all else, and
everything above, stays vector. Points in and out.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from posta.export.color import Press
from posta.export.embed import Pixels, with_pictures
from posta.export.outlines import room, runs_outline
from posta.export.plates import flat_colors, inks_of
from posta.export.shadows import shadow_alpha
from posta.geometry import Affine, Rect
from posta.render.frame import (
    Frame,
    Item,
    LinearGradient,
    Picture,
    PictureItem,
    RadialGradient,
    ShapeItem,
    TextItem,
)


@dataclass(frozen=True, slots=True)
class Patch:
    """Part of the page to be drawn as pixels, opaque."""

    rect: Rect
    """In the frame's points, on the pixel grid of the resolution."""
    items: tuple[Item, ...]
    """All that is seen there, back to front."""


def flattened(frame: Frame, ppi: float) -> Iterator[Item | Patch]:
    """What to draw, back to front: opaque items as they are, patches where something see-through lies."""
    below: list[Item] = []
    waiting: list[Rect] = []
    for number, item in enumerate(frame.items):
        clear, solid = split(item, ppi, number)
        for part in clear:
            below.append(part)
            seen = part.look.transform.bounds(room(part)).intersection(frame.bleed_box)
            if seen.width > 0 and seen.height > 0:
                waiting.append(seen)
        if solid is not None:
            for rect in merged(waiting):
                yield Patch(on_grid(rect, ppi), tuple(below))
            waiting.clear()
            below.append(solid)
            yield solid
    for rect in merged(waiting):
        yield Patch(on_grid(rect, ppi), tuple(below))


def split(item: Item, ppi: float, number: int) -> tuple[list[Item], Item | None]:
    """An item's see-through parts and what is left of it that covers all below; one of them may be missing."""
    look = item.look
    if look.opacity < 1 or look.blend != "normal":
        return [item], None
    if isinstance(item, PictureItem):
        return ([item], None) if item.picture.source.has_alpha else ([], item)
    if isinstance(item, TextItem) and item.face_picture:
        seen_through = item.face_picture.source.has_alpha
    elif isinstance(item.fill, Picture):
        seen_through = item.fill.source.has_alpha
    else:
        gradient = isinstance(item.fill, LinearGradient | RadialGradient)
        seen_through = gradient and any(s.opacity < 1 for s in item.fill.stops)  # type: ignore[union-attr]
    if seen_through:
        return [item], None
    clear: list[Item] = []
    solid: ShapeItem | TextItem = item
    if isinstance(solid, TextItem) and solid.halo:
        clear.append(PictureItem(replace(look, shadow=None), solid.halo))
        solid = replace(solid, halo=None)
    if look.shadow:
        clear.append(_shadow_item(item, ppi, number))
        solid = replace(solid, look=replace(look, shadow=None))
    return clear, solid


def _shadow_item(item: ShapeItem | TextItem, ppi: float, number: int) -> PictureItem:
    shadow = item.look.shadow
    assert shadow is not None
    path = item.path if isinstance(item, ShapeItem) else runs_outline(item.runs)
    alpha, rect = shadow_alpha(path, shadow, item.stroke if item.fill is None else None, ppi)
    color = np.uint8(np.round(np.array(shadow.color.rgb) * 255))
    data = np.dstack([np.broadcast_to(color, (*alpha.shape, 3)), alpha])
    source = Pixels(np.ascontiguousarray(data), f"shadow {number} {ppi}")
    whole = Picture(source, Rect(0, 0, source.width_px, source.height_px), rect)
    return PictureItem(replace(item.look, shadow=None), whole)


def merged(rects: list[Rect]) -> list[Rect]:
    """Rects that meet, joined until none do: each spot of the page is drawn to pixels once."""
    left = list(rects)
    out: list[Rect] = []
    while left:
        one = left.pop()
        meeting = [r for r in left if r.intersection(one).area > 0]
        if meeting:
            left = [r for r in left if r not in meeting]
            for other in meeting:
                one = one.union(other)
            left.append(one)
        else:
            out.append(one)
    return sorted(out, key=lambda r: (r.y, r.x))


def on_grid(rect: Rect, ppi: float) -> Rect:
    """The rect grown to whole pixels counted from the trim's corner, so that pictures of this resolution stay sharp."""
    step = 72 / ppi
    x, y = math.floor(rect.x / step) * step, math.floor(rect.y / step) * step
    return Rect(x, y, math.ceil((rect.right - x) / step) * step, math.ceil((rect.bottom - y) / step) * step)


def patch_key(frame: Frame, patch: Patch, ppi: float) -> str:
    """A name for exactly what a patch shows."""

    def named(picture: Picture) -> Picture:
        source = picture.source
        return replace(picture, source=(source.key, source.width_px, source.height_px))  # type: ignore[arg-type]

    shown = [with_pictures(item, named) for item in patch.items]
    return hashlib.sha256(repr((frame.paper, patch.rect, ppi, shown)).encode()).hexdigest()


def patch_inks(frame: Frame, patch: Patch, ppi: float, press: Press) -> NDArray[np.uint8]:
    """A patch's pixels in inks, (H, W, 4). Flat colours get the very inks they have where they are vector."""
    from posta.render.raster import rasterize

    moved = Affine.move(-patch.rect.x, -patch.rect.y)
    items = tuple(replace(i, look=replace(i.look, transform=moved.after(i.look.transform))) for i in patch.items)
    sheet = replace(frame, trim=Rect(0, 0, patch.rect.width, patch.rect.height), bleed=0.0, items=items)
    return inks_of(rasterize(sheet, ppi), flat_colors(frame, patch.items), press)
