"""An item in, its see-through parts and what is left of it that covers all below out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posta.export.embed import Pixels
from posta.export.outlines import runs_outline
from posta.export.shadows import shadow_alpha
from posta.geometry import Rect
from posta.render.frame import (
    Item,
    LinearGradient,
    Picture,
    PictureItem,
    RadialGradient,
    ShapeItem,
    TextItem,
)


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
