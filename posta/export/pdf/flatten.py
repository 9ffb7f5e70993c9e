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
from posta.export.embed import with_pictures
from posta.export.outlines import room
from posta.export.plates import flat_colors, inks_of
from posta.export.seethrough import split
from posta.geometry import Affine, Rect
from posta.render.frame import (
    Frame,
    Item,
    Picture,
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
