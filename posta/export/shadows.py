"""Soft shadows as pixels: a path and a shadow in (points, the item's own coordinates), opacity 0..255 and its rect out."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from posta.color import Rgb
from posta.geometry import Affine, Path, Rect
from posta.render.frame import Frame, Look, ShadowStyle, ShapeItem, Solid, StrokeStyle

PIXELS_PER_DEVIATION = 4.0  # a blur has no detail finer than its deviation; four pixels carry it without steps
MOST_PIXELS = 16_000_000


def shadow_alpha(
    path: Path, shadow: ShadowStyle, stroke: StrokeStyle | None, ppi: float
) -> tuple[NDArray[np.uint8], Rect]:
    """(H, W) opacity of a path's blurred shadow, the shadow's own opacity included, and the rect it covers.

    `stroke` where only the path's line casts it. At most `ppi`, less for soft blurs.
    """
    import cv2

    from posta.render.raster import rasterize_layers

    reach = 3 * shadow.blur + (stroke.width * 2 if stroke else 0) + 1
    around = path.bounds().inset(-reach)
    ppi = min(ppi, 72 * PIXELS_PER_DEVIATION / max(shadow.blur, 1e-3))
    ppi = min(ppi, 72 * math.sqrt(MOST_PIXELS / max(1.0, around.area)))
    black = Solid(Rgb(0, 0, 0))
    line = StrokeStyle(black, stroke.width, "center", stroke.join) if stroke else None
    item = ShapeItem(Look("shadow", transform=Affine.move(-around.x, -around.y)), path, None if stroke else black, line)
    sheet = Frame(Rect(0, 0, around.width, around.height), 0, Solid(Rgb(1, 1, 1)), (item,))
    alpha = rasterize_layers(sheet, ppi, {"shadow"})[..., 3].astype(np.float32)
    deviation = shadow.blur * ppi / 72
    if deviation > 0.05:
        alpha = cv2.GaussianBlur(alpha, (0, 0), deviation, borderType=cv2.BORDER_CONSTANT)
    shown = np.clip(alpha * shadow.opacity + 0.5, 0, 255).astype(np.uint8)
    return shown, around.moved(shadow.dx, shadow.dy)
