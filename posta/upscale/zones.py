"""A poster and one of its pictures in; the parts of the picture that an enlargement must keep out, as shares of the picture.

`focus` is its subject. Every text over it stands on a zone named after the text's layer, which must stay as calm as it was;
where no text stands yet, `quiet` is the largest calm part.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posta.document.assets import Assets
from posta.document.layers import PictureLayer, TextLayer
from posta.document.poster import Poster
from posta.geometry import Rect
from posta.render.place import AssetSource, fitted

FOCUS_SIDE = 0.3  # of the picture, about its focal point, where no box of the subject is known
CALM = 0.6
LEAST_SHARE = 0.02
MOST_TEXTS = 12

Zones = dict[str, list[float]]


def zones(poster: Poster, layer: PictureLayer, assets: Assets) -> Zones:
    """The zones of a picture layer that has its asset: name -> [x, y, width, height], each 0..1."""
    assert layer.asset is not None
    box = Rect(0, 0, layer.rect.width, layer.rect.height)
    picture = fitted(AssetSource(assets.pixels(layer.asset), layer.asset), box, layer.fit, layer.focus)
    wide, high = picture.source.width_px, picture.source.height_px
    crop = picture.crop
    shown = Rect(crop.x / wide, crop.y / high, crop.width / wide, crop.height / high)
    lies = picture.rect.moved(layer.rect.x, layer.rect.y)
    found: Zones = {}
    if layer.role != "texture" and (subject := _subject(layer, shown)):
        found["focus"] = _rounded(subject)
    for text in [x for x in poster.layers if isinstance(x, TextLayer) and x.visible][:MOST_TEXTS]:
        over = _over(text.rect, lies, shown)
        if not layer.angle and over is not None and over.area >= LEAST_SHARE / 4:
            found[text.id] = _rounded(over)
    if len(found) <= 1 and layer.quiet and assets.has(layer.quiet):
        grey = assets.pixels(layer.quiet)
        calm = largest_calm((grey if grey.ndim == 2 else grey[..., 0]) / np.float32(255) >= CALM)
        if calm is not None and calm.area >= LEAST_SHARE:
            found["quiet"] = _rounded(calm)
    return found


def largest_calm(calm: NDArray[np.bool_]) -> Rect | None:
    """The largest rectangle of true cells, in shares of the grid; None where there is none (rows as histograms)."""
    rows, columns = calm.shape
    heights = np.zeros(columns, int)
    best, most = None, 0
    for y in range(rows):
        heights = np.where(calm[y], heights + 1, 0)
        stack: list[tuple[int, int]] = []  # (first column, height), heights rising
        for x, height in enumerate([*heights.tolist(), 0]):
            start = x
            while stack and stack[-1][1] >= height:
                start, tall = stack.pop()
                if tall * (x - start) > most:
                    most, best = tall * (x - start), (start, y - tall + 1, x - start, tall)
            stack.append((start, height))
    if best is None:
        return None
    return Rect(best[0] / columns, best[1] / rows, best[2] / columns, best[3] / rows)


def _subject(layer: PictureLayer, shown: Rect) -> Rect | None:
    told = layer.made_by.settings.get("hero") if layer.made_by else None
    if isinstance(told, list) and len(told) == 4:
        hero = Rect(*(float(str(v)) for v in told))
    else:
        x, y = layer.focus
        hero = Rect(x - FOCUS_SIDE / 2, y - FOCUS_SIDE / 2, FOCUS_SIDE, FOCUS_SIDE)
    part = hero.intersection(shown)
    return part if part is not None and part.width > 0.01 and part.height > 0.01 else None


def _over(text: Rect, lies: Rect, shown: Rect) -> Rect | None:
    """The part of the picture under a text's box, in shares of the picture; None where they do not meet."""
    part = text.intersection(lies)
    if part is None or part.width <= 0 or part.height <= 0:
        return None
    x = shown.x + (part.x - lies.x) / lies.width * shown.width
    y = shown.y + (part.y - lies.y) / lies.height * shown.height
    return Rect(x, y, part.width / lies.width * shown.width, part.height / lies.height * shown.height)


def _rounded(part: Rect) -> list[float]:
    x, y = max(0.0, part.x), max(0.0, part.y)
    return [round(v, 4) for v in (x, y, min(part.width, 1 - x), min(part.height, 1 - y))]
